package io.stipend.pools;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import java.util.Optional;

/** A store with blocks: reservations of both stores, the books of the shared one. Closing it gives the blocks back first. */
final class LeasedAdapter implements StoreAdapter {

    private final BlockNode node;
    private final NodeBlocks blocks;
    private final CreditStore creditStore;
    private final StoreUpkeep upkeep;
    private final Journal journal;
    private final AccountAdministration accounts;

    LeasedAdapter(BlockNode node, NodeBlocks blocks) {
        this.node = node;
        this.blocks = blocks;
        this.creditStore = new LeasedCreditStore(node, blocks);
        this.accounts = new LeasedAccounts(node.shared().accountAdministration(), blocks);
        this.upkeep = new LeasedUpkeep(node, blocks);
        this.journal = new LeasedJournal(node.shared().journal(), node.local().journal(), node.answers());
    }

    @Override
    public CreditStore creditStore() {
        return creditStore;
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
        return node.shared().bookInspection();
    }

    @Override
    public Optional<ForecastStore> forecasts() {
        return node.shared().forecasts();
    }

    @Override
    public void ping() {
        node.shared().ping();
    }

    @Override
    public void close() {
        StoreAdapter shared = node.shared();
        StoreAdapter local = node.local();
        SettlementLog settlements = node.log();
        PoolTimer timer = node.timer();
        // Closed from the last to the first.
        try (shared;
                local;
                settlements;
                timer) {
            blocks.close();
        }
    }
}
