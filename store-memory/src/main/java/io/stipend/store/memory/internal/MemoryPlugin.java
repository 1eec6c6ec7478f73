package io.stipend.store.memory.internal;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import io.stipend.store.memory.MemoryConfig;
import java.util.List;

/** Makes the memory store available as {@code store.type: memory}. */
public final class MemoryPlugin implements StorePlugin {

    @Override
    public String name() {
        return MemoryKeys.SECTION;
    }

    @Override
    public List<Key<?>> keys() {
        return MemoryKeys.ALL;
    }

    @Override
    public StoreConfig configure(StoreAddress address, Values values) {
        return new MemoryConfig(
                values.get(MemoryKeys.MAX_CLOSED),
                values.get(MemoryKeys.MAX_FORGOTTEN),
                values.get(MemoryKeys.JOURNAL_CAPACITY));
    }
}
