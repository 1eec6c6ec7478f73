package io.stipend.server;

import io.stipend.deploy.ConfigSource;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The service in a process of its own, which a test can kill. */
final class ServerProcess implements AutoCloseable {

    private static final String MEMORY = "memory";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final URI address;

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Serves until it is killed; says where. Arguments: a schema of a PostgreSQL, or {@code memory} and settings. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println((args[0].equals(MEMORY) ? serveMemory(args) : servePostgres(args)).address());
        new CountDownLatch(1).await();
    }

    private static StipendServer serveMemory(String[] args) {
        ConfigSource source = ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0");
        for (int i = 1; i < args.length; i += 2) {
            source = source.withOption("test", args[i], args[i + 1]);
        }
        return StipendServer.start(source.load());
    }

    private static StipendServer servePostgres(String[] args) {
        ApiKey key = new ApiKey(
                "all", args[4], TestServer.TENANT, EnumSet.allOf(ApiKey.Permission.class), OptionalInt.empty());
        PostgresConfig store = PostgresConfig.of(args[0])
                .withUser(args[1], args[2])
                .withSchema(args[3])
                .withConnectTimeouts(PATIENCE, PATIENCE)
                .withCallTimeout(PATIENCE);
        return StipendServer.start(StipendConfig.of(store)
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(key)));
    }

    /** Starts it on the memory store, for whoever is on this machine. */
    static ServerProcess startOnMemory(String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(MEMORY));
        arguments.addAll(List.of(settings));
        return of(ChildJvm.start(ServerProcess.class, List.of("-Xmx512m"), arguments.toArray(String[]::new)));
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
        return of(process);
    }

    private static ServerProcess of(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new ServerProcess(process, URI.create(out.readLine()));
    }

    URI address() {
        return address;
    }

    void kill() {
        process.destroyForcibly();
        Await.end(process, Duration.ofMinutes(2));
    }

    @Override
    public void close() {
        kill();
    }
}
