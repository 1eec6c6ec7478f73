package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.internal.choice.ServerChoice;
import io.stipend.testkit.servers.internal.choice.ServerMode;
import io.stipend.testkit.servers.internal.choice.SharedServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The one PostgreSQL server of this JVM. */
final class SharedPostgres {

    private static final SharedServer<PostgresServer> SHARED = new SharedServer<>(() -> choose(System.getenv()));

    private SharedPostgres() {}

    static PostgresServer get() {
        return SHARED.get();
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
        chosen.print("PostgreSQL " + version(server) + " on " + server.host() + ":" + server.port());
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
