package io.stipend.store.postgres.internal;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.matching;
import static io.stipend.config.ValueTypes.oneOf;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.Rule;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The keys of the section {@code store.postgres}. */
public final class PostgresKeys {

    /** The section of its keys, and the name that picks it. */
    public static final String SECTION = "postgres";

    public static final Key<String> SCHEMA = Key.of(
            "schema",
            matching(
                    "1 to 63 lower-case letters, digits and underscores, no digit first",
                    Pattern.compile("[a-z_][a-z0-9_]{0,62}")),
            "stipend",
            "The schema that holds the tables.");
    public static final Key<Integer> CONNECTIONS = Key.of(
            "connections",
            wholeNumber(1, 1_000),
            1,
            "How many batches run at once, each on a connection; four more connections serve all else.");
    public static final Key<Integer> MAX_BATCH =
            Key.of("max-batch", wholeNumber(1, 10_000), 200, "The most calls in one statement.");
    public static final Key<Duration> CONNECT_TIMEOUT = timeout("connect", 1_000, 3, "a new connection to be made");
    public static final Key<Duration> POOL_TIMEOUT = timeout("pool", 250, 3, "a connection from the pool");
    public static final Key<Duration> LOCK_TIMEOUT = timeout("lock", 1, 2, "rows that somebody else has locked");
    public static final Key<Duration> STATEMENT_TIMEOUT =
            timeout("statement", 1, 5, "the server's work on one statement; above lock-timeout");
    public static final Key<Duration> SOCKET_TIMEOUT =
            timeout("socket", 1_000, 8, "the answer to one statement; above statement-timeout");
    public static final Key<Duration> CALL_TIMEOUT = timeout("call", 1, 15, "a call's turn and its answer");
    public static final Key<String> SYNCHRONOUS_COMMIT = Key.optional(
            "synchronous-commit",
            oneOf(List.of("on", "remote_apply", "remote_write", "local", "off"), Function.identity()),
            "What a commit waits for; the server's own setting unless given.");

    public static final List<Key<?>> ALL = List.of(
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

    /** The server gives up before its client does, and so says why. */
    public static final List<Rule<?>> RULES = List.of(
            Rule.below(LOCK_TIMEOUT, STATEMENT_TIMEOUT, "a lock must be given up before its statement"),
            Rule.below(STATEMENT_TIMEOUT, SOCKET_TIMEOUT, "a statement must be given up before its socket"));

    private PostgresKeys() {}

    private static Key<Duration> timeout(String name, long leastMillis, long defaultSeconds, String what) {
        return Key.of(
                name + "-timeout",
                duration(Duration.ofMillis(leastMillis), Duration.ofHours(1)),
                Duration.ofSeconds(defaultSeconds),
                "The longest wait for " + what + ".");
    }
}
