package io.stipend.testkit.server;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one PostgreSQL server of this JVM. */
final class SharedPostgres {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable PostgresServer server;
    private static @Nullable String failure;

    private SharedPostgres() {}

    static PostgresServer get() {
        LOCK.lock();
        try {
            if (failure != null) {
                throw new ServerUnavailableException(failure);
            }
            if (server == null) {
                server = choose(System.getenv());
            }
            return server;
        } catch (ServerUnavailableException e) {
            failure = e.getMessage();
            throw e;
        } finally {
            LOCK.unlock();
        }
    }

    /** Gets a server, and prints which way it took. */
    static PostgresServer choose(Map<String, String> environment) {
        ServerChoice.Chosen<PostgresServer> chosen = ServerChoice.choose(
                "PostgreSQL",
                environment,
                List.of(
                        new ServerChoice.Way<>(ServerMode.ENV, () -> RemotePostgres.ofEnvironment(environment)),
                        new ServerChoice.Way<>(ServerMode.DOCKER, () -> ContainerPostgres.start(environment)),
                        new ServerChoice.Way<>(
                                ServerMode.EMBEDDED, () -> EmbeddedPostgres.start(PostgresOptions.fast()))));
        PostgresServer server = chosen.server();
        String why = chosen.passedOver().isEmpty() ? "" : " (" + String.join("; ", chosen.passedOver()) + ")";
        System.err.println("[testkit] PostgreSQL " + version(server) + " on " + server.host() + ":" + server.port()
                + ": " + chosen.mode().word() + why);
        return server;
    }

    private static String version(PostgresServer server) {
        PostgresProbe.requireDriver();
        try {
            return new PostgresProbe(server).ask();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "PostgreSQL on " + server.host() + ":" + server.port() + " does not answer: " + e.getMessage(), e);
        }
    }
}
