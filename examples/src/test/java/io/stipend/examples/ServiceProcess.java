package io.stipend.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.servers.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration MAX = Duration.ofMinutes(2);

    private final Path config;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private Process process;

    private ServiceProcess(Path config, Path log, int port) throws IOException {
        this.config = config;
        this.log = log;
        this.port = port;
        this.process = launch();
    }

    /** Starts it, and returns when it is ready. */
    static ServiceProcess start(Path config) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            ServiceProcess started = new ServiceProcess(config, config.resolveSibling("service.log"), port);
            started.awaitReady();
            return started;
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        System.getProperty("service.jar"),
                        "--config=" + config,
                        "--server.address=127.0.0.1",
                        "--server.port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitReady() throws IOException {
        try {
            Await.until("the service to be ready", MAX, () -> !process.isAlive() || isReady());
        } catch (IllegalStateException late) {
            process.destroyForcibly();
            throw new IllegalStateException(Files.readString(log), late);
        }
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    private boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false; // It does not listen yet.
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    HttpResponse<String> post(String path, String json) throws IOException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(MAX).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Kills it, as a crash would, and starts it again. */
    void crashAndRestart() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        process = launch();
        awaitReady();
    }

    /** Asks it to stop, and returns when it has. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(MAX.toSeconds(), TimeUnit.SECONDS))
                .as(Files.readString(log))
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
