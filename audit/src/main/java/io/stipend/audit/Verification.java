package io.stipend.audit;

import io.stipend.core.model.Checks;
import io.stipend.core.spi.BookInspection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds the parts of stored books against each other: every account against the reservations on its path, every reservation
 * against its reports, every stream of entries against what it is of. What follows from what, and how far it can be told
 * where something has been forgotten, is in {@code docs/administration.md}.
 *
 * <p>Others may work meanwhile. The books are never wrongly accused: where something is uncertain (which of two
 * simultaneous changes came first, what a store has forgotten), everything that may be right is taken for right. Changes
 * nothing. Thread safe; blocks as long as reading the books takes, and needs memory for accounts, steps of open
 * reservations, and streams with entries that wait, but not for reservations.
 */
public final class Verification {

    private final BookInspection inspection;

    /** A verification of a store's books. */
    public Verification(BookInspection inspection) {
        this.inspection = Checks.present(inspection, "book inspection");
    }

    /**
     * Verifies a tenant's books. One that has none is clean.
     *
     * @param each is told each finding, by the calling thread
     * @throws io.stipend.core.error.CreditStoreException when the store fails
     */
    public Verified tenant(String tenant, Consumer<? super Drift> each) {
        TenantCheck check = new TenantCheck(Checks.id(tenant, "tenant"), each);
        inspection.read(tenant, check);
        return check.finish();
    }

    /** Verifies the books of all tenants, one after the other: see {@link #tenant}. */
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
