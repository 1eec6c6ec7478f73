package io.stipend.testkit.harness;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drains a journal and keeps its entries by tenant, so that tests which share a store do not take each other's. Steps back
 * as the reader after each drain, so that any thread may be next. Thread safe; blocks like the journal.
 */
public final class JournalReader {

    /** More than a store that reads piece by piece takes at once, and no multiple of it. */
    private static final int BATCH = 1_200;

    private final Journal journal;
    private final Map<String, List<JournalEntry>> byTenant = new HashMap<>();

    /** Makes the one reader of a journal. */
    public JournalReader(Journal journal) {
        this.journal = journal;
    }

    /** All entries of a tenant so far, in the order in which the journal gave them. */
    public synchronized List<JournalEntry> entries(String tenant) {
        drain();
        return List.copyOf(byTenant.getOrDefault(tenant, List.of()));
    }

    /** All entries of a reservation so far. */
    public List<JournalEntry.OfReservation> entries(ReservationId reservation) {
        return entries(reservation.tenant()).stream()
                .filter(JournalEntry.OfReservation.class::isInstance)
                .map(JournalEntry.OfReservation.class::cast)
                .filter(entry -> entry.header().id().equals(reservation))
                .toList();
    }

    /** All entries of an account so far. */
    public List<JournalEntry.AccountChanged> entries(AccountId account) {
        return entries(account.tenant()).stream()
                .filter(JournalEntry.AccountChanged.class::isInstance)
                .map(JournalEntry.AccountChanged.class::cast)
                .filter(entry -> entry.account().equals(account))
                .toList();
    }

    /** Forgets what a tenant wrote; for tests with many tenants. */
    public synchronized void forget(String tenant) {
        byTenant.remove(tenant);
    }

    private void drain() {
        try {
            List<JournalEntry> batch = journal.read(BATCH);
            while (!batch.isEmpty()) {
                for (JournalEntry entry : batch) {
                    byTenant.computeIfAbsent(entry.tenant(), absent -> new ArrayList<>())
                            .add(entry);
                }
                journal.acknowledge(batch.size());
                batch = journal.read(BATCH);
            }
        } finally {
            journal.stepBack();
        }
    }
}
