package io.stipend.pools;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AnnouncementLog;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pool and its members at one moment, as the store shows them. Immutable.
 *
 * @param config the pool as this node has it configured
 * @param allowance what all members together may use; from the store, overrides and grants included, where the pool was ever used
 * @param reserved what is held of it
 * @param spent what is spent of it in the current period
 * @param earmark the room that is kept for a large request
 * @param periodEndsAtMillis when what is spent starts anew, in milliseconds since 1970-01-01 UTC; {@link LimitPeriod#NO_END} if never
 * @param members those that are configured, and those that ever used the pool or waited for it: first those for which something waits,
 *     then those with the largest share, then by name
 */
public record PoolView(
        PoolConfig config,
        Limits allowance,
        ResourceVector reserved,
        ResourceVector spent,
        ResourceVector earmark,
        long periodEndsAtMillis,
        List<Member> members) {

    private static final Comparator<Member> ORDER = Comparator.comparing(Member::isWaiting)
            .thenComparingDouble(Member::share)
            .reversed()
            .thenComparing(Member::name);

    /**
     * A member at that moment.
     *
     * @param name the user or swarm
     * @param entitlement its weight, minimum and most
     * @param inUse what it has reserved and spent of the pool
     * @param share the largest part that it has of any resource that the pool limits, 0 to 1 and more
     * @param waiting what waits for it on all nodes
     * @param level up to where it may go now, while not all that is wanted fits; nothing for a resource in which it is not held back
     * @param starvedSince since when it waits below its minimum and is given nothing, where that is half a minute ago or longer: as {@code
     *     pool.starved} told it
     */
    public record Member(
            String name,
            Entitlement entitlement,
            ResourceVector inUse,
            double share,
            ResourceVector waiting,
            Limits level,
            Optional<Instant> starvedSince) {

        /** Whether anything waits for it. */
        public boolean isWaiting() {
            return !waiting.isZero();
        }
    }

    public PoolView {
        members = List.copyOf(members);
    }

    /**
     * Reads a pool. Blocks like the store, for a few calls.
     *
     * @param clock tells how much of a period is left
     */
    public static PoolView read(StoreAdapter store, PoolConfig config, InstantSource clock) {
        Checks.present(store, "store");
        PoolAccounts names = new PoolAccounts(Checks.present(config, "pool"));
        PoolKnowledge knowledge = new PoolKnowledge(config, names, clock);
        Reading reading = Reading.of(store.accountAdministration(), config, names, true, 0, 0);
        knowledge.read(reading);
        FairShares shares = knowledge.shares();
        Map<String, Instant> starving =
                knowledge.members().stream().anyMatch(MemberState::isOwed) ? starving(store, config) : Map.of();
        List<Member> members = new ArrayList<>();
        for (MemberState state : knowledge.members()) {
            members.add(new Member(
                    state.name(),
                    state.entitlement(),
                    state.use(),
                    knowledge.largestPart(state),
                    state.want(),
                    state.index() < 0 ? Limits.NONE : levelOf(shares, state.index()),
                    state.isOwed() ? Optional.ofNullable(starving.get(state.name())) : Optional.empty()));
        }
        members.sort(ORDER);
        return new PoolView(
                config,
                knowledge.allowance(),
                reading.pool() == null ? ResourceVector.ZERO : reading.pool().reserved(),
                reading.pool() == null ? ResourceVector.ZERO : reading.pool().spent(),
                reading.earmark(),
                reading.pool() == null ? LimitPeriod.NO_END : reading.pool().periodEndsAtMillis(),
                members);
    }

    /** What was announced of those that starve. */
    private static Map<String, Instant> starving(StoreAdapter store, PoolConfig config) {
        AnnouncementLog announced = new AnnouncementLog(config.account());
        announced.read(store.bookInspection());
        return announced
                .all(MemberStarvation.class)
                .filter(MemberStarvation::starves)
                .collect(Collectors.toMap(MemberStarvation::member, each -> Instant.ofEpochMilli(each.sinceMillis())));
    }

    /** What waits for all members together, on all nodes. */
    public ResourceVector waiting() {
        long[] sums = new long[Resource.count()];
        for (Member member : members) {
            for (Resource resource : Resource.values()) {
                int place = resource.ordinal();
                sums[place] = Math.min(
                        Checks.MAX_AMOUNT, sums[place] + member.waiting().get(resource));
            }
        }
        return ResourceVector.map(resource -> sums[resource.ordinal()]);
    }

    /** For how many members something waits. */
    public int membersWaiting() {
        return (int) members.stream().filter(Member::isWaiting).count();
    }

    /** How many members starve: see {@link Member#starvedSince}. */
    public int membersStarved() {
        return (int) members.stream()
                .filter(member -> member.starvedSince().isPresent())
                .count();
    }

    /**
     * The blocks that nodes hold on the pool now, the largest hold of credits first. Blocks like the store, and takes as long as there
     * are open reservations in the pool's tenant.
     */
    public static List<BlockView> blocks(BookInspection books, PoolConfig pool) {
        return BlockView.list(books, pool.tenant()).stream()
                .filter(block -> block.path().accounts().contains(pool.account()))
                .sorted(Comparator.comparingLong(
                                (BlockView block) -> block.held().credits())
                        .reversed())
                .toList();
    }

    private static Limits levelOf(FairShares shares, int member) {
        Limits level = Limits.NONE;
        for (Resource resource : Resource.values()) {
            double upTo = shares.level(member, resource);
            if (upTo <= Checks.MAX_AMOUNT) {
                level = level.with(resource, (long) upTo);
            }
        }
        return level;
    }
}
