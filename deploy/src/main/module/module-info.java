/** A configuration, and what it picks. */
module io.stipend.deploy {
    requires transitive io.stipend.core;
    requires transitive io.stipend.pools;
    requires com.github.benmanes.caffeine;
    requires static com.google.guice;
    requires static org.jspecify;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;
    requires tools.jackson.dataformat.yaml;

    exports io.stipend.deploy;
    exports io.stipend.deploy.sections;
    exports io.stipend.deploy.settings;
    exports io.stipend.deploy.tiers;

    uses io.stipend.core.spi.BlockPlugin;
    uses io.stipend.core.spi.ForecasterPlugin;
    uses io.stipend.core.spi.PriceListReader;
    uses io.stipend.core.spi.StorePlugin;
    uses io.stipend.events.EventsPlugin;

    opens io.stipend.deploy to
            com.google.guice;
}
