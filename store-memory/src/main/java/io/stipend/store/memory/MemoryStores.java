package io.stipend.store.memory;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.internal.MemoryStore;
import java.time.Clock;
import java.time.InstantSource;

/**
 * Opens memory stores for those who embed Stipend without a container.
 *
 * <p>A memory store serves one process and lives as long as it does: nothing is kept when the process ends. Thread safe,
 * for platform and virtual threads; no call blocks beyond the nanoseconds another caller of the same account takes.
 */
public final class MemoryStores {

    private MemoryStores() {}

    /** A store with the default bounds, on the system's clock. */
    public static StoreAdapter open() {
        return open(MemoryConfig.DEFAULT);
    }

    /** A store on the system's clock. */
    public static StoreAdapter open(MemoryConfig config) {
        return open(config, Clock.systemUTC());
    }

    /** A store on a clock of the caller's, for tests and simulations. */
    public static StoreAdapter open(MemoryConfig config, InstantSource clock) {
        return new MemoryStore(config, clock);
    }
}
