package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells other nodes something for as long as this one renews it: a reservation with a lease of two seconds, on an account that is
 * there for that alone. It ends by itself when the node does. Renewed by one thread at a time.
 */
final class Notice {

    static final long LEASE_MILLIS = 2_000;

    /** As many renewals as a store remembers for one of them; then another takes its place. */
    private static final int MAX_RENEWALS = 60;

    private final CreditStore store;
    private final ReservationId id;
    private ResourceVector held;
    private long renewedAtNanos;
    private int renewals;

    private Notice(CreditStore store, ReservationId id, ResourceVector held, long renewedAtNanos) {
        this.store = store;
        this.id = id;
        this.held = held;
        this.renewedAtNanos = renewedAtNanos;
    }

    /** Gives notice; null if the account has no room for it. */
    static @Nullable Notice give(
            CreditStore store, AccountId account, AccountTerms terms, ResourceVector amounts, long nowNanos) {
        ReservationId id = ReservationId.unique(account.tenant());
        ReserveOutcome outcome = store.reserve(command(id, account, terms, List.of(), amounts));
        return outcome instanceof ReserveOutcome.Reserved ? new Notice(store, id, amounts, nowNanos) : null;
    }

    /**
     * Has a store expire what is past its lease on an account: it does so before it refuses, and this it refuses in any case, for it may
     * not hold anything.
     */
    static void expireDue(CreditStore store, AccountId account, AccountTerms terms) {
        store.reserve(command(
                ReservationId.unique(account.tenant()),
                account,
                terms,
                List.of(Limits.of(Map.of(PoolAccounts.PROBED, 0L))),
                ResourceVector.of(PoolAccounts.PROBED, 1)));
    }

    private static ReserveCommand command(
            ReservationId id, AccountId account, AccountTerms terms, List<Limits> ceilings, ResourceVector amounts) {
        ReserveCommand plain = new ReserveCommand(
                id, AccountPath.of(List.of(account)), List.of(terms), amounts, LEASE_MILLIS, null, null, Map.of());
        return new ReserveCommand(
                id,
                plain.fingerprint(),
                plain.path(),
                plain.terms(),
                ceilings,
                amounts,
                amounts,
                LEASE_MILLIS,
                plain.onExpiry(),
                null,
                null,
                Map.of());
    }

    ReservationId id() {
        return id;
    }

    /** What it says. */
    ResourceVector held() {
        return held;
    }

    boolean isDue(long nowNanos, long intervalNanos) {
        return nowNanos - renewedAtNanos >= intervalNanos;
    }

    /** Whether another should take its place. */
    boolean isWornOut() {
        return renewals >= MAX_RENEWALS;
    }

    /** Renews it, and says something else from now on; false if it had ended. */
    boolean renew(ResourceVector amounts, long nowNanos) {
        ResourceVector more = amounts.excessOver(held);
        HoldChange change = HoldChange.more(more).andLess(held.excessOver(amounts));
        if (!(store.extend(new ExtendCommand(id, OperationId.unique(), change, LEASE_MILLIS, Limits.NONE))
                instanceof ExtendOutcome.Extended extended)) {
            return false;
        }
        held = extended.entry().held();
        renewedAtNanos = nowNanos;
        renewals++;
        return true;
    }

    /** Ends it. If the store fails, its lease does. */
    void withdraw() {
        store.release(new ReleaseCommand(id, OperationId.RELEASE));
    }
}
