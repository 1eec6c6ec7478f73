package io.stipend.store.postgres;

import static io.stipend.store.postgres.internal.PostgresKeys.CALL_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.CONNECTIONS;
import static io.stipend.store.postgres.internal.PostgresKeys.CONNECT_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.LOCK_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.MAX_BATCH;
import static io.stipend.store.postgres.internal.PostgresKeys.POOL_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.SCHEMA;
import static io.stipend.store.postgres.internal.PostgresKeys.SOCKET_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.STATEMENT_TIMEOUT;
import static io.stipend.store.postgres.internal.PostgresKeys.SYNCHRONOUS_COMMIT;

import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StoreSchema;
import io.stipend.store.postgres.internal.PostgresKeys;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and how long to wait for it. Immutable; start from {@link #of} and change what differs. Its text
 * shows neither the password nor the parameters of the URL.
 *
 * <p>The timeouts build on each other: lock &lt; statement &lt; socket, so that the server gives up before its client does
 * and says why. A call ends within {@link #callTimeout} plus the time one statement may take.
 *
 * @param url {@code jdbc:postgresql://host:port/database?...} without user and password; several hosts are possible, with
 *     {@code targetServerType=primary} for failover
 * @param user the user; null for the driver's choice, the name of the operating system's user
 * @param password the password; null when the server asks for none, or the driver is to look it up in the password file
 *     ({@code PGPASSFILE} or {@code ~/.pgpass})
 * @param settings all else, each by its key
 */
public record PostgresConfig(
        String url, @Nullable String user, @Nullable String password, Values settings) implements StoreConfig {

    private static final String PREFIX = "jdbc:postgresql:";

    /** Refuses a value out of range with {@code InvalidRequestException}; the message does not show the password. */
    public PostgresConfig {
        if (!url.startsWith(PREFIX)) {
            throw new InvalidRequestException(
                    "the store's URL does not begin with " + PREFIX + "; give jdbc:postgresql://host:port/database");
        }
        if (beforeParameters(url).contains("@")) {
            throw new InvalidRequestException("the store's URL has a user before its host, which the driver does not"
                    + " understand; give jdbc:postgresql://host:port/database?user=...&password=...");
        }
        settings.violation(PostgresKeys.RULES).ifPresent(what -> {
            throw new InvalidRequestException(what);
        });
    }

    /**
     * The defaults for a database: schema {@code stipend}, 1 connection, batches of up to 200; timeouts of 3 s to connect,
     * 3 s for the pool, 2 s for a lock, 5 s for a statement, 8 s for the socket, 15 s for a call.
     *
     * <p>User and password are those of the URL ({@code ?user=...&password=...}), else those of the environment ({@code
     * PGUSER}, {@code PGPASSWORD}), else the driver's: the password file.
     */
    public static PostgresConfig of(String url) {
        return of(url, System.getenv());
    }

    /** The same, with the variables of this environment in place of the process's. */
    public static PostgresConfig of(String url, Map<String, String> environment) {
        String user = environment.get("PGUSER");
        String password = environment.get("PGPASSWORD");
        List<String> parameters = new ArrayList<>();
        String text = beforeParameters(url);
        if (text.length() < url.length()) {
            for (String parameter : url.substring(text.length() + 1).split("&", -1)) {
                if (parameter.startsWith("user=")) {
                    user = decoded(parameter.substring("user=".length()));
                } else if (parameter.startsWith("password=")) {
                    password = decoded(parameter.substring("password=".length()));
                } else {
                    parameters.add(parameter);
                }
            }
        }
        return new PostgresConfig(
                parameters.isEmpty() ? text : text + '?' + String.join("&", parameters),
                user,
                password,
                Values.defaults(PostgresKeys.ALL));
    }

    public PostgresConfig withUser(@Nullable String newUser, @Nullable String newPassword) {
        return new PostgresConfig(url, newUser, newPassword, settings);
    }

    public PostgresConfig withSchema(String newSchema) {
        return with(settings.with(SCHEMA, newSchema));
    }

    /** How many batches may run at once, and how many calls each carries at most. */
    public PostgresConfig withBatches(int newConnections, int newMaxBatch) {
        return with(settings.with(CONNECTIONS, newConnections).with(MAX_BATCH, newMaxBatch));
    }

    /** How long to wait for a new connection, and for one from the pool. */
    public PostgresConfig withConnectTimeouts(Duration newConnectTimeout, Duration newPoolTimeout) {
        return with(settings.with(CONNECT_TIMEOUT, newConnectTimeout).with(POOL_TIMEOUT, newPoolTimeout));
    }

    /** How long one statement may take: its locks, its work, its answer. */
    public PostgresConfig withStatementTimeouts(
            Duration newLockTimeout, Duration newStatementTimeout, Duration newSocketTimeout) {
        return with(settings.with(LOCK_TIMEOUT, newLockTimeout)
                .with(STATEMENT_TIMEOUT, newStatementTimeout)
                .with(SOCKET_TIMEOUT, newSocketTimeout));
    }

    public PostgresConfig withCallTimeout(Duration newCallTimeout) {
        return with(settings.with(CALL_TIMEOUT, newCallTimeout));
    }

    /** What a commit waits for; null for the server's own setting. */
    public PostgresConfig withSynchronousCommit(@Nullable String commit) {
        return with(commit == null ? settings.without(SYNCHRONOUS_COMMIT) : settings.with(SYNCHRONOUS_COMMIT, commit));
    }

    private PostgresConfig with(Values changed) {
        return new PostgresConfig(url, user, password, changed);
    }

    /** The schema that holds Stipend's tables, and nothing else. */
    public String schema() {
        return settings.get(SCHEMA);
    }

    /**
     * How many batches may run at once, each on a connection of its own; 1 to 1,000. One is best for hot accounts, where a
     * second would wait for the first one's locks; more pay for many accounts on a server that has cores to spare, or whose
     * commits take long. Four more serve everything else.
     */
    public int connections() {
        return settings.get(CONNECTIONS);
    }

    /** How many calls one statement carries at most; 1 to 10,000. */
    public int maxBatch() {
        return settings.get(MAX_BATCH);
    }

    /** How long to wait for a new connection to be made; 1 s to 1 h. */
    public Duration connectTimeout() {
        return settings.get(CONNECT_TIMEOUT);
    }

    /** How long to wait for a connection from the pool; 250 ms to 1 h. */
    public Duration poolTimeout() {
        return settings.get(POOL_TIMEOUT);
    }

    /** How long a statement waits for rows that somebody else has locked; 1 ms to 1 h. */
    public Duration lockTimeout() {
        return settings.get(LOCK_TIMEOUT);
    }

    /** How long the server works on one statement; 1 ms to 1 h. */
    public Duration statementTimeout() {
        return settings.get(STATEMENT_TIMEOUT);
    }

    /** How long to wait for the server's answer to one statement; 1 s to 1 h. */
    public Duration socketTimeout() {
        return settings.get(SOCKET_TIMEOUT);
    }

    /** How long a call waits for its turn and its answer; 1 ms to 1 h. */
    public Duration callTimeout() {
        return settings.get(CALL_TIMEOUT);
    }

    /**
     * What a commit waits for: {@code on}, {@code remote_apply}, {@code remote_write}, {@code local} or {@code off}; null
     * for the server's own setting. With {@code off}, the last fraction of a second of acknowledged changes is lost when the
     * server crashes.
     */
    public @Nullable String synchronousCommit() {
        return settings.find(SYNCHRONOUS_COMMIT).orElse(null);
    }

    /** Where the database is, as it may stand in a message: the URL without its parameters. */
    public String server() {
        return beforeParameters(url);
    }

    @Override
    public String type() {
        return PostgresKeys.SECTION;
    }

    @Override
    public StoreAdapter open() {
        return PostgresStores.open(this);
    }

    @Override
    public Optional<StoreSchema> schemaToApply() {
        return Optional.of(new StoreSchema() {
            @Override
            public int apply() {
                return PostgresStores.applySchema(PostgresConfig.this);
            }

            @Override
            public String sql() {
                return PostgresStores.schemaSql(PostgresConfig.this);
            }
        });
    }

    @Override
    public String toString() {
        return "PostgresConfig[" + server() + ", user=" + user + ", password=" + (password == null ? "none" : "***")
                + ", " + settings + "]";
    }

    private static String beforeParameters(String url) {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    private static String decoded(String parameter) {
        return URLDecoder.decode(parameter, StandardCharsets.UTF_8);
    }
}
