/** A store on Redis and Redis Cluster. */
module io.stipend.store.redis {
    requires transitive io.stipend.core;
    requires transitive io.stipend.store.support;
    requires static com.google.guice;
    requires static org.jspecify;
    requires org.apache.commons.pool2;
    requires org.slf4j;
    requires redis.clients.jedis;

    exports io.stipend.store.redis;

    provides io.stipend.core.spi.StorePlugin with
            io.stipend.store.redis.internal.RedisPlugin;
}
