package io.stipend.foresight.forecast;

import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForwardingJournal;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A journal in which it is said once in an interval how good forecasts are, of each model with enough steps of which some are new. It comes before the
 * first entries that are read in an interval, and again until it is acknowledged. Only the reader of the journal gets entries, so only one process says
 * it; another one that takes over within the interval says it with the same number. Used like the journal; it reads a little more than it is asked for.
 */
final class CalibrationJournal extends ForwardingJournal {

    private final Supplier<List<ForecastFigures>> figures;
    private final long intervalMillis;
    private final InstantSource clock;

    /** When the interval began in which was looked last: at first that of the start, in which another process may have said it. */
    private long lookedMillis;

    /** What is said and not acknowledged. */
    private List<JournalEntry.Calibrated> waiting = List.of();

    /** How many of those are among what was read last and is not acknowledged. */
    private int waitingRead;

    /** How many steps a model had when it was said last. */
    private final Map<String, Long> told = new HashMap<>();

    CalibrationJournal(
            Journal journal, Supplier<List<ForecastFigures>> figures, Duration interval, InstantSource clock) {
        super(journal);
        this.figures = figures;
        this.intervalMillis = interval.toMillis();
        this.clock = clock;
        this.lookedMillis = intervalBegin(clock.millis());
    }

    private long intervalBegin(long millis) {
        return millis - Math.floorMod(millis, intervalMillis);
    }

    @Override
    public List<JournalEntry> read(int limit) {
        List<JournalEntry> entries = super.read(limit);
        if (entries.isEmpty()) {
            waitingRead = 0;
            return entries;
        }
        look(clock.millis());
        waitingRead = waiting.size();
        if (waitingRead == 0) {
            return entries;
        }
        List<JournalEntry> all = new ArrayList<>(waiting);
        all.addAll(entries);
        return List.copyOf(all);
    }

    private void look(long now) {
        long begin = intervalBegin(now);
        if (begin <= lookedMillis || !waiting.isEmpty()) {
            return;
        }
        lookedMillis = begin;
        waiting = figures.get().stream()
                .filter(model -> model.steps() >= LearnedForecaster.ENOUGH)
                .filter(model -> model.steps() != told.getOrDefault(model.model(), 0L))
                .flatMap(model -> model.statements().stream()
                        .filter(statement -> statement.steps() > 0)
                        .map(statement -> new JournalEntry.Calibrated(begin / 1_000, now, model, statement)))
                .toList();
    }

    @Override
    public void acknowledge(int count) {
        int said = Math.min(count, waitingRead);
        super.acknowledge(count - said);
        waiting.subList(0, said)
                .forEach(each -> told.put(each.figures().model(), each.figures().steps()));
        waiting = waiting.subList(said, waiting.size());
        waitingRead -= said;
    }

    @Override
    public void stepBack() {
        waiting = List.of();
        waitingRead = 0;
        super.stepBack();
    }
}
