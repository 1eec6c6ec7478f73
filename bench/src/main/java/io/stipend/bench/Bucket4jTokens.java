package io.stipend.bench;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The peer: a local Bucket4j bucket per account, so large that it never runs empty. Its {@code tryConsume} subtracts
 * from one amount and keeps no reservation.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class Bucket4jTokens {

    private static final long CAPACITY = 1L << 52;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How buckets are guarded: {@code LOCK_FREE}, Bucket4j's default, or {@code SYNCHRONIZED}. */
    @Param({"LOCK_FREE", "SYNCHRONIZED"})
    public SynchronizationStrategy strategy;

    private Bucket[] buckets;

    @Setup
    public void open() {
        Bandwidth bandwidth = Bandwidth.builder()
                .capacity(CAPACITY)
                .refillGreedy(CAPACITY, Duration.ofDays(365))
                .build();
        buckets = new Bucket[accounts];
        for (int i = 0; i < accounts; i++) {
            buckets[i] = Bucket.builder()
                    .addLimit(bandwidth)
                    .withSynchronizationStrategy(strategy)
                    .build();
        }
    }

    @Benchmark
    public boolean tryConsume(Caller caller) {
        return buckets[caller.nextAccount()].tryConsume(1);
    }
}
