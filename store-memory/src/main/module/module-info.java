/** A store in the heap. */
module io.stipend.store.memory {
    requires transitive io.stipend.core;
    requires transitive io.stipend.store.support;
    requires static com.google.guice;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.stipend.store.memory;

    provides io.stipend.core.spi.StorePlugin with
            io.stipend.store.memory.internal.MemoryPlugin;
}
