/** Fair shares of a shared pool, and waiting for them. */
module io.stipend.pools {
    requires transitive io.stipend.core;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.stipend.pools;
    exports io.stipend.pools.simulation;

    provides io.stipend.core.spi.BlockPlugin with
            io.stipend.pools.ConfiguredBlocks;
}
