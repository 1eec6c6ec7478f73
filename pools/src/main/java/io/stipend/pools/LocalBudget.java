package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.StoreAdapter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may be reserved on a node from its block on one path: an account of the local store, which compares and holds in one step, as it does
 * for any account.
 *
 * <p>The account has a fixed capacity, most of which a reservation of our own keeps from everybody, the filler. To make it smaller is to
 * allow more; to enlarge it by whatever there is takes away what is idle, and nothing else, in one step of the local store. So no reserve
 * needs a lock of ours, and none is admitted beyond what is granted.
 *
 * <p>Reserves may come from any thread; all else from one at a time.
 */
final class LocalBudget {

    /** Half of the largest amount: what is used beyond it, in an overrun, is booked as well. */
    private static final long CAPACITY = 1L << 52;

    /** One object, so that the local store sees at once that nothing changed. */
    private static final List<AccountTerms> TERMS = List.of(AccountTerms.of(Limits.of(consumables(CAPACITY))));

    private static final long FILLER_LEASE_MILLIS = Duration.ofDays(36_500).toMillis();

    /** A reservation keeps all its changes, so after as many another takes its place. */
    private static final int MAX_CHANGES = 200;

    private final StoreAdapter local;
    private final AccountPath path;
    private final Set<Resource> limited = EnumSet.allOf(Resource.class);

    private ReservationId filler;
    private volatile ResourceVector filled;
    private int changes;

    /** Opens the account. Nothing is granted yet, of any resource. */
    LocalBudget(StoreAdapter local, AccountId account) {
        this.local = local;
        this.path = AccountPath.of(List.of(account));
        this.limited.removeIf(resource -> !resource.isConsumable());
        this.filler = newFiller();
        this.filled = ResourceVector.of(consumables(CAPACITY));
        ReserveOutcome outcome = local.creditStore()
                .reserve(new ReserveCommand(filler, path, TERMS, filled, FILLER_LEASE_MILLIS, null, null, Map.of()));
        if (!(outcome instanceof ReserveOutcome.Reserved)) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.INTERNAL,
                    "the local store has no room for the budget of a block: " + outcome + "; give it an empty store");
        }
    }

    private static Map<Resource, Long> consumables(long amount) {
        Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (resource.isConsumable()) {
                amounts.put(resource, amount);
            }
        }
        return amounts;
    }

    private ReservationId newFiller() {
        return SharedPools.newBlock(account().tenant(), "filler");
    }

    /** Whether so much was spent here that another account is to take its place. */
    boolean isWornOut() {
        ResourceVector spent = use().spent();
        return !spent.atMost(ResourceVector.of(consumables(CAPACITY / 2))).equals(spent);
    }

    /** The local account. */
    AccountId account() {
        return path.accounts().get(0);
    }

    /** What the local store is asked in place of a command. */
    ReserveCommand localized(ReserveCommand command) {
        return new ReserveCommand(
                command.id(),
                command.fingerprint(),
                path,
                TERMS,
                List.of(),
                command.fit(),
                command.envelope(),
                command.leaseMillis(),
                command.onExpiry(),
                command.swarmId(),
                command.stepId(),
                command.attributes());
    }

    /**
     * What is in use here.
     *
     * @param spent what was ever spent on the account
     * @param open what open reservations hold
     */
    record Use(ResourceVector spent, ResourceVector open) {
        /** Both. */
        ResourceVector total() {
            return spent.plus(open);
        }
    }

    /** What is in use now. */
    Use use() {
        AccountView view = local.accountAdministration()
                .show(account())
                .orElseThrow(() -> new IllegalStateException("the local store has lost account " + account()));
        return new Use(view.spent(), view.reserved().excessOver(filled));
    }

    /** What may be reserved now; as good as everything of a resource that is not granted by amount. */
    ResourceVector idle() {
        Use now = use();
        return ResourceVector.map(resource -> resource.isConsumable()
                ? Math.max(
                        0,
                        CAPACITY
                                - filled.get(resource)
                                - now.spent().get(resource)
                                - now.open().get(resource))
                : 0);
    }

    /** Whether a resource is granted by amount; otherwise there is as much as anybody asks for. */
    boolean isLimited(Resource resource) {
        return limited.contains(resource);
    }

    /** The limited part of some amounts. */
    ResourceVector limitedPart(ResourceVector amounts) {
        return ResourceVector.map(resource -> isLimited(resource) ? amounts.get(resource) : 0);
    }

    /** Says which resources are granted by amount. Of one that was not until now, nothing is left but what is in use. */
    void limit(Set<Resource> resources) {
        for (Resource resource : List.copyOf(limited)) {
            if (!resources.contains(resource)) {
                limited.remove(resource);
                grow(ResourceVector.of(resource, filled.get(resource)));
            }
        }
        for (Resource resource : resources) {
            if (resource.isConsumable() && limited.add(resource)) {
                shrink(ResourceVector.of(resource, CAPACITY));
            }
        }
    }

    /** Sees to it that so much is granted of limited resources, what was ever spent included; less is not possible than is in use. */
    void grant(ResourceVector total) {
        ResourceVector granted = ResourceVector.map(
                resource -> isLimited(resource) ? CAPACITY - filled.get(resource) : total.get(resource));
        ResourceVector wanted = limitedPart(total).atMost(ResourceVector.of(consumables(CAPACITY)));
        grow(wanted.excessOver(granted));
        shrink(limitedPart(granted.excessOver(total)));
    }

    /** Allows so much more. */
    void grow(ResourceVector amounts) {
        if (!amounts.isZero()) {
            change(HoldChange.less(amounts.atMost(filled)));
        }
    }

    /** Takes back what is idle, as much as this; nobody can reserve it from now on. Says how much it was. */
    ResourceVector shrink(ResourceVector amounts) {
        if (amounts.isZero()) {
            return ResourceVector.ZERO;
        }
        ResourceVector before = filled;
        change(HoldChange.more(
                        amounts.atMost(ResourceVector.of(consumables(CAPACITY)).excessOver(filled)))
                .atLeast(ResourceVector.ZERO));
        return filled.excessOver(before);
    }

    /** Takes back all that is idle. */
    ResourceVector shrinkAll() {
        return shrink(limitedPart(ResourceVector.of(consumables(CAPACITY))));
    }

    private void change(HoldChange change) {
        if (++changes % MAX_CHANGES == 0) {
            replaceFiller();
        }
        ExtendOutcome outcome =
                local.creditStore().extend(new ExtendCommand(filler, OperationId.unique(), change, 0, Limits.NONE));
        if (outcome instanceof ExtendOutcome.Extended extended) {
            filled = extended.entry().held();
        } else if (!change.less().isZero()) {
            throw new IllegalStateException("the local store did not give back what is idle: " + outcome);
        }
    }

    private void replaceFiller() {
        ReservationId next = newFiller();
        local.creditStore().split(new SplitCommand(filler, next, filled, FILLER_LEASE_MILLIS, null, Map.of()));
        local.creditStore().release(new ReleaseCommand(filler, OperationId.RELEASE));
        filler = next;
    }
}
