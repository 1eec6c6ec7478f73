package io.stipend.bench;

import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Empties the server before and after a case, because its memory is limited. */
final class RedisKeys {

    private RedisKeys() {}

    static void clear(String url) {
        try (RedisClient client = client(url, 1)) {
            client.flushAll();
        }
    }

    /** A client with a pool, as an application would create it. */
    static RedisClient client(String url, int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setTestWhileIdle(false);
        return RedisClient.builder()
                .hostAndPort(HostAndPort.from(url.substring("redis://".length())))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .timeoutMillis(60_000)
                        .resp2()
                        .build())
                .poolConfig(pool)
                .build();
    }
}
