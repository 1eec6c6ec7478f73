package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.Watchdog;
import io.stipend.testkit.servers.process.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Redis server that this JVM started from the binary, without a password. */
public final class EmbeddedRedis extends EmbeddedServer implements RedisServer {

    private static final String STOP_SIGNAL = "TERM";

    /** A node of a cluster also listens on a port that is higher by this. */
    private static final int BUS_OFFSET = 10_000;

    private final Path executable;
    private final Path workFolder;
    private final RedisOptions options;

    private EmbeddedRedis(Path executable, Path workFolder, RedisOptions options, Watchdog watchdog, int port) {
        super("Redis", STOP_SIGNAL, port, workFolder.resolve("log"), watchdog);
        this.executable = executable;
        this.workFolder = workFolder;
        this.options = options;
    }

    static EmbeddedRedis start(RedisOptions options) {
        try {
            Path executable = RedisBinary.unpacked();
            Path workFolder = ServerUser.SAME.workFolder("stipend-redis-");
            Watchdog watchdog = Watchdog.start(STOP_SIGNAL, workFolder);
            try {
                return start(executable, workFolder, options, watchdog);
            } catch (IOException | RuntimeException | Error e) {
                watchdog.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ServerUnavailableException("cannot start Redis: " + e.getMessage(), e);
        }
    }

    private static EmbeddedRedis start(Path executable, Path workFolder, RedisOptions options, Watchdog watchdog)
            throws IOException {
        EmbeddedRedis server = new EmbeddedRedis(executable, workFolder, options, watchdog, freePort());
        try {
            server.launch();
            return server;
        } catch (PortTakenException e) {
            // Somebody was quicker. Twice in a row it would be something else.
            EmbeddedRedis second = new EmbeddedRedis(executable, workFolder, options, watchdog, freePort());
            second.launch();
            return second;
        }
    }

    private static int freePort() throws IOException {
        int port = Ports.free();
        while (!Ports.isFree(port + BUS_OFFSET)) {
            port = Ports.free();
        }
        return port;
    }

    @Override
    public String url() {
        return "redis://" + host() + ":" + port();
    }

    @Override
    public @Nullable Object call(String... command) {
        return RedisProtocol.answer(host(), port(), List.of(List.of(command)));
    }

    /**
     * Whether the server's answer has a text in it, for conditions to wait for. One that does not answer, because it loads
     * its data or has just cut its connections to change its role, does not say it yet.
     */
    boolean says(String fragment, String... command) {
        try {
            return String.valueOf(call(command)).contains(fragment);
        } catch (RedisErrorException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    protected ServerProcess startProcess(Watchdog watchdog) throws IOException {
        Path file = workFolder.resolve("redis.conf");
        if (!Files.exists(file)) {
            // Written once: nodes of a cluster and sentinels note there what they have learnt.
            Files.write(file, configuration());
        }
        List<String> command = new ArrayList<>(List.of(executable.toString(), file.toString()));
        if (options.isSentinel()) {
            command.add("--sentinel");
        }
        return ServerProcess.start(command, workFolder, log(), watchdog);
    }

    private List<String> configuration() {
        List<String> lines = new ArrayList<>();
        lines.add("port " + port());
        lines.add("bind " + Ports.LOOPBACK);
        lines.add("dir " + options.dataDirectory().orElse(workFolder));
        options.settings().forEach((name, value) -> lines.add(name + " " + (value.isEmpty() ? "\"\"" : value)));
        return lines;
    }

    @Override
    protected boolean answers() {
        return says("PONG", "PING");
    }

    @Override
    protected boolean saysPortTaken(String logged) {
        return logged.contains("Address already in use");
    }
}
