package io.stipend.store.redis.internal;

import static io.stipend.config.ValueTypes.YES_OR_NO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.longNumber;
import static io.stipend.config.ValueTypes.matching;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of the section {@code store.redis}. */
public final class RedisKeys {

    /** The section of its keys, and the name that picks it. */
    public static final String SECTION = "redis";

    private static final Duration MAX_WAIT = Duration.ofHours(1);

    public static final Key<String> PREFIX = Key.of(
            "prefix",
            matching("1 to 100 characters without braces", Pattern.compile("[^{}]{1,100}")),
            "stipend",
            "What all keys on the server begin with.");
    public static final Key<Integer> SHARDS = Key.of(
            "shards",
            wholeNumber(1, 16_384),
            64,
            "Into how many slots tenants are spread; never change it for a prefix that is in use.");
    public static final Key<Integer> CONNECTIONS =
            Key.of("connections", wholeNumber(1, 1_000), 8, "Connections that carry calls, to each node.");
    public static final Key<Integer> MAX_BATCH =
            Key.of("max-batch", wholeNumber(1, 1_000), 100, "The most calls in one round trip.");
    public static final Key<Long> MAX_BACKLOG = Key.of(
            "max-backlog",
            longNumber(1, 1_000_000_000_000L),
            1_000_000L,
            "How many journal entries may wait in one shard before new reservations there are refused.");
    public static final Key<Duration> CONNECT_TIMEOUT = timeout("connect", 2, "a new connection to be made");
    public static final Key<Duration> POOL_TIMEOUT = timeout("pool", 2, "a connection that is free");
    public static final Key<Duration> SOCKET_TIMEOUT = timeout("socket", 3, "the server's answer");
    public static final Key<Duration> CALL_TIMEOUT = timeout("call", 10, "a call's turn and its tries");
    public static final Key<Integer> WAIT_FOR_REPLICAS = Key.of(
            "wait-for-replicas",
            wholeNumber(0, 100),
            0,
            "How many replicas must have a change before its call returns.");
    public static final Key<Boolean> WAIT_FOR_DISK = Key.of(
            "wait-for-disk",
            YES_OR_NO,
            false,
            "Whether the server's disk must have a change before its call returns; from Redis 7.2 on.");
    public static final Key<Duration> WAIT_TIMEOUT = timeout("wait", 1, "replicas and disk");
    public static final Key<Duration> READER_LEASE = Key.of(
            "reader-lease",
            duration(Duration.ofMillis(100), MAX_WAIT),
            Duration.ofSeconds(10),
            "After how long another process reads the journal when its reader is silent.");
    public static final Key<Boolean> REFUSE_RISKS = Key.of(
            "refuse-risks",
            YES_OR_NO,
            false,
            "Whether not to start where the server may evict keys or keeps nothing on disk, rather than to warn.");

    public static final List<Key<?>> ALL = List.of(
            PREFIX,
            SHARDS,
            CONNECTIONS,
            MAX_BATCH,
            MAX_BACKLOG,
            CONNECT_TIMEOUT,
            POOL_TIMEOUT,
            SOCKET_TIMEOUT,
            CALL_TIMEOUT,
            WAIT_FOR_REPLICAS,
            WAIT_FOR_DISK,
            WAIT_TIMEOUT,
            READER_LEASE,
            REFUSE_RISKS);

    private RedisKeys() {}

    private static Key<Duration> timeout(String name, long defaultSeconds, String what) {
        return Key.of(
                name + "-timeout",
                duration(Duration.ofMillis(1), MAX_WAIT),
                Duration.ofSeconds(defaultSeconds),
                "The longest wait for " + what + ".");
    }
}
