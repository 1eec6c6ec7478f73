package io.stipend.store.redis;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.store.redis.internal.connection.RedisAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, how to use it, and how long to wait for it. Immutable; start from {@link #of} and change what differs. Its
 * text does not show the password.
 *
 * <p>A call ends within {@code callTimeout} plus {@code socketTimeout}.
 *
 * @param url {@code redis://host:port} or, with TLS, {@code rediss://host:port}, without user and password; {@code
 *     redis://host:port,host:port,...?cluster=true} for some nodes of a cluster, {@code
 *     redis://host:port,...?sentinel=NAME} for the sentinels of a master
 * @param user the user of the server's access control list; null for its default user
 * @param password the password; null when the server asks for none
 * @param prefix what all keys begin with: 1 to 100 bytes without braces; stores with different prefixes share nothing
 * @param shards into how many slots the tenants are spread, 1 to 16,384; it must stay what it was when the prefix was first
 *     used. The journal's reader looks at each of them
 * @param connections how many connections carry calls at once, to each node of a cluster; 1 to 1,000
 * @param maxBatch how many calls one round trip carries at most; 1 to 1,000
 * @param maxBacklog how many journal entries may wait in one shard to be published, 1 to 10^12; what would open or enlarge
 *     something there is refused above it
 * @param connectTimeout how long to wait for a new connection to be made; 1 ms to 1 h
 * @param poolTimeout how long to wait for a connection that is free; 1 ms to 1 h
 * @param socketTimeout how long to wait for the server's answer; 1 ms to 1 h
 * @param callTimeout how long a call waits for its turn and is tried again; 1 ms to 1 h
 * @param waitForReplicas how many replicas must have a change before its call returns; 0 for none
 * @param waitForDisk whether the server must have a change on its disk before its call returns ({@code WAITAOF}, from
 *     Redis 7.2 on)
 * @param waitTimeout how long to wait for replicas and disk; 1 ms to 1 h
 * @param readerLease after how long another node may read the journal when its reader is silent; 100 ms to 1 h
 * @param refusesRisks whether to refuse to open where the server may evict keys or keeps nothing on disk; otherwise that is
 *     a warning in the log
 */
public record RedisConfig(
        String url,
        @Nullable String user,
        @Nullable String password,
        String prefix,
        int shards,
        int connections,
        int maxBatch,
        long maxBacklog,
        Duration connectTimeout,
        Duration poolTimeout,
        Duration socketTimeout,
        Duration callTimeout,
        int waitForReplicas,
        boolean waitForDisk,
        Duration waitTimeout,
        Duration readerLease,
        boolean refusesRisks) {

    private static final Pattern CREDENTIALS = Pattern.compile("^(rediss?://)([^/?@]*)@(.*)$", Pattern.DOTALL);

    private static final Duration MAX = Duration.ofHours(1);
    private static final int MAX_SHARDS = 16_384;
    private static final int MAX_PREFIX = 100;

    /** Refuses a value out of range with {@code InvalidRequestException}; the message does not show the password. */
    public RedisConfig {
        RedisAddress.of(url);
        if (prefix.isEmpty() || prefix.length() > MAX_PREFIX || prefix.contains("{") || prefix.contains("}")) {
            throw new InvalidRequestException(
                    "prefix is '" + prefix + "'; give 1 to " + MAX_PREFIX + " characters without braces");
        }
        within(shards, 1, MAX_SHARDS, "shards");
        within(connections, 1, 1_000, "connections");
        within(maxBatch, 1, 1_000, "maxBatch");
        within(maxBacklog, 1, 1_000_000_000_000L, "maxBacklog");
        within(waitForReplicas, 0, 100, "waitForReplicas");
        within(connectTimeout, 1, "connectTimeout");
        within(poolTimeout, 1, "poolTimeout");
        within(socketTimeout, 1, "socketTimeout");
        within(callTimeout, 1, "callTimeout");
        within(waitTimeout, 1, "waitTimeout");
        within(readerLease, 100, "readerLease");
    }

    /**
     * The defaults for a server: prefix {@code stipend}, 64 shards, 8 connections, batches of up to 100, at most 1,000,000
     * entries waiting in a shard; timeouts of 2 s to connect, 2 s for the pool, 3 s for the socket, 10 s for a call; no
     * wait for replicas or disk; 10 s for the journal's reader; risks are warned of.
     *
     * <p>User and password are those of the URL ({@code redis://user:password@host:port}, both percent-encoded where they
     * hold special characters), else the password of the environment variable {@code REDISCLI_AUTH}.
     */
    public static RedisConfig of(String url) {
        return of(url, System.getenv());
    }

    /** The same, with the variables of this environment in place of the process's. */
    public static RedisConfig of(String url, Map<String, String> environment) {
        String user = null;
        String password = environment.get("REDISCLI_AUTH");
        Matcher parts = CREDENTIALS.matcher(url);
        String bare = url;
        if (parts.matches()) {
            String[] credentials = parts.group(2).split(":", 2);
            user = credentials[0].isEmpty() ? null : decoded(credentials[0]);
            password = credentials.length > 1 ? decoded(credentials[1]) : password;
            bare = parts.group(1) + parts.group(3);
        }
        return new RedisConfig(
                bare,
                user,
                password,
                "stipend",
                64,
                8,
                100,
                1_000_000,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                0,
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                false);
    }

    public RedisConfig withUser(@Nullable String newUser, @Nullable String newPassword) {
        return changed(draft -> {
            draft.user = newUser;
            draft.password = newPassword;
        });
    }

    /** What all keys begin with, and into how many slots the tenants are spread. */
    public RedisConfig withKeys(String newPrefix, int newShards) {
        return changed(draft -> {
            draft.prefix = newPrefix;
            draft.shards = newShards;
        });
    }

    /** How many connections carry calls at once, and how many calls one round trip carries at most. */
    public RedisConfig withBatches(int newConnections, int newMaxBatch) {
        return changed(draft -> {
            draft.connections = newConnections;
            draft.maxBatch = newMaxBatch;
        });
    }

    public RedisConfig withMaxBacklog(long newMaxBacklog) {
        return changed(draft -> draft.maxBacklog = newMaxBacklog);
    }

    /** How long to wait for a new connection, and for one that is free. */
    public RedisConfig withConnectTimeouts(Duration newConnectTimeout, Duration newPoolTimeout) {
        return changed(draft -> {
            draft.connectTimeout = newConnectTimeout;
            draft.poolTimeout = newPoolTimeout;
        });
    }

    /** How long to wait for the server's answer, and how long a call is tried again. */
    public RedisConfig withCallTimeouts(Duration newSocketTimeout, Duration newCallTimeout) {
        return changed(draft -> {
            draft.socketTimeout = newSocketTimeout;
            draft.callTimeout = newCallTimeout;
        });
    }

    /** What a change must have reached before its call returns, and how long to wait for that. */
    public RedisConfig withWaitFor(int replicas, boolean disk, Duration newWaitTimeout) {
        return changed(draft -> {
            draft.waitForReplicas = replicas;
            draft.waitForDisk = disk;
            draft.waitTimeout = newWaitTimeout;
        });
    }

    public RedisConfig withReaderLease(Duration newReaderLease) {
        return changed(draft -> draft.readerLease = newReaderLease);
    }

    /** Whether to refuse to open where the server may evict keys or keeps nothing on disk. */
    public RedisConfig withRisksRefused(boolean refused) {
        return changed(draft -> draft.refusesRisks = refused);
    }

    @Override
    public String toString() {
        List<String> shown = new ArrayList<>(List.of(
                url,
                "user=" + user,
                "password=" + (password == null ? "none" : "***"),
                "prefix=" + prefix,
                "shards=" + shards,
                "connections=" + connections,
                "maxBatch=" + maxBatch,
                "maxBacklog=" + maxBacklog,
                "connectTimeout=" + connectTimeout,
                "poolTimeout=" + poolTimeout,
                "socketTimeout=" + socketTimeout,
                "callTimeout=" + callTimeout,
                "waitForReplicas=" + waitForReplicas,
                "waitForDisk=" + waitForDisk,
                "waitTimeout=" + waitTimeout,
                "readerLease=" + readerLease,
                "refusesRisks=" + refusesRisks));
        return "RedisConfig[" + String.join(", ", shown) + "]";
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void within(long value, long least, long limit, String name) {
        if (value < least || value > limit) {
            throw new InvalidRequestException(name + " is " + value + "; give " + least + " to " + limit);
        }
    }

    private static void within(Duration value, long leastMillis, String name) {
        if (value.compareTo(Duration.ofMillis(leastMillis)) < 0 || value.compareTo(MAX) > 0) {
            throw new InvalidRequestException(
                    name + " is " + value + "; give " + Duration.ofMillis(leastMillis) + " to " + MAX);
        }
    }

    private RedisConfig changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** The components, to be changed. */
    private static final class Draft {

        private final String url;
        private @Nullable String user;
        private @Nullable String password;
        private String prefix;
        private int shards;
        private int connections;
        private int maxBatch;
        private long maxBacklog;
        private Duration connectTimeout;
        private Duration poolTimeout;
        private Duration socketTimeout;
        private Duration callTimeout;
        private int waitForReplicas;
        private boolean waitForDisk;
        private Duration waitTimeout;
        private Duration readerLease;
        private boolean refusesRisks;

        Draft(RedisConfig from) {
            url = from.url;
            user = from.user;
            password = from.password;
            prefix = from.prefix;
            shards = from.shards;
            connections = from.connections;
            maxBatch = from.maxBatch;
            maxBacklog = from.maxBacklog;
            connectTimeout = from.connectTimeout;
            poolTimeout = from.poolTimeout;
            socketTimeout = from.socketTimeout;
            callTimeout = from.callTimeout;
            waitForReplicas = from.waitForReplicas;
            waitForDisk = from.waitForDisk;
            waitTimeout = from.waitTimeout;
            readerLease = from.readerLease;
            refusesRisks = from.refusesRisks;
        }

        RedisConfig build() {
            return new RedisConfig(
                    url,
                    user,
                    password,
                    prefix,
                    shards,
                    connections,
                    maxBatch,
                    maxBacklog,
                    connectTimeout,
                    poolTimeout,
                    socketTimeout,
                    callTimeout,
                    waitForReplicas,
                    waitForDisk,
                    waitTimeout,
                    readerLease,
                    refusesRisks);
        }
    }
}
