package io.stipend.pools;

import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.StoreAdapter;
import java.util.Collection;
import java.util.List;

/** A store whose reserves keep to the shares of pools; all else is the store's. Closing it ends the lines of its pools first. */
final class PoolAdapter extends ForwardingStore {

    private final CreditStore creditStore;
    private final List<PoolLine> lines;
    private final PoolTimer timer;

    PoolAdapter(StoreAdapter store, CreditStore creditStore, Collection<PoolLine> lines, PoolTimer timer) {
        super(store);
        this.creditStore = creditStore;
        this.lines = List.copyOf(lines);
        this.timer = timer;
    }

    @Override
    public CreditStore creditStore() {
        return creditStore;
    }

    @Override
    public void close() {
        try (timer) {
            lines.forEach(PoolLine::close);
        } finally {
            super.close();
        }
    }
}
