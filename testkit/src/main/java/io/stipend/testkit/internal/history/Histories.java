package io.stipend.testkit.internal.history;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Random histories of all verbs, run on a store and on the plain model, compared after every step. */
public final class Histories {

    private Histories() {}

    /**
     * Plays the history of one seed on a store, in a new tenant, and compares nothing.
     *
     * @param steps how long the history is
     * @param clockErrs whether the clock may be ahead for some verbs
     * @param afterEach is told the tenant after each step, until a time comes that the clock had too early
     */
    public static void play(
            StoreUnderTest subject, long seed, int steps, boolean clockErrs, Consumer<String> afterEach) {
        List<HistoryStep> history = new HistoryGenerator(seed).history(steps);
        HistoryRun.play(
                subject,
                history.stream()
                        .filter(step -> clockErrs || !(step instanceof HistoryStep.WrongReading))
                        .toList(),
                afterEach);
    }

    /**
     * Runs the history of one seed.
     *
     * @param steps how long the history is
     * @return nothing when store and model agree; else a report: the seed, the fewest steps that still show a difference,
     *     and the difference
     */
    public static Optional<String> check(StoreUnderTest subject, long seed, int steps) {
        List<HistoryStep> history = new HistoryGenerator(seed).history(steps);
        String difference = HistoryRun.firstDifference(subject, history);
        if (difference == null) {
            return Optional.empty();
        }
        List<HistoryStep> shortest =
                Shrinker.shrink(history, part -> HistoryRun.firstDifference(subject, part) != null);
        String again = HistoryRun.firstDifference(subject, shortest);
        // A second run meets what the first one left behind, and may go well.
        return Optional.of("store and model differ; seed " + seed + ", " + steps + " steps, shrunk to "
                + shortest.size() + ":\n"
                + shortest.stream().map(step -> "  " + step).collect(Collectors.joining("\n")) + "\n"
                + (again == null ? "only once, and not when run again: " + difference : again));
    }
}
