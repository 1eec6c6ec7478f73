package io.stipend.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A new schema on the measured server, for the measurement of one JVM. It is dropped afterwards and begins with a
 * checkpoint, so that no measurement pays for what an earlier one left or wrote.
 */
final class PostgresSchema implements AutoCloseable {

    private final PostgresConfig config;

    private PostgresSchema(PostgresConfig config) {
        this.config = config;
    }

    /** Creates an empty schema. */
    static PostgresSchema empty(String url) {
        PostgresConfig config = PostgresConfig.of(url)
                .withSchema("bench_" + UUID.randomUUID().toString().replace("-", ""));
        PostgresSchema schema = new PostgresSchema(config);
        schema.run("CREATE SCHEMA " + config.schema());
        schema.run("CHECKPOINT");
        return schema;
    }

    /** The configuration of a store on this schema, which must have the store's tables. */
    PostgresConfig config() {
        return config;
    }

    /** Creates the store's tables. */
    void applyStipend() {
        PostgresStores.applySchema(config);
    }

    /** Runs statements, each in its own transaction. */
    void run(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    /** A pool for the hand-written alternative, with the same driver, pool and prepared statements as the store. */
    HikariDataSource pool(int connections) {
        HikariConfig hikari = new HikariConfig();
        hikari.setDataSource(source());
        hikari.setMaximumPoolSize(connections);
        return new HikariDataSource(hikari);
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(config.url());
        source.setUser(config.user());
        source.setPassword(config.password());
        source.setCurrentSchema(config.schema());
        source.setPrepareThreshold(1);
        return source;
    }

    @Override
    public void close() {
        run("DROP SCHEMA " + config.schema() + " CASCADE");
    }
}
