package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.pools.MemberTally.Count;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.SharedPools;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.simulation.VirtualTime;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what becomes of requests, and who has what of the pool. For one thread. */
final class PoolTally {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final PoolConfig pool;
    private final VirtualTime time;
    private final Map<String, MemberTally> members = new TreeMap<>();
    private final Fairness fairness = new Fairness();
    private boolean isPeriodEnding;

    /** What is reserved and spent in all. */
    private final Ledger ledger;

    /** The same without what was used beyond a hold: that was not admitted, but happened. */
    private final Ledger admitted;

    private final Map<Resource, TimeSum> uses = new EnumMap<>(Resource.class);

    /** The most by which more was admitted than there is. */
    private final Map<Resource, Long> overshoot = new EnumMap<>(Resource.class);

    PoolTally(PoolConfig pool, VirtualTime time) {
        this.pool = pool;
        this.time = time;
        this.ledger = new Ledger(pool.terms().period());
        this.admitted = new Ledger(pool.terms().period());
        for (Resource resource : Resource.values()) {
            if (pool.terms().limits().get(resource) != Limits.UNLIMITED) {
                uses.put(resource, new TimeSum());
                overshoot.put(resource, 0L);
            }
        }
        pool.members().keySet().forEach(this::member);
    }

    MemberTally member(String name) {
        return members.computeIfAbsent(name, added -> new MemberTally(added, pool));
    }

    /** A request is sent, and waits until it is answered. */
    void asks(PoolCall call) {
        MemberTally member = call.member();
        member.count(Count.ASKED);
        if (call.isWithinMinimum()) {
            member.count(Count.WITHIN_MINIMUM);
        }
        member.beginsToWait(call);
    }

    /** It was not answered at once: it waits. */
    void waits(PoolCall call) {
        changed(call.member());
    }

    void served(PoolCall call, ResourceVector held) {
        MemberTally member = call.member();
        member.count(Count.SERVED);
        member.waited().add((time.nanoTime() - call.sentAtNanos()) / NANOS_PER_MILLI);
        member.ledger().reserve(held, time.millis());
        ledger.reserve(held, time.millis());
        admitted.reserve(held, time.millis());
        overshoot.replaceAll((resource, most) -> Math.max(
                most,
                admitted.inUse(resource, time.millis()) - pool.terms().limits().get(resource)));
        member.endsToWait(call);
        changed(member);
    }

    void unserved(PoolCall call, PoolAnswer answer) {
        MemberTally member = call.member();
        Count why = reasonOf(answer);
        member.count(why);
        if (call.isWithinMinimum() && why != Count.REFUSED_BY_OTHERS) {
            member.count(Count.WITHIN_MINIMUM_UNSERVED);
        }
        member.endsToWait(call);
        changed(member);
    }

    private Count reasonOf(PoolAnswer answer) {
        if (answer instanceof PoolAnswer.WaitTimedOut) {
            return Count.TIMED_OUT;
        }
        if (answer instanceof PoolAnswer.Decided decided) {
            return decided.result() instanceof ReserveResult.Rejected rejected && isOfPool(rejected.rejection())
                    ? Count.REFUSED_BY_POOL
                    : Count.REFUSED_BY_OTHERS;
        }
        return Count.LINE_FULL;
    }

    private boolean isOfPool(Rejection rejection) {
        AccountId account = rejection.account();
        return account != null
                && (account.equals(pool.account())
                        || (account.kind() == AccountId.Kind.POOL
                                && account.name().startsWith(SharedPools.ACCOUNT_PREFIX)));
    }

    /** A hold has come to its end, and this was charged for it. */
    void closed(MemberTally member, ResourceVector held, ResourceVector charged) {
        member.ledger().close(held, charged, time.millis());
        ledger.close(held, charged, time.millis());
        admitted.close(held, charged.atMost(held), time.millis());
        changed(member);
    }

    /** What was charged for a hold whose lease had run out is put right. */
    void corrected(MemberTally member, ResourceVector before, ResourceVector after) {
        member.ledger().correct(before, after, time.millis());
        ledger.correct(before, after, time.millis());
        changed(member);
    }

    private void changed(MemberTally member) {
        long nowNanos = time.nanoTime();
        member.changed(nowNanos, time.millis());
        uses.forEach((resource, use) -> use.set((double) ledger.inUse(resource, time.millis()), nowNanos));
        fairness.note(member);
        if (fairness.isAnyoneBacklogged() && !isPeriodEnding) {
            endPeriodLater();
        }
    }

    /** Periods begin at whole multiples of their length, and go on while something waits. */
    private void endPeriodLater() {
        isPeriodEnding = true;
        time.after(Fairness.PERIOD_NANOS - time.nanoTime() % Fairness.PERIOD_NANOS, () -> {
            fairness.endPeriod(time.nanoTime(), time.millis());
            isPeriodEnding = false;
            if (fairness.isAnyoneBacklogged()) {
                endPeriodLater();
            }
        });
    }

    /** By name. */
    Collection<MemberTally> members() {
        return members.values();
    }

    Fairness fairness() {
        return fairness;
    }

    Ledger ledger() {
        return ledger;
    }

    /** What is in use of each resource that the pool limits. */
    Map<Resource, TimeSum> uses() {
        return uses;
    }

    Map<Resource, Long> overshoot() {
        return overshoot;
    }
}
