package io.stipend.bench;

import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.server.StipendServer;
import io.stipend.server.WarmUp;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/** A server in a JVM of its own, as it is in production, so that callers and server do not share a heap. */
final class HttpServerProcess implements AutoCloseable {

    /** Not secret: it is for servers that listen to this machine alone, while they are measured. */
    private static final String SECRET = "stipend_bench";

    private static final String FLOOR = "floor";

    /** With fewer, the {@code stipend} script gives a service more threads that compile. */
    private static final int FEW_PROCESSORS = 8;

    private final Process process;
    private final BufferedReader out;
    private final URI address;

    private HttpServerProcess(Process process, BufferedReader out, URI address) {
        this.process = process;
        this.out = out;
        this.address = address;
    }

    /**
     * Serves until its standard input ends, as it does with the process that started it; before, it warms up as {@code stipend serve} does.
     * Each byte on its input is answered with how many milliseconds its compilers have worked. Arguments: kind, and of PostgreSQL the place.
     */
    public static void main(String[] args) throws Exception {
        ApiKey key = new ApiKey(
                "bench",
                StipendServer.sha256(SECRET),
                "default",
                EnumSet.allOf(ApiKey.Permission.class),
                OptionalInt.empty());
        StoreConfig store = args.length == 1
                ? MemoryConfig.DEFAULT
                : PostgresConfig.of(args[1]).withSchema(args[2]);
        WarmUp.run(WarmUp.USUAL);
        StipendServer server = StipendServer.start(StipendConfig.of(store)
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(key)));
        if (args[0].equals(FLOOR)) {
            URI floor = HttpFloor.start(server.address(), SECRET);
            server.close();
            System.out.println(floor);
        } else {
            System.out.println(server.address());
        }
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        while (System.in.read() >= 0) {
            System.out.println(compilers.getTotalCompilationTime());
        }
        System.exit(0);
    }

    /** The limit. */
    static HttpServerProcess floor() {
        return start(FLOOR);
    }

    /** The service on the memory store. */
    static HttpServerProcess memory() {
        return start("memory");
    }

    /** The service on a schema that has the store's tables. */
    static HttpServerProcess postgres(String url, String schema) {
        return start("postgres", url, schema);
    }

    private static HttpServerProcess start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                HttpServerProcess.class.getName()));
        if (Runtime.getRuntime().availableProcessors() < FEW_PROCESSORS) {
            command.add(1, "-XX:CICompilerCount=4");
        }
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String address = out.readLine();
            if (address == null) {
                throw new IllegalStateException("the server " + String.join(" ", arguments) + " did not start");
            }
            return new HttpServerProcess(process, out, URI.create(address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a server", e);
        }
    }

    URI address() {
        return address;
    }

    HttpClientConnection connect() {
        return new HttpClientConnection(address, SECRET);
    }

    /** How long its compilers have worked so far, in milliseconds. */
    long compiledMillis() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Long.parseLong(out.readLine());
    }

    /** A client that listens to events of a type, of which none come. */
    Socket listen() throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream()
                .write(("GET /v1/events?type=resource.warning HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + SECRET + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end a server", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
