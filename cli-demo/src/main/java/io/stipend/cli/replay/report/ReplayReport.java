package io.stipend.cli.replay.report;

import io.stipend.cli.replay.engine.AccountTally;
import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.Replay;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountId;
import io.stipend.events.EventType;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a replay found.
 *
 * @param trace what was replayed
 * @param plan the budgets tried
 * @param store the store's name on the command line
 * @param events the publisher's name on the command line
 * @param workers how many executions ran concurrently
 * @param outcome what the workers saw
 * @param open reservations open in the store at the end
 * @param published events published, by type
 * @param acknowledged how many records the events' broker has acknowledged, each batch as a whole; empty when there is none
 * @param books the audit
 */
public record ReplayReport(
        Trace trace,
        BudgetPlan plan,
        String store,
        String events,
        int workers,
        Replay.Outcome outcome,
        long open,
        Map<EventType, Long> published,
        OptionalLong acknowledged,
        Books books) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** What was counted. */
    public Tally tally() {
        return outcome.tally();
    }

    /** Reservations released early; a replay releases none by itself. */
    long released() {
        return published.getOrDefault(EventType.RELEASED, 0L);
    }

    /** Reservations that expired, and were not settled late. */
    long expired() {
        return published.getOrDefault(EventType.EXPIRED, 0L) - tally().get(Tally.Count.LATE);
    }

    /** The users that had requests, or the sessions that had an account. */
    Stream<Map.Entry<AccountId, AccountTally>> accounts(AccountId.Kind kind) {
        return tally().accounts().entrySet().stream()
                .filter(account -> account.getKey().kind() == kind);
    }

    /** How many users had requests. */
    public long users() {
        return accounts(AccountId.Kind.USER).count();
    }

    /** Settled reservations per second. */
    public double cyclesPerSecond() {
        return tally().get(Tally.Count.SETTLED) * NANOS_PER_SECOND / Math.max(1, outcome.elapsedNanos());
    }
}
