package io.stipend.store.redis;

import static io.stipend.store.redis.internal.RedisKeys.CALL_TIMEOUT;
import static io.stipend.store.redis.internal.RedisKeys.CONNECTIONS;
import static io.stipend.store.redis.internal.RedisKeys.CONNECT_TIMEOUT;
import static io.stipend.store.redis.internal.RedisKeys.MAX_BACKLOG;
import static io.stipend.store.redis.internal.RedisKeys.MAX_BATCH;
import static io.stipend.store.redis.internal.RedisKeys.POOL_TIMEOUT;
import static io.stipend.store.redis.internal.RedisKeys.PREFIX;
import static io.stipend.store.redis.internal.RedisKeys.READER_LEASE;
import static io.stipend.store.redis.internal.RedisKeys.REFUSE_RISKS;
import static io.stipend.store.redis.internal.RedisKeys.SHARDS;
import static io.stipend.store.redis.internal.RedisKeys.SOCKET_TIMEOUT;
import static io.stipend.store.redis.internal.RedisKeys.WAIT_FOR_DISK;
import static io.stipend.store.redis.internal.RedisKeys.WAIT_FOR_REPLICAS;
import static io.stipend.store.redis.internal.RedisKeys.WAIT_TIMEOUT;

import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.store.redis.internal.RedisKeys;
import io.stipend.store.redis.internal.connection.RedisAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, how to use it, and how long to wait for it. Immutable; start from {@link #of} and change what differs. Its
 * text does not show the password.
 *
 * <p>A call ends within {@link #callTimeout} plus {@link #socketTimeout}.
 *
 * @param url {@code redis://host:port} or, with TLS, {@code rediss://host:port}, without user and password; {@code
 *     redis://host:port,host:port,...?cluster=true} for some nodes of a cluster, {@code
 *     redis://host:port,...?sentinel=NAME} for the sentinels of a master
 * @param user the user of the server's access control list; null for its default user
 * @param password the password; null when the server asks for none
 * @param settings all else, each by its key
 */
public record RedisConfig(
        String url, @Nullable String user, @Nullable String password, Values settings) implements StoreConfig {

    private static final Pattern CREDENTIALS = Pattern.compile("^(rediss?://)([^/?@]*)@(.*)$", Pattern.DOTALL);

    /** Refuses a value out of range with {@code InvalidRequestException}; the message does not show the password. */
    public RedisConfig {
        RedisAddress.of(url);
        settings.violation(List.of()).ifPresent(what -> {
            throw new InvalidRequestException(what);
        });
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
        return new RedisConfig(bare, user, password, Values.defaults(RedisKeys.ALL));
    }

    public RedisConfig withUser(@Nullable String newUser, @Nullable String newPassword) {
        return new RedisConfig(url, newUser, newPassword, settings);
    }

    /** What all keys begin with, and into how many slots the tenants are spread. */
    public RedisConfig withKeys(String newPrefix, int newShards) {
        return with(settings.with(PREFIX, newPrefix).with(SHARDS, newShards));
    }

    /** How many connections carry calls at once, and how many calls one round trip carries at most. */
    public RedisConfig withBatches(int newConnections, int newMaxBatch) {
        return with(settings.with(CONNECTIONS, newConnections).with(MAX_BATCH, newMaxBatch));
    }

    public RedisConfig withMaxBacklog(long newMaxBacklog) {
        return with(settings.with(MAX_BACKLOG, newMaxBacklog));
    }

    /** How long to wait for a new connection, and for one that is free. */
    public RedisConfig withConnectTimeouts(Duration newConnectTimeout, Duration newPoolTimeout) {
        return with(settings.with(CONNECT_TIMEOUT, newConnectTimeout).with(POOL_TIMEOUT, newPoolTimeout));
    }

    /** How long to wait for the server's answer, and how long a call is tried again. */
    public RedisConfig withCallTimeouts(Duration newSocketTimeout, Duration newCallTimeout) {
        return with(settings.with(SOCKET_TIMEOUT, newSocketTimeout).with(CALL_TIMEOUT, newCallTimeout));
    }

    /** What a change must have reached before its call returns, and how long to wait for that. */
    public RedisConfig withWaitFor(int replicas, boolean disk, Duration newWaitTimeout) {
        return with(settings.with(WAIT_FOR_REPLICAS, replicas)
                .with(WAIT_FOR_DISK, disk)
                .with(WAIT_TIMEOUT, newWaitTimeout));
    }

    public RedisConfig withReaderLease(Duration newReaderLease) {
        return with(settings.with(READER_LEASE, newReaderLease));
    }

    /** Whether to refuse to open where the server may evict keys or keeps nothing on disk. */
    public RedisConfig withRisksRefused(boolean refused) {
        return with(settings.with(REFUSE_RISKS, refused));
    }

    private RedisConfig with(Values changed) {
        return new RedisConfig(url, user, password, changed);
    }

    /** What all keys begin with: 1 to 100 characters without braces; stores with different prefixes share nothing. */
    public String prefix() {
        return settings.get(PREFIX);
    }

    /**
     * Into how many slots the tenants are spread, 1 to 16,384; it must stay what it was when the prefix was first used. The
     * journal's reader looks at each of them.
     */
    public int shards() {
        return settings.get(SHARDS);
    }

    /** How many connections carry calls at once, to each node of a cluster; 1 to 1,000. */
    public int connections() {
        return settings.get(CONNECTIONS);
    }

    /** How many calls one round trip carries at most; 1 to 1,000. */
    public int maxBatch() {
        return settings.get(MAX_BATCH);
    }

    /**
     * How many journal entries may wait in one shard to be published, 1 to 10^12; what would open or enlarge something there
     * is refused above it.
     */
    public long maxBacklog() {
        return settings.get(MAX_BACKLOG);
    }

    /** How long to wait for a new connection to be made; 1 ms to 1 h. */
    public Duration connectTimeout() {
        return settings.get(CONNECT_TIMEOUT);
    }

    /** How long to wait for a connection that is free; 1 ms to 1 h. */
    public Duration poolTimeout() {
        return settings.get(POOL_TIMEOUT);
    }

    /** How long to wait for the server's answer; 1 ms to 1 h. */
    public Duration socketTimeout() {
        return settings.get(SOCKET_TIMEOUT);
    }

    /** How long a call waits for its turn and is tried again; 1 ms to 1 h. */
    public Duration callTimeout() {
        return settings.get(CALL_TIMEOUT);
    }

    /** How many replicas must have a change before its call returns, 0 to 100. */
    public int waitForReplicas() {
        return settings.get(WAIT_FOR_REPLICAS);
    }

    /** Whether the server must have a change on its disk before its call returns ({@code WAITAOF}, from Redis 7.2 on). */
    public boolean waitForDisk() {
        return settings.get(WAIT_FOR_DISK);
    }

    /** How long to wait for replicas and disk; 1 ms to 1 h. */
    public Duration waitTimeout() {
        return settings.get(WAIT_TIMEOUT);
    }

    /** After how long another node may read the journal when its reader is silent; 100 ms to 1 h. */
    public Duration readerLease() {
        return settings.get(READER_LEASE);
    }

    /**
     * Whether to refuse to open where the server may evict keys or keeps nothing on disk; otherwise that is a warning in the
     * log.
     */
    public boolean refusesRisks() {
        return settings.get(REFUSE_RISKS);
    }

    @Override
    public String type() {
        return RedisKeys.SECTION;
    }

    @Override
    public StoreAdapter open() {
        return RedisStores.open(this);
    }

    @Override
    public String toString() {
        return "RedisConfig[" + url + ", user=" + user + ", password=" + (password == null ? "none" : "***") + ", "
                + settings + "]";
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
