/** A store on PostgreSQL. */
module io.stipend.store.postgres {
    requires transitive io.stipend.core;
    requires transitive io.stipend.store.support;
    requires static com.google.guice;
    requires static org.jspecify;
    requires java.sql;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.stipend.store.postgres;

    // Flyway looks for migrations there by their path.
    opens io.stipend.store.postgres.internal.schema;

    provides io.stipend.core.spi.StorePlugin with
            io.stipend.store.postgres.internal.PostgresPlugin;
}
