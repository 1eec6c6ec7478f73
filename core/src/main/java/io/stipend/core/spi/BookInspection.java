package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The books as they are stored, for whoever checks, lists, exports or repairs them. Not for the hot path: a look at a whole
 * tenant takes time with its size. Thread safe; blocks like the store.
 *
 * <p>A store shows what it has and judges nothing; the {@code audit} module does. Every method throws {@link
 * io.stipend.core.spi.CreditStoreException} when the store fails.
 */
public interface BookInspection {

    /** Shows all tenants that have an account or a reservation, in any order, each once. */
    void tenants(Consumer<? super String> each);

    /**
     * Shows a tenant's open reservations, those that are due included, in any order. One that is opened or closed meanwhile
     * may be shown or not. At no time are all of them in this process's memory.
     */
    void openReservations(String tenant, Consumer<? super ReservationSnapshot> each);

    /**
     * A reservation with the entries that are kept with it, as they were at one moment; nothing if it is not known.
     *
     * @param afterSequence only operations with a higher sequence; 0 for all
     * @param limit how many operations at most, the first first; at least 1
     */
    Optional<StoredReservation> find(ReservationId id, long afterSequence, int limit);

    /**
     * Shows all that is stored of a tenant as it was at one moment, while others may work: what a change touches is shown
     * as before it, or as after it, in all places. Damage does not end the reading: what cannot be read is told by {@link
     * BookReader#damaged}. Changes nothing: an account whose period is over is shown as it stands.
     *
     * @param reader is shown, in this order, the clock, the entries that wait, the accounts, the reservations, the rest; its methods are
     *     called by the calling thread, and their exceptions end the reading
     */
    void read(String tenant, BookReader reader);

    /**
     * What administrators did to an account, in the order of the sequence: limits, grants, adjustments, repairs; and the latest
     * announcement about each topic.
     *
     * @param afterSequence only those with a higher sequence; 0 for all
     * @param limit how many at most
     */
    List<JournalEntry.AccountChanged> history(AccountId account, long afterSequence, int limit);

    /**
     * What reservations that were closed within a time were charged, in sums: for whoever looks back, as far as closed reservations are
     * kept. Takes time with how many there are, so ask once a minute at most. A store that can sum by itself does; this default looks
     * at all books of the tenant.
     */
    default List<UsageSum> usage(UsageQuery query) {
        UsageSums sums = new UsageSums(query);
        read(query.tenant(), new UsageReader(sums));
        return sums.list();
    }

    /**
     * Sets what is reserved and spent on an account to what it should be, if it still is what it was when it was looked at.
     * Writes one entry of kind {@code REPAIR} with differences of zero into its journal: events had it right. The entry's
     * resource is {@code CREDITS}, its reason says what was repaired.
     */
    RepairOutcome repair(RepairCommand command);

    /**
     * Makes anew what the store derives from reservations and accounts to find them by: steps, indexes, counts. Others may
     * work meanwhile. Does nothing where all is as it should be.
     *
     * @return how many places were put right
     */
    int repairIndexes(String tenant);
}
