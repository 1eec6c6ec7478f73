package io.stipend.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reserve and settle over HTTP, on kept connections, one for each caller, for one account. The server is a process of its own. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class HttpCycle {

    /** What serves: {@code floor}, {@code memory} or {@code postgres}. */
    @Param("memory")
    public String server;

    /** The database's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** How many clients listen to events meanwhile, and get none. */
    @Param("0")
    public int listeners;

    /** How long the callers warm themselves up on another server first: for a cold server, and callers that are not. */
    @Param("0")
    public int callerWarmupSeconds;

    /** How long the server is warmed up at most, until its compilers rest: they need far more calls than those of the callers. */
    @Param("0")
    public int serverWarmupSeconds;

    private final List<Socket> listening = new ArrayList<>();
    private @Nullable PostgresSchema schema;
    private HttpServerProcess process;

    /** A caller's connection. */
    @State(Scope.Thread)
    public static class Connected {

        private HttpClientConnection connection;

        @Setup
        public void connect(HttpCycle cycle) {
            connection = cycle.process.connect();
        }

        @TearDown
        public void close() {
            connection.close();
        }
    }

    @Setup
    public void open() throws IOException {
        warmCallersUp();
        process = switch (server) {
            case "floor" -> HttpServerProcess.floor();
            case "memory" -> HttpServerProcess.memory();
            case "postgres" -> {
                schema = PostgresSchema.empty(url);
                schema.applyStipend();
                yield HttpServerProcess.postgres(url, schema.config().schema());
            }
            default -> throw new IllegalArgumentException("there is no server " + server);
        };
        for (int i = 0; i < listeners; i++) {
            Socket socket = process.listen();
            listening.add(socket);
            InputStream in = socket.getInputStream();
            while (in.read() != '\n') {
                // Its answer has begun.
            }
        }
        HttpWarmup.callUntilCompiled(process, serverWarmupSeconds);
    }

    private void warmCallersUp() throws IOException {
        if (callerWarmupSeconds == 0) {
            return;
        }
        try (HttpServerProcess other = HttpServerProcess.floor()) {
            HttpWarmup.callFor(other, 1, callerWarmupSeconds);
        }
    }

    @TearDown
    public void close() throws IOException {
        for (Socket socket : listening) {
            socket.close();
        }
        process.close();
        if (schema != null) {
            schema.close();
        }
    }

    @Benchmark
    public Object cycle(Caller caller, Connected connected) {
        return HttpPair.send(connected.connection, "h-" + caller.nextId());
    }
}
