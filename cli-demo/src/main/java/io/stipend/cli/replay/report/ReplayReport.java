package io.stipend.cli.replay.report;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.engine.ReplayRun;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.trace.Trace;
import io.stipend.events.EventType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a replay found.
 *
 * @param trace what was replayed
 * @param plan the budgets tried
 * @param mode in whose time
 * @param rates how fast calls ran, where the log did not say, and in which groups they reported
 * @param store the store's name on the command line
 * @param events the publisher's name on the command line
 * @param workers how many executions ran concurrently; empty in a simulation, where as many ran as did in the traffic
 * @param outcome what was seen
 * @param open reservations open in the store at the end
 * @param published events published, by type
 * @param acknowledged how many records the events' broker has acknowledged, each batch as a whole; empty when there is none
 * @param books the audit
 */
public record ReplayReport(
        Trace trace,
        BudgetPlan plan,
        Mode mode,
        Rates rates,
        String store,
        String events,
        OptionalInt workers,
        ReplayRun.Outcome outcome,
        long open,
        Map<EventType, Long> published,
        OptionalLong acknowledged,
        Books books) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** In whose time a replay runs. */
    public enum Mode {
        /** The log's own, on a clock that is simulated. */
        SIMULATED,
        /** The store's, as fast as it goes or at a pace. */
        LOAD
    }

    /** What was counted. */
    public Tally tally() {
        return outcome.tally();
    }

    /** Whether it ran in the log's own time. */
    boolean isSimulated() {
        return mode == Mode.SIMULATED;
    }

    /** Reservations released early: policy refused to settle their overruns. */
    long released() {
        return published.getOrDefault(EventType.RELEASED, 0L);
    }

    /** Reservations that expired, and were not settled late. */
    long expired() {
        return published.getOrDefault(EventType.EXPIRED, 0L) - tally().get(Tally.Count.LATE);
    }

    /** How many users had requests. */
    public long users() {
        return tally().users().size();
    }

    /** Those who ran out, the first of them first. */
    static List<PayerTally> ranOut(Collection<PayerTally> payers) {
        return payers.stream()
                .filter(payer -> payer.firstOutMillis().isPresent())
                .sorted(Comparator.comparingLong(
                        (PayerTally payer) -> payer.firstOutMillis().getAsLong()))
                .toList();
    }

    /**
     * The share of their requests that was refused, which so many per cent of the users do not exceed (nearest rank); 0 to 1.
     */
    double refusedShare(int percent) {
        List<Double> shares =
                tally().users().stream().map(PayerTally::refusedShare).sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * shares.size());
        return shares.isEmpty() ? 0 : shares.get(Math.max(0, rank - 1));
    }

    /** Settled reservations per second. */
    public double cyclesPerSecond() {
        return tally().get(Tally.Count.SETTLED) * NANOS_PER_SECOND / Math.max(1, outcome.elapsedNanos());
    }
}
