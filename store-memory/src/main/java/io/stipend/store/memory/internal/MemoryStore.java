package io.stipend.store.memory.internal;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.store.memory.MemoryConfig;
import java.time.InstantSource;

/** The roles over the same heap. */
public final class MemoryStore implements StoreAdapter {

    private final MemoryJournal journal;
    private final MemoryAccounts accounts;
    private final MemoryCreditStore credits;
    private final MemoryUpkeep upkeep;
    private final MemoryInspection inspection;

    public MemoryStore(MemoryConfig config, InstantSource clock) {
        this.journal = new MemoryJournal(config.journalCapacity(), clock);
        StripedReservations reservations = new StripedReservations(config, journal, clock);
        this.accounts = new MemoryAccounts(journal, reservations, clock);
        this.credits = new MemoryCreditStore(accounts, journal, reservations, clock);
        this.upkeep = new MemoryUpkeep(reservations, clock);
        this.inspection = new MemoryInspection(reservations, accounts, journal, clock);
    }

    @Override
    public CreditStore creditStore() {
        return credits;
    }

    @Override
    public StoreUpkeep upkeep() {
        return upkeep;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AccountAdministration accountAdministration() {
        return accounts;
    }

    @Override
    public BookInspection bookInspection() {
        return inspection;
    }

    /** It is where its caller is. */
    @Override
    public void ping() {}

    /** Nothing to release: the garbage collector sees to it. */
    @Override
    public void close() {}
}
