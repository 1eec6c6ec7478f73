package io.stipend.pools;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.check.Checks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a node knows of a pool, and the shares that follow from it. Guarded by the lock of its line. */
final class PoolKnowledge {

    private PoolConfig config;
    private final PoolAccounts names;
    private final InstantSource clock;

    /** By name, so that all nodes go through them in the same order. */
    private final Map<String, MemberState> members = new TreeMap<>();

    private Limits allowance;
    private long periodEndsAtMillis = LimitPeriod.NO_END;
    private ResourceVector usedByOthers = ResourceVector.ZERO;
    private ResourceVector usedByOthersBefore = ResourceVector.ZERO;

    /** By how much more of the pool is in use than was known, as the store said since the last reading. */
    private final long[] corrections = new long[Resource.count()];

    private ResourceVector earmark = ResourceVector.ZERO;
    /** As of now; null if they are to be computed. */
    private @Nullable FairShares shares;

    /** The same, or shares computed before somebody wanted more or less; null if what is in use has changed since. */
    private @Nullable FairShares use;

    /** Counts what became known. */
    private long version;

    PoolKnowledge(PoolConfig config, PoolAccounts names, InstantSource clock) {
        this.config = config;
        this.names = names;
        this.clock = clock;
        this.allowance = config.terms().limits();
        config.members().forEach((name, entitlement) -> members.put(name, new MemberState(name, entitlement)));
    }

    /** Members are entitled to other things from now on. */
    void configure(PoolConfig other) {
        config = other;
        other.members().keySet().forEach(this::member);
        members.values().forEach(member -> member.entitlement(other.entitlementOf(member.name())));
        changed();
    }

    Collection<MemberState> members() {
        return members.values();
    }

    boolean isAnyWaiting() {
        return members.values().stream().anyMatch(member -> member.waiters() > 0);
    }

    MemberState member(String name) {
        return members.computeIfAbsent(name, added -> new MemberState(added, config.entitlementOf(added)));
    }

    long version() {
        return version;
    }

    Limits allowance() {
        return allowance;
    }

    /** The room that is kept for a large request, whose ever. */
    ResourceVector earmark() {
        return earmark;
    }

    void earmark(ResourceVector room) {
        earmark = room;
        changed();
    }

    /** Something is known that was not: requests that were refused may be tried again. */
    void changed() {
        moved();
        version++;
    }

    /** What is in use has changed. */
    void moved() {
        shares = null;
        use = null;
    }

    /** What is wanted has changed. */
    void wanted() {
        shares = null;
    }

    /** A member is about to be given what it wanted. */
    void served(MemberState member, ResourceVector need) {
        if (shares != null && member.index() >= 0) {
            shares = shares.afterServing(member.index(), need);
            use = shares;
        }
    }

    /** Whether there may be room for something, whoever wants it: quickly told, for most who ask while others wait. */
    boolean mayHaveRoomFor(ResourceVector need) {
        return use == null || use.hasRoomFor(need);
    }

    void read(Reading reading) {
        reading.inUse().keySet().forEach(this::member);
        reading.wanted().keySet().forEach(this::member);
        members.forEach((name, member) -> member.read(
                reading.inUse().getOrDefault(name, ResourceVector.ZERO),
                reading.wanted().getOrDefault(name, ResourceVector.ZERO),
                reading.askedAtNanos()));
        if (reading.pool() != null) {
            readPool(reading.pool(), reading);
        }
        Arrays.fill(corrections, 0);
        earmark = reading.earmark();
        changed();
    }

    private void readPool(AccountView pool, Reading reading) {
        Limits read = Limits.NONE;
        for (Resource resource : Resource.values()) {
            if (pool.allowance(resource).isPresent()) {
                read = read.with(resource, Math.max(0, pool.allowance(resource).getAsLong()));
            }
        }
        allowance = read;
        periodEndsAtMillis = pool.periodEndsAtMillis();
        ResourceVector byMembers = reading.inUse().values().stream().reduce(ResourceVector.ZERO, ResourceVector::plus);
        ResourceVector beyond = pool.reserved().plus(pool.spent()).excessOver(byMembers);
        // What changed between the two looks is not the use of others: only what shows twice is.
        usedByOthers = beyond.atMost(usedByOthersBefore);
        usedByOthersBefore = beyond;
    }

    /** The store refused for want of room on an account of this pool, and said how much there is. */
    void learn(Insufficient lack, MemberState member, Limits memberCeiling, Limits poolCeiling) {
        Resource resource = lack.resource();
        boolean isPool = lack.account().equals(config.account());
        Limits ceiling = isPool ? poolCeiling : memberCeiling;
        Limits own = isPool ? allowance : member.entitlement().most();
        long bound = lack.byCeiling() ? ceiling.get(resource) : own.get(resource);
        if (bound == Limits.UNLIMITED) {
            return;
        }
        long inUse = Math.max(0, bound - lack.available());
        if (isPool) {
            corrections[resource.ordinal()] += inUse - usedInAll(resource);
        } else {
            member.learn(resource, inUse);
        }
        moved();
    }

    private long usedInAll(Resource resource) {
        long sum = usedByOthers.get(resource) + corrections[resource.ordinal()];
        for (MemberState member : members.values()) {
            sum += member.use().get(resource);
        }
        return sum;
    }

    boolean isOfPool(Insufficient lack) {
        return lack.account().equals(config.account()) || names.isOfPool(lack.account());
    }

    /** The shares as of now; each member has its place in them, unless it neither uses nor wants anything and is owed nothing. */
    FairShares shares() {
        FairShares known = shares;
        if (known == null) {
            List<FairShares.Member> present = new ArrayList<>();
            for (MemberState member : members.values()) {
                ResourceVector use = member.use();
                ResourceVector want = member.want();
                boolean counts = !use.isZero()
                        || !want.isZero()
                        || !member.entitlement().minimum().isZero();
                member.index(counts ? present.size() : -1);
                if (counts) {
                    present.add(new FairShares.Member(member.entitlement(), use, want));
                }
            }
            known = FairShares.of(pool(), present);
            shares = known;
            use = known;
        }
        return known;
    }

    /** The shares if a member wanted this, too. */
    FairShares sharesWith(MemberState asking, ResourceVector need) {
        List<FairShares.Member> present = new ArrayList<>();
        for (MemberState member : members.values()) {
            ResourceVector want = member == asking ? capped(member.want(), need) : member.want();
            member.index(present.size());
            present.add(new FairShares.Member(member.entitlement(), member.use(), want));
        }
        shares = null;
        return FairShares.of(pool(), present);
    }

    private static ResourceVector capped(ResourceVector want, ResourceVector need) {
        return ResourceVector.map(resource -> Math.min(Checks.MAX_AMOUNT, want.get(resource) + need.get(resource)));
    }

    private FairShares.Pool pool() {
        ResourceVector others = ResourceVector.map(
                resource -> Math.max(0, usedByOthers.get(resource) + corrections[resource.ordinal()]));
        return new FairShares.Pool(allowance, others, restOfPeriod());
    }

    /** The largest part that a member has of any resource of the pool. */
    double largestPart(MemberState member) {
        FairShares.Member now = new FairShares.Member(member.entitlement(), member.use(), ResourceVector.ZERO);
        return FairShares.weightedShare(pool(), now) * member.entitlement().weight();
    }

    /** In what somebody who wants this is short, and how much of that it could have now: of several the first, of none the slots. */
    Rejection shortage(MemberState member, ResourceVector need) {
        FairShares now = sharesWith(member, ResourceVector.ZERO);
        Resource shortOf = Resource.SLOTS;
        long available = roomFor(member, now, need, shortOf);
        for (Resource resource : Resource.values()) {
            long room = roomFor(member, now, need, resource);
            if (available >= need.get(shortOf) && room < need.get(resource)) {
                shortOf = resource;
                available = room;
            }
        }
        return new Rejection(
                Rejection.Code.CEILING_REACHED,
                shortOf,
                config.account(),
                need.get(shortOf),
                available,
                "the share that " + Checks.shown(member.name()) + " has of " + config.account() + " leaves "
                        + shortOf.format(available) + " of " + shortOf + ", " + shortOf.format(need.get(shortOf))
                        + " needed");
    }

    private long roomFor(MemberState member, FairShares now, ResourceVector need, Resource resource) {
        Limits poolCeiling = now.poolCeiling(member.index(), need, earmark);
        long use = member.use().get(resource);
        return Math.min(
                roomUnder(poolCeiling.find(resource).orElse(allowance.get(resource)), usedInAll(resource)),
                Math.min(
                        roomUnder(now.memberCeiling(member.index(), need).get(resource), use),
                        roomUnder(member.entitlement().most().get(resource), use)));
    }

    private static long roomUnder(long ceiling, long use) {
        return ceiling == Limits.UNLIMITED ? Checks.MAX_AMOUNT : ceiling - use;
    }

    private double restOfPeriod() {
        LimitPeriod period = config.terms().period();
        if (periodEndsAtMillis == LimitPeriod.NO_END || period.equals(LimitPeriod.NEVER)) {
            return 1;
        }
        // Periods are about as long as the next one is.
        double length = period.endMillis(periodEndsAtMillis) - periodEndsAtMillis;
        return Math.max(0, Math.min(1, (periodEndsAtMillis - clock.millis()) / length));
    }
}
