package io.stipend.deploy;

/** The stores there are. */
enum StoreType implements Adapter {
    MEMORY("stipend-store-memory", "io.stipend.store.memory.MemoryStores"),
    POSTGRES("stipend-store-postgres", "io.stipend.store.postgres.PostgresStores"),
    REDIS("stipend-store-redis", "io.stipend.store.redis.RedisStores");

    private final String artifact;
    private final String factory;

    StoreType(String artifact, String factory) {
        this.artifact = artifact;
        this.factory = factory;
    }

    @Override
    public String artifact() {
        return artifact;
    }

    @Override
    public String factory() {
        return factory;
    }
}
