package io.stipend.deploy;

import static io.stipend.deploy.settings.ValueTypes.TEXT;
import static io.stipend.deploy.settings.ValueTypes.YES_OR_NO;
import static io.stipend.deploy.settings.ValueTypes.duration;
import static io.stipend.deploy.settings.ValueTypes.longNumber;
import static io.stipend.deploy.settings.ValueTypes.oneOf;
import static io.stipend.deploy.settings.ValueTypes.wholeNumber;

import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.ValueType;
import io.stipend.deploy.settings.ValueTypes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The keys of the store that are the same for all, and those of the memory store. */
final class StoreKeys {

    static final KeyPath SECTION = new KeyPath(List.of("store"));

    static final Key<StoreType> TYPE =
            Key.of("store.type", oneOf(StoreType.class), "", "Where the books are kept. Must be given.");

    static final Key<String> URL = Key.of(
            "store.url",
            ValueTypes.URL.expecting("jdbc:postgresql://host:port/database, or redis://host:port"),
            "",
            "Where the server of PostgreSQL or Redis is. Must be given for either.");

    static final Key<String> USER =
            Key.of("store.user", TEXT, "", "The user there; else the one in the URL, else that of `PGUSER`.");

    static final Key<String> PASSWORD = Key.of(
            "store.password",
            ValueTypes.SECRET,
            "",
            "The password; else the one in the URL, else that of `PGPASSWORD` or `REDISCLI_AUTH`.");

    static final class Memory {

        private static final int MAX = 100_000_000;

        static final Key<Integer> MAX_CLOSED = Key.of(
                "store.memory.max-closed",
                wholeNumber(0, MAX),
                "10000",
                "About how many closed reservations stay readable.");
        static final Key<Integer> JOURNAL_CAPACITY = Key.of(
                "store.memory.journal-capacity",
                wholeNumber(0, MAX),
                "1000000",
                "About how many journal entries may wait to be published before new reservations are refused.");

        static final List<Key<?>> KEYS = List.of(MAX_CLOSED, JOURNAL_CAPACITY);

        private Memory() {}
    }

    static final class Postgres {

        static final Key<String> SCHEMA = Key.of(
                "store.postgres.schema",
                ValueTypes.matching(
                        "1 to 63 lower-case letters, digits and underscores, no digit first",
                        Pattern.compile("[a-z_][a-z0-9_]{0,62}")),
                "stipend",
                "The schema that holds the tables.");
        static final Key<Integer> CONNECTIONS = Key.of(
                "store.postgres.connections",
                wholeNumber(1, 1_000),
                "1",
                "How many batches run at once, each on a connection; four more connections serve all else.");
        static final Key<Integer> MAX_BATCH =
                Key.of("store.postgres.max-batch", wholeNumber(1, 10_000), "200", "The most calls in one statement.");
        static final Key<Duration> CONNECT_TIMEOUT = timeout("connect", 1_000, "3s", "a new connection to be made");
        static final Key<Duration> POOL_TIMEOUT = timeout("pool", 250, "3s", "a connection from the pool");
        static final Key<Duration> LOCK_TIMEOUT = timeout("lock", 1, "2s", "rows that somebody else has locked");
        static final Key<Duration> STATEMENT_TIMEOUT =
                timeout("statement", 1, "5s", "the server's work on one statement; above lock-timeout");
        static final Key<Duration> SOCKET_TIMEOUT =
                timeout("socket", 1_000, "8s", "the answer to one statement; above statement-timeout");
        static final Key<Duration> CALL_TIMEOUT = timeout("call", 1, "15s", "a call's turn and its answer");
        static final Key<String> SYNCHRONOUS_COMMIT = Key.of(
                "store.postgres.synchronous-commit",
                oneOf(List.of("on", "remote_apply", "remote_write", "local", "off"), Function.identity()),
                "",
                "What a commit waits for; the server's own setting unless given.");

        static final List<Key<?>> KEYS = List.of(
                SCHEMA,
                CONNECTIONS,
                MAX_BATCH,
                CONNECT_TIMEOUT,
                POOL_TIMEOUT,
                LOCK_TIMEOUT,
                STATEMENT_TIMEOUT,
                SOCKET_TIMEOUT,
                CALL_TIMEOUT,
                SYNCHRONOUS_COMMIT);

        private Postgres() {}

        private static Key<Duration> timeout(String name, long leastMillis, String byDefault, String what) {
            return StoreKeys.timeout("store.postgres." + name + "-timeout", leastMillis, byDefault, what);
        }
    }

    static final class Redis {

        static final Key<String> PREFIX = Key.of(
                "store.redis.prefix",
                ValueTypes.matching("1 to 100 characters without braces", Pattern.compile("[^{}]{1,100}")),
                "stipend",
                "What all keys on the server begin with.");
        static final Key<Integer> SHARDS = Key.of(
                "store.redis.shards",
                wholeNumber(1, 16_384),
                "64",
                "Into how many slots tenants are spread; never change it for a prefix that is in use.");
        static final Key<Integer> CONNECTIONS = Key.of(
                "store.redis.connections", wholeNumber(1, 1_000), "8", "Connections that carry calls, to each node.");
        static final Key<Integer> MAX_BATCH =
                Key.of("store.redis.max-batch", wholeNumber(1, 1_000), "100", "The most calls in one round trip.");
        static final Key<Long> MAX_BACKLOG = Key.of(
                "store.redis.max-backlog",
                longNumber(1, 1_000_000_000_000L),
                "1000000",
                "How many journal entries may wait in one shard before new reservations there are refused.");
        static final Key<Duration> CONNECT_TIMEOUT = timeout("connect", "2s", "a new connection to be made");
        static final Key<Duration> POOL_TIMEOUT = timeout("pool", "2s", "a connection that is free");
        static final Key<Duration> SOCKET_TIMEOUT = timeout("socket", "3s", "the server's answer");
        static final Key<Duration> CALL_TIMEOUT = timeout("call", "10s", "a call's turn and its tries");
        static final Key<Integer> WAIT_FOR_REPLICAS = Key.of(
                "store.redis.wait-for-replicas",
                wholeNumber(0, 100),
                "0",
                "How many replicas must have a change before its call returns.");
        static final Key<Boolean> WAIT_FOR_DISK = Key.of(
                "store.redis.wait-for-disk",
                YES_OR_NO,
                "false",
                "Whether the server's disk must have a change before its call returns; from Redis 7.2 on.");
        static final Key<Duration> WAIT_TIMEOUT = timeout("wait", "1s", "replicas and disk");
        static final Key<Duration> READER_LEASE = Key.of(
                "store.redis.reader-lease",
                duration(Duration.ofMillis(100), Duration.ofHours(1)),
                "10s",
                "After how long another process reads the journal when its reader is silent.");
        static final Key<Boolean> REFUSE_RISKS = Key.of(
                "store.redis.refuse-risks",
                YES_OR_NO,
                "false",
                "Whether not to start where the server may evict keys or keeps nothing on disk, rather than to warn.");

        static final List<Key<?>> KEYS = List.of(
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

        private Redis() {}

        private static Key<Duration> timeout(String name, String byDefault, String what) {
            return StoreKeys.timeout("store.redis." + name + "-timeout", 1, byDefault, what);
        }
    }

    static final List<Key<?>> KEYS = List.of(TYPE, URL, USER, PASSWORD);

    private StoreKeys() {}

    private static Key<Duration> timeout(String path, long leastMillis, String byDefault, String what) {
        ValueType<Duration> type = duration(Duration.ofMillis(leastMillis), Duration.ofHours(1));
        return Key.of(path, type, byDefault, "The longest wait for " + what + ".");
    }
}
