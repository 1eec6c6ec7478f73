package io.stipend.audit;

import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks whether stored books contradict themselves. It compares every account with the reservations on its path, every
 * reservation with its reports, and every stream of entries with its reservation or account.
 * {@code docs/administration.md} lists the checks, and what cannot be told where something has been forgotten.
 *
 * <p>The books may change in the meantime. Findings are certain: where something is uncertain (which of two concurrent
 * changes came first, what a store has forgotten), everything that may be right is accepted. A verification changes
 * nothing. Thread safe. It blocks until the books are read, and keeps accounts, steps of open reservations and streams
 * with waiting entries in memory, but no reservations.
 */
public final class Verification {

    private final BookInspection inspection;

    /** Creates a verification of a store's books. */
    public Verification(BookInspection inspection) {
        this.inspection = Checks.present(inspection, "book inspection");
    }

    /**
     * Verifies a tenant's books. A tenant without books is clean.
     *
     * @param each gets each finding, in the calling thread
     * @throws io.stipend.core.spi.CreditStoreException when the store fails
     */
    public Verified tenant(String tenant, Consumer<? super Drift> each) {
        TenantCheck check = new TenantCheck(Checks.id(tenant, "tenant"), each);
        inspection.read(tenant, check);
        return check.finish();
    }

    /** Verifies the books of all tenants, one after the other; see {@link #tenant}. */
    public Verified all(Consumer<? super Drift> each) {
        List<String> tenants = new ArrayList<>();
        inspection.tenants(tenants::add);
        Verified verified = Verified.NOTHING;
        for (String tenant : tenants) {
            verified = verified.plus(tenant(tenant, each));
        }
        return verified;
    }
}
