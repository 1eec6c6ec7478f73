package io.stipend.deploy;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.redis.RedisConfig;

/** The store that is picked. Each needs its adapter on the class path, and only that one. */
public sealed interface StoreSettings {

    /** The books are kept in this process, and end with it. */
    record Memory(MemoryConfig config) implements StoreSettings {}

    /** The books are kept on PostgreSQL. */
    record Postgres(PostgresConfig config) implements StoreSettings {}

    /** The books are kept on Redis. */
    record Redis(RedisConfig config) implements StoreSettings {}
}
