package io.stipend.deploy;

import io.stipend.deploy.settings.KeyPath;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.redis.RedisConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the store's settings. Touches the classes of the adapter that is picked, and no other's. */
final class StoreReading {

    private final Reading reading;
    private final Map<String, String> environment;

    private StoreReading(Reading reading, Map<String, String> environment) {
        this.reading = reading;
        this.environment = environment;
    }

    /** The store that is picked; empty, and a problem, if none can be. */
    static Optional<StoreSettings> read(Reading reading, Map<String, String> environment) {
        StoreReading store = new StoreReading(reading, environment);
        store.checkPostgres();
        if (!reading.settings().has(StoreKeys.TYPE)) {
            reading.problems().add(reading.settings().missing(StoreKeys.TYPE, ""));
        }
        return reading.find(StoreKeys.TYPE)
                .filter(type -> reading.isThere(StoreKeys.TYPE, type))
                .flatMap(store::ofType);
    }

    private Optional<StoreSettings> ofType(StoreType type) {
        if (type == StoreType.MEMORY) {
            return Optional.of(new StoreSettings.Memory(memory()));
        }
        String why = ", which store.type '" + (type == StoreType.POSTGRES ? "postgres" : "redis") + "' needs";
        String url = reading.require(StoreKeys.URL, why, "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        return type == StoreType.POSTGRES
                ? postgres(url).map(StoreSettings.Postgres::new)
                : redis(url).map(StoreSettings.Redis::new);
    }

    private MemoryConfig memory() {
        return new MemoryConfig(
                reading.get(StoreKeys.Memory.MAX_CLOSED), reading.get(StoreKeys.Memory.JOURNAL_CAPACITY));
    }

    /** Checked also when another store is picked: who switches is to find a file that works. */
    private void checkPostgres() {
        reading.requireOrder(
                StoreKeys.Postgres.LOCK_TIMEOUT,
                StoreKeys.Postgres.STATEMENT_TIMEOUT,
                false,
                "; a lock must be given up before its statement");
        reading.requireOrder(
                StoreKeys.Postgres.STATEMENT_TIMEOUT,
                StoreKeys.Postgres.SOCKET_TIMEOUT,
                false,
                "; a statement must be given up before its socket");
    }

    private Optional<PostgresConfig> postgres(String url) {
        return atUrl(() -> PostgresConfig.of(url, environment))
                .flatMap(of -> reading.make(
                        new KeyPath(List.of("store", "postgres")),
                        () -> of.withUser(user(of.user()), password(of.password()))
                                .withSchema(reading.get(StoreKeys.Postgres.SCHEMA))
                                .withBatches(
                                        reading.get(StoreKeys.Postgres.CONNECTIONS),
                                        reading.get(StoreKeys.Postgres.MAX_BATCH))
                                .withConnectTimeouts(
                                        reading.get(StoreKeys.Postgres.CONNECT_TIMEOUT),
                                        reading.get(StoreKeys.Postgres.POOL_TIMEOUT))
                                .withStatementTimeouts(
                                        reading.get(StoreKeys.Postgres.LOCK_TIMEOUT),
                                        reading.get(StoreKeys.Postgres.STATEMENT_TIMEOUT),
                                        reading.get(StoreKeys.Postgres.SOCKET_TIMEOUT))
                                .withCallTimeout(reading.get(StoreKeys.Postgres.CALL_TIMEOUT))
                                .withSynchronousCommit(reading.find(StoreKeys.Postgres.SYNCHRONOUS_COMMIT)
                                        .orElse(null))));
    }

    private Optional<RedisConfig> redis(String url) {
        return atUrl(() -> RedisConfig.of(url, environment))
                .flatMap(of -> reading.make(
                        new KeyPath(List.of("store", "redis")),
                        () -> of.withUser(user(of.user()), password(of.password()))
                                .withKeys(reading.get(StoreKeys.Redis.PREFIX), reading.get(StoreKeys.Redis.SHARDS))
                                .withBatches(
                                        reading.get(StoreKeys.Redis.CONNECTIONS),
                                        reading.get(StoreKeys.Redis.MAX_BATCH))
                                .withMaxBacklog(reading.get(StoreKeys.Redis.MAX_BACKLOG))
                                .withConnectTimeouts(
                                        reading.get(StoreKeys.Redis.CONNECT_TIMEOUT),
                                        reading.get(StoreKeys.Redis.POOL_TIMEOUT))
                                .withCallTimeouts(
                                        reading.get(StoreKeys.Redis.SOCKET_TIMEOUT),
                                        reading.get(StoreKeys.Redis.CALL_TIMEOUT))
                                .withWaitFor(
                                        reading.get(StoreKeys.Redis.WAIT_FOR_REPLICAS),
                                        reading.get(StoreKeys.Redis.WAIT_FOR_DISK),
                                        reading.get(StoreKeys.Redis.WAIT_TIMEOUT))
                                .withReaderLease(reading.get(StoreKeys.Redis.READER_LEASE))
                                .withRisksRefused(reading.get(StoreKeys.Redis.REFUSE_RISKS))));
    }

    private <T> Optional<T> atUrl(Supplier<T> maker) {
        return reading.make(StoreKeys.URL.at(), maker);
    }

    private @Nullable String user(@Nullable String ofUrl) {
        return reading.find(StoreKeys.USER).orElse(ofUrl);
    }

    private @Nullable String password(@Nullable String ofUrl) {
        return reading.find(StoreKeys.PASSWORD).orElse(ofUrl);
    }
}
