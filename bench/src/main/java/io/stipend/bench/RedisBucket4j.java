package io.stipend.bench;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.RedisClient;

/** The peer: {@code tryConsume} on a bucket that Bucket4j keeps in Redis, with compare-and-swap. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class RedisBucket4j {

    private static final long CAPACITY = 1L << 52;

    /** The server's URL. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("8")
    public int connections;

    private RedisClient client;
    private Bucket[] buckets;

    @Setup
    public void open() {
        RedisKeys.clear(url);
        client = RedisKeys.client(url, connections);
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(CAPACITY)
                        .refillGreedy(CAPACITY, Duration.ofDays(365))
                        .build())
                .build();
        var manager = Bucket4jJedis.casBasedBuilder(client).build();
        buckets = new Bucket[accounts];
        for (int i = 0; i < accounts; i++) {
            buckets[i] = manager.builder().build(("bucket:" + i).getBytes(StandardCharsets.UTF_8), () -> configuration);
        }
    }

    @TearDown
    public void close() {
        client.close();
        RedisKeys.clear(url);
    }

    @Benchmark
    public boolean tryConsume(Caller caller) {
        return buckets[caller.nextAccount()].tryConsume(1);
    }
}
