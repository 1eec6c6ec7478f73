package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By how much to change a reservation: a larger hold, a smaller one, a longer lease, or several of these in one step. Immutable.
 *
 * <p>More is granted in full or not at all, unless {@link #atLeast} says that less will do. Less gives idle hold back: never
 * what is used already, and no account is asked.
 *
 * @param change what to hold in addition, and what to give back
 * @param leaseMillis the lease then runs out no sooner than this long from now; 0 leaves it alone
 * @param owner for whom the reservation was made, if the caller says so: see {@link #forUser} and {@link #madeFor}
 * @param ceilings up to what accounts of the path may be in use, each account as {@code kind:name}: see {@link #ceiling}
 * @param asksBalances whether the answer is to have what is available on each account of the path
 */
public record Extension(
        HoldChange change, long leaseMillis, Owner owner, Map<String, Limits> ceilings, boolean asksBalances) {

    /** Refuses a lease out of bounds, slots, and an extension by nothing, with {@link InvalidRequestException}. */
    public Extension {
        Checks.present(change, "change of the hold");
        if (leaseMillis != 0) {
            ManagerConfig.leaseMillis(Duration.ofMillis(leaseMillis));
        }
        if (change.more().slots() != 0) {
            throw new InvalidRequestException("extension by " + change.more().slots()
                    + " slots; a reservation has one slot, reserve another instead");
        }
        if (change.less().slots() != 0) {
            throw new InvalidRequestException("extension by " + change.less().slots()
                    + " slots less; a reservation keeps its slot until it is closed, release it instead");
        }
        if (leaseMillis == 0 && change.isNone()) {
            throw new InvalidRequestException("extension by nothing; give resources or a lease");
        }
        Checks.present(owner, "owner");
        ceilings = Map.copyOf(Checks.present(ceilings, "ceilings"));
    }

    /** An extension by all of this or nothing, that does not name its user. */
    public Extension(ResourceVector additional, long leaseMillis) {
        this(HoldChange.more(additional), leaseMillis, Owner.UNKNOWN, Map.of(), false);
    }

    /** More credits. */
    public static Extension credits(Credits amount) {
        return of(ResourceVector.of(
                Resource.CREDITS, Checks.present(amount, "credits").units()));
    }

    /** More of several resources. */
    public static Extension of(ResourceVector additional) {
        return new Extension(additional, 0);
    }

    /**
     * Less: gives idle hold back. What is used stays held, so of a resource no more than held − used is given back, however
     * much this says; the answer tells how much it was.
     */
    public static Extension less(ResourceVector idle) {
        return new Extension(HoldChange.less(idle), 0, Owner.UNKNOWN, Map.of(), false);
    }

    /** A longer lease: it runs out no sooner than this long from now. */
    public static Extension lease(Duration lease) {
        return new Extension(ResourceVector.ZERO, ManagerConfig.leaseMillis(lease));
    }

    /**
     * The same, content with less: what there is on all accounts, and within the largest reservation of the user's tier, is
     * granted for each resource, if it is this much at least. The answer tells how much it was. With a least of nothing, an
     * extension is never refused for want of budget.
     *
     * @param least not above what is wanted
     */
    public Extension atLeast(ResourceVector least) {
        return new Extension(change.atLeast(least), leaseMillis, owner, ceilings, asksBalances);
    }

    /** The same, and gives idle hold of other resources back in the same step: see {@link #less}. */
    public Extension andLess(ResourceVector idle) {
        return new Extension(change.andLess(idle), leaseMillis, owner, ceilings, asksBalances);
    }

    /** The same, with a longer lease besides. */
    public Extension withLease(Duration lease) {
        return new Extension(change, ManagerConfig.leaseMillis(lease), owner, ceilings, asksBalances);
    }

    /**
     * The same for a reservation of this user, whose tier says how large it may become. If users have tiers and the
     * extension does not name its user, one more call of the store looks the user up.
     *
     * <p>The terms that policy gives the user's accounts now hold from this step on, as with a reserve. Those of a swarm and of pools do
     * where {@link #madeFor} names them, too; else they stay as they are stored.
     */
    public Extension forUser(String user) {
        return new Extension(change, leaseMillis, Owner.user(user), ceilings, asksBalances);
    }

    /** The same for a reservation that was made with this request, whose user, swarm and pools are thereby known. */
    public Extension madeFor(BudgetRequest request) {
        return madeFor(Owner.of(request));
    }

    /** The same for a reservation of this owner. */
    public Extension madeFor(Owner known) {
        return new Extension(change, leaseMillis, known, ceilings, asksBalances);
    }

    /**
     * Up to what an account of the path may be in use with what this adds, reserved and spent together, for this call only: see {@link
     * BudgetRequest.Builder#ceiling}. A ceiling of an account that is not on the path compares nothing.
     *
     * @param kind whose account
     * @param name the user, the swarm or the pool
     * @param ceiling how much of each resource; one without a limit here has no ceiling
     */
    public Extension ceiling(AccountId.Kind kind, String name, Limits ceiling) {
        String account = new AccountId(Checks.DEFAULT_TENANT, kind, name).toString();
        Map<String, Limits> more = new HashMap<>(ceilings);
        more.put(account, Checks.present(ceiling, "ceiling"));
        return new Extension(change, leaseMillis, owner, more, asksBalances);
    }

    /** The same; its answer says what is available on each account of the path. */
    public Extension askingBalances() {
        return new Extension(change, leaseMillis, owner, ceilings, true);
    }

    /**
     * For whom a reservation was made, as far as the caller knows. Immutable.
     *
     * @param userId the user, if there is one and it is known
     * @param swarmId the swarm, likewise
     * @param pools the pools, by their names
     */
    public record Owner(@Nullable String userId, @Nullable String swarmId, List<String> pools) {

        /** Nothing is known. */
        public static final Owner UNKNOWN = new Owner(null, null, List.of());

        /** Refuses what is no id, with {@link InvalidRequestException}. */
        public Owner {
            if (userId != null) {
                Checks.id(userId, "user id");
            }
            if (swarmId != null) {
                Checks.id(swarmId, "swarm id");
            }
            pools = List.copyOf(Checks.present(pools, "pools"));
            pools.forEach(pool -> Checks.id(pool, "pool id"));
        }

        /** A user; the reservation may have a swarm and pools besides. */
        public static Owner user(String userId) {
            return new Owner(Checks.present(userId, "user id"), null, List.of());
        }

        /** The user, the swarm and the pools of a request. */
        public static Owner of(BudgetRequest request) {
            return new Owner(request.userId(), request.swarmId(), request.pools());
        }
    }

    /** What became of an extension: extended or refused. */
    public sealed interface Result {

        /**
         * The reservation is larger or smaller, or lives longer.
         *
         * @param sequence the number of the change among those of the reservation: of two answers, that with the higher number is
         *     about what came later
         * @param added what is held in addition: what was wanted or, where that was not there, no less than was required
         * @param returned what was given back: what was asked for, as far as it was idle
         * @param held the envelope from now on
         * @param used what was tracked so far
         * @param usageRatio the largest used/reserved from now on
         * @param expiresAtMillis when the lease runs out unless renewed, on the store's clock: milliseconds since 1970-01-01
         *     UTC
         * @param replayed whether this is the first answer again
         * @param balances what is available on each account of the path after it, in the path's order, if the extension asks
         *     for that; else empty. A replay has what is available now
         */
        record Extended(
                long sequence,
                ResourceVector added,
                ResourceVector returned,
                ResourceVector held,
                ResourceVector used,
                double usageRatio,
                long expiresAtMillis,
                boolean replayed,
                List<Balance> balances)
                implements Result {

            /** What is left of the hold; zero where it is overrun. */
            public ResourceVector remaining() {
                return held.excessOver(used);
            }

            /** When the lease runs out unless renewed, on the store's clock. */
            public Instant expiresAt() {
                return Instant.ofEpochMilli(expiresAtMillis);
            }
        }

        /**
         * Nothing changed; the reservation is as it was.
         *
         * @param rejection why
         */
        record Refused(Rejection rejection) implements Result {}
    }
}
