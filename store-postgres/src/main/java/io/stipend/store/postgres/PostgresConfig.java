package io.stipend.store.postgres;

import io.stipend.core.error.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and how long to wait for it. Immutable; start from {@link #of} and change what differs. Its text
 * shows neither the password nor the parameters of the URL.
 *
 * <p>The timeouts build on each other: lock &lt; statement &lt; socket, so that the server gives up before its client does
 * and says why. A call ends within {@code callTimeout} plus the time one statement may take.
 *
 * @param url {@code jdbc:postgresql://host:port/database?...} without user and password; several hosts are possible, with
 *     {@code targetServerType=primary} for failover
 * @param user the user; null for the driver's choice, the name of the operating system's user
 * @param password the password; null when the server asks for none, or the driver is to look it up in the password file
 *     ({@code PGPASSFILE} or {@code ~/.pgpass})
 * @param schema the schema that holds Stipend's tables, and nothing else
 * @param connections how many batches may run at once, each on a connection of its own; 1 to 1,000. One is best for hot
 *     accounts, where a second would wait for the first one's locks; more pay for many accounts on a server that has cores
 *     to spare, or whose commits take long. Four more serve everything else
 * @param maxBatch how many calls one statement carries at most; 1 to 10,000
 * @param connectTimeout how long to wait for a new connection to be made; 1 s to 1 h
 * @param poolTimeout how long to wait for a connection from the pool; 250 ms to 1 h
 * @param lockTimeout how long a statement waits for rows that somebody else has locked; 1 ms to 1 h
 * @param statementTimeout how long the server works on one statement; 1 ms to 1 h
 * @param socketTimeout how long to wait for the server's answer to one statement; 1 s to 1 h
 * @param callTimeout how long a call waits for its turn and its answer; 1 ms to 1 h
 * @param synchronousCommit what a commit waits for: {@code on}, {@code remote_apply}, {@code remote_write}, {@code local}
 *     or {@code off}; null for the server's own setting. With {@code off}, the last fraction of a second of acknowledged
 *     changes is lost when the server crashes
 */
public record PostgresConfig(
        String url,
        @Nullable String user,
        @Nullable String password,
        String schema,
        int connections,
        int maxBatch,
        Duration connectTimeout,
        Duration poolTimeout,
        Duration lockTimeout,
        Duration statementTimeout,
        Duration socketTimeout,
        Duration callTimeout,
        @Nullable String synchronousCommit) {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Set<String> COMMITS = Set.of("on", "remote_apply", "remote_write", "local", "off");
    private static final Duration MAX = Duration.ofHours(1);

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
        if (!PLAIN_NAME.matcher(schema).matches()) {
            throw new InvalidRequestException("schema is '" + schema
                    + "'; give 1 to 63 lower-case letters, digits and underscores, no digit first");
        }
        within(connections, 1, 1_000, "connections");
        within(maxBatch, 1, 10_000, "maxBatch");
        within(connectTimeout, Duration.ofSeconds(1), "connectTimeout");
        within(poolTimeout, Duration.ofMillis(250), "poolTimeout");
        within(lockTimeout, Duration.ofMillis(1), "lockTimeout");
        within(statementTimeout, Duration.ofMillis(1), "statementTimeout");
        within(socketTimeout, Duration.ofSeconds(1), "socketTimeout");
        within(callTimeout, Duration.ofMillis(1), "callTimeout");
        if (lockTimeout.compareTo(statementTimeout) >= 0 || statementTimeout.compareTo(socketTimeout) >= 0) {
            throw new InvalidRequestException(
                    "timeouts are " + lockTimeout + " for a lock, " + statementTimeout + " for a statement, "
                            + socketTimeout + " for the socket; each must be longer than the one before");
        }
        if (synchronousCommit != null && !COMMITS.contains(synchronousCommit)) {
            throw new InvalidRequestException("synchronousCommit is '" + synchronousCommit
                    + "'; give one of on, remote_apply, remote_write, local, off");
        }
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
                "stipend",
                1,
                200,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(8),
                Duration.ofSeconds(15),
                null);
    }

    public PostgresConfig withUser(@Nullable String newUser, @Nullable String newPassword) {
        return changed(draft -> {
            draft.user = newUser;
            draft.password = newPassword;
        });
    }

    public PostgresConfig withSchema(String newSchema) {
        return changed(draft -> draft.schema = newSchema);
    }

    /** How many batches may run at once, and how many calls each carries at most. */
    public PostgresConfig withBatches(int newConnections, int newMaxBatch) {
        return changed(draft -> {
            draft.connections = newConnections;
            draft.maxBatch = newMaxBatch;
        });
    }

    /** How long to wait for a new connection, and for one from the pool. */
    public PostgresConfig withConnectTimeouts(Duration newConnectTimeout, Duration newPoolTimeout) {
        return changed(draft -> {
            draft.connectTimeout = newConnectTimeout;
            draft.poolTimeout = newPoolTimeout;
        });
    }

    /** How long one statement may take: its locks, its work, its answer. */
    public PostgresConfig withStatementTimeouts(
            Duration newLockTimeout, Duration newStatementTimeout, Duration newSocketTimeout) {
        return changed(draft -> {
            draft.lockTimeout = newLockTimeout;
            draft.statementTimeout = newStatementTimeout;
            draft.socketTimeout = newSocketTimeout;
        });
    }

    public PostgresConfig withCallTimeout(Duration newCallTimeout) {
        return changed(draft -> draft.callTimeout = newCallTimeout);
    }

    public PostgresConfig withSynchronousCommit(@Nullable String newSynchronousCommit) {
        return changed(draft -> draft.synchronousCommit = newSynchronousCommit);
    }

    private PostgresConfig changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A configuration while it is changed. */
    private static final class Draft {

        private final String url;
        private @Nullable String user;
        private @Nullable String password;
        private String schema;
        private int connections;
        private int maxBatch;
        private Duration connectTimeout;
        private Duration poolTimeout;
        private Duration lockTimeout;
        private Duration statementTimeout;
        private Duration socketTimeout;
        private Duration callTimeout;
        private @Nullable String synchronousCommit;

        Draft(PostgresConfig from) {
            url = from.url;
            user = from.user;
            password = from.password;
            schema = from.schema;
            connections = from.connections;
            maxBatch = from.maxBatch;
            connectTimeout = from.connectTimeout;
            poolTimeout = from.poolTimeout;
            lockTimeout = from.lockTimeout;
            statementTimeout = from.statementTimeout;
            socketTimeout = from.socketTimeout;
            callTimeout = from.callTimeout;
            synchronousCommit = from.synchronousCommit;
        }

        PostgresConfig config() {
            return new PostgresConfig(
                    url,
                    user,
                    password,
                    schema,
                    connections,
                    maxBatch,
                    connectTimeout,
                    poolTimeout,
                    lockTimeout,
                    statementTimeout,
                    socketTimeout,
                    callTimeout,
                    synchronousCommit);
        }
    }

    /** Where the database is, as it may stand in a message: the URL without its parameters. */
    public String server() {
        return beforeParameters(url);
    }

    @Override
    public String toString() {
        return "PostgresConfig[" + server() + ", user=" + user + ", password=" + (password == null ? "none" : "***")
                + ", schema=" + schema + ", connections=" + connections + ", maxBatch=" + maxBatch
                + ", connectTimeout=" + connectTimeout + ", poolTimeout=" + poolTimeout + ", lockTimeout="
                + lockTimeout + ", statementTimeout=" + statementTimeout + ", socketTimeout=" + socketTimeout
                + ", callTimeout=" + callTimeout + ", synchronousCommit=" + synchronousCommit + "]";
    }

    private static String beforeParameters(String url) {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    private static String decoded(String parameter) {
        return URLDecoder.decode(parameter, StandardCharsets.UTF_8);
    }

    private static void within(int value, int least, int limit, String name) {
        if (value < least || value > limit) {
            throw new InvalidRequestException(name + " is " + value + "; give " + least + " to " + limit);
        }
    }

    private static void within(Duration value, Duration least, String name) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX) > 0) {
            throw new InvalidRequestException(name + " is " + value + "; give " + least + " to " + MAX);
        }
    }
}
