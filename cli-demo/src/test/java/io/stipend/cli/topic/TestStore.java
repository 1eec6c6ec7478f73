package io.stipend.cli.topic;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import java.util.UUID;

/** The stores that events are published from. One more entry tests one more. */
enum TestStore {
    MEMORY {
        @Override
        StoreAdapter open() {
            return MemoryStores.open(MemoryConfig.DEFAULT);
        }
    },
    POSTGRES {
        @Override
        StoreAdapter open() {
            return PostgresStores.open(newSchema());
        }
    },
    REDIS {
        @Override
        StoreAdapter open() {
            return RedisStores.open(RedisConfig.of(RedisServer.shared().url()).withKeys("test" + UUID.randomUUID(), 4));
        }
    };

    /** How long whoever connects may wait: the machine may be busy with other tests. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A store of the caller's own, empty. */
    abstract StoreAdapter open();

    /** A schema of the caller's own on a real PostgreSQL. */
    static PostgresConfig newSchema() {
        PostgresServer server = PostgresServer.shared();
        PostgresConfig config = PostgresConfig.of(server.jdbcUrl())
                .withUser(server.user(), server.password())
                .withSchema(server.uniqueSchema())
                .withConnectTimeouts(PATIENCE, PATIENCE);
        PostgresStores.applySchema(config);
        return config;
    }
}
