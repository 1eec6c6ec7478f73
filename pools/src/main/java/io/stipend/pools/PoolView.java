package io.stipend.pools;

import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A pool and its members at one moment, as the store shows them. Immutable.
 *
 * @param config the pool as this node has it configured
 * @param allowance what all members together may use; from the store, overrides and grants included, where the pool was ever used
 * @param reserved what is held of it
 * @param spent what is spent of it in the current period
 * @param earmark the room that is kept for a large request
 * @param members by name: those that are configured, and those that ever used the pool or waited for it
 * @param blocks the blocks that nodes hold on it, the largest hold of credits first
 */
public record PoolView(
        PoolConfig config,
        Limits allowance,
        ResourceVector reserved,
        ResourceVector spent,
        ResourceVector earmark,
        List<Member> members,
        List<BlockView> blocks) {

    /**
     * A member at that moment.
     *
     * @param name the user or swarm
     * @param entitlement its weight, minimum and most
     * @param inUse what it has reserved and spent of the pool
     * @param share the largest part that it has of any resource that the pool limits, 0 to 1 and more
     * @param waiting what waits for it on all nodes
     * @param level up to where it may go now, while not all that is wanted fits; nothing for a resource in which it is not held back
     */
    public record Member(
            String name,
            Entitlement entitlement,
            ResourceVector inUse,
            double share,
            ResourceVector waiting,
            Limits level) {}

    public PoolView {
        members = List.copyOf(members);
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads a pool. Blocks like the store, for a few calls; looking for blocks takes as long as there are open reservations in the pool's
     * tenant.
     *
     * @param clock tells how much of a period is left
     */
    public static PoolView read(StoreAdapter store, PoolConfig config, InstantSource clock) {
        Checks.present(store, "store");
        PoolAccounts names = new PoolAccounts(Checks.present(config, "pool"));
        PoolKnowledge knowledge = new PoolKnowledge(config, names, clock);
        Reading reading = Reading.of(store.accountAdministration(), config, names, true, 0);
        knowledge.read(reading);
        FairShares shares = knowledge.shares();
        List<Member> members = new ArrayList<>();
        for (MemberState state : knowledge.members()) {
            members.add(new Member(
                    state.name(),
                    state.entitlement(),
                    state.use(),
                    knowledge.largestPart(state),
                    state.want(),
                    state.index() < 0 ? Limits.NONE : levelOf(shares, state.index())));
        }
        List<BlockView> blocks = new ArrayList<>(BlockView.list(store.bookInspection(), config.tenant()));
        blocks.removeIf(block -> !block.path().accounts().contains(config.account()));
        blocks.sort(Comparator.comparingLong((BlockView block) -> block.held().credits())
                .reversed());
        return new PoolView(
                config,
                knowledge.allowance(),
                reading.pool() == null ? ResourceVector.ZERO : reading.pool().reserved(),
                reading.pool() == null ? ResourceVector.ZERO : reading.pool().spent(),
                reading.earmark(),
                members,
                blocks);
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
