package io.stipend.testkit.internal.history;

import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.OnExpiry;
import java.util.List;
import java.util.Map;

/**
 * One step of a history: a value that names reservations, accounts, steps and operations by their number in small pools,
 * so that any part of a history can be run again.
 */
sealed interface HistoryStep {

    /** A reservation by its own number, or by the number of a step. */
    record Target(boolean byStep, int number) {}

    /**
     * {@code request} stands for what the caller asked: the same one may come with all else different, as if policy had changed
     * in between. {@code step} and {@code swarm} are −1 for none; {@code terms} has one for each account. {@code more} must fit
     * beside the envelope. {@code ceilings} has one for each account, or is empty: what is in use there, and these amounts.
     */
    record Reserve(
            int reservation,
            int request,
            List<Integer> accounts,
            List<Integer> terms,
            Map<Resource, AmountRule> envelope,
            Map<Resource, AmountRule> more,
            List<Map<Resource, AmountRule>> ceilings,
            long leaseMillis,
            OnExpiry onExpiry,
            int step,
            int swarm)
            implements HistoryStep {}

    /** {@code request} as with a reserve: the same one may come with all else different. */
    record Charge(
            int reservation,
            int request,
            List<Integer> accounts,
            List<Integer> terms,
            Map<Resource, AmountRule> used,
            OverrunPolicy policy,
            int swarm)
            implements HistoryStep {}

    record Track(Target target, int operation, Map<Resource, AmountRule> usage, boolean asksBalances)
            implements HistoryStep {}

    /**
     * {@code least} is for the resources of which less will do than is wanted, {@code less} for those of which no more is
     * wanted; {@code mostHeld} is a limit on the whole reservation, for the resources that it has. {@code accounts} are those
     * whose terms the caller knows, and perhaps a ceiling: on the path or not.
     */
    record Extend(
            Target target,
            int operation,
            Map<Resource, AmountRule> additional,
            Map<Resource, AmountRule> least,
            Map<Resource, AmountRule> less,
            long leaseMillis,
            Map<Resource, AmountRule> mostHeld,
            List<Integer> accounts,
            List<Integer> terms,
            List<Map<Resource, AmountRule>> ceilings,
            boolean asksBalances)
            implements HistoryStep {}

    /** {@code leaseMillis} is 0 for the parent's, {@code step} −1 for none. */
    record Split(int parent, int child, Map<Resource, AmountRule> part, long leaseMillis, int step)
            implements HistoryStep {}

    /** A caller who does not name the policy asks for the same under any: it is the configuration's. */
    record Settle(
            Target target, int operation, boolean namesPolicy, Map<Resource, AmountRule> usage, OverrunPolicy policy)
            implements HistoryStep {}

    record Release(Target target, int operation) implements HistoryStep {}

    record Bind(int reservation, int step) implements HistoryStep {}

    /** Kinds of an administrator's change. */
    enum Change {
        SET_LIMIT,
        UNLIMIT,
        CLEAR_LIMIT,
        GRANT,
        REVOKE,
        REVOKE_ALL,
        ADJUST,
        REFUND,
        FREEZE,
        UNFREEZE,
        ANNOUNCE
    }

    /** The account after the last one is the tenant's own; it is only frozen and unfrozen. */
    record Administer(int account, int operation, Change change, Resource resource, AmountRule amount)
            implements HistoryStep {}

    record Advance(long millis) implements HistoryStep {}

    /** Moves the clock to just before, at, or just after the end of a reservation's lease. */
    record AdvanceToExpiry(int reservation, long offsetMillis) implements HistoryStep {}

    record ExpireDue() implements HistoryStep {}

    record Prune(long retentionMillis) implements HistoryStep {}

    record Forget(int reservation, long retentionMillis) implements HistoryStep {}

    /** Does some verbs while the clock is ahead, and puts it right again. */
    record WrongReading(long aheadMillis, List<HistoryStep> verbs) implements HistoryStep {}
}
