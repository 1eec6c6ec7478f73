package io.stipend.server;

import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The service in a process of its own, which a test can kill. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final URI address;

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Serves a schema of a PostgreSQL until it is killed; says where. */
    public static void main(String[] args) throws InterruptedException {
        ApiKey key = new ApiKey(
                "all", args[4], TestServer.TENANT, EnumSet.allOf(ApiKey.Permission.class), OptionalInt.empty());
        PostgresConfig store = PostgresConfig.of(args[0])
                .withUser(args[1], args[2])
                .withSchema(args[3])
                .withConnectTimeouts(PATIENCE, PATIENCE)
                .withCallTimeout(PATIENCE);
        StipendServer server = StipendServer.start(StipendConfig.of(store)
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(key)));
        System.out.println(server.address());
        new CountDownLatch(1).await();
    }

    /** Starts it for whoever knows a secret. */
    static ServerProcess start(PostgresServer postgres, String schema, String secret) throws IOException {
        Process process = ChildJvm.start(
                ServerProcess.class,
                List.of("-Xmx256m"),
                postgres.jdbcUrl(),
                postgres.user(),
                postgres.password(),
                schema,
                StipendServer.sha256(secret));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new ServerProcess(process, URI.create(out.readLine()));
    }

    URI address() {
        return address;
    }

    void kill() {
        process.destroyForcibly();
        Await.end(process, Duration.ofMinutes(1));
    }

    @Override
    public void close() {
        kill();
    }
}
