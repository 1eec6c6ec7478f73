package io.stipend.cli.metrics;

import static io.stipend.testkit.servers.Await.await;

import io.stipend.cli.CommandRun;
import io.stipend.cli.StipendCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A replay of a small trace in this process, on small limits, whose numbers are scraped while it runs. */
final class ScrapedReplay implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("metrics at (http://127\\.0\\.0\\.1:\\d+)/metrics");
    private static final int REQUESTS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<Integer> status;
    private final String base;

    private ScrapedReplay(List<String> args) {
        status = CompletableFuture.supplyAsync(() -> StipendCommand.create(new PrintWriter(out), new PrintWriter(err))
                .execute(args.toArray(String[]::new)));
        base = await().atMost(PATIENCE).until(this::address, Objects::nonNull);
    }

    static ScrapedReplay start(String... options) throws IOException, URISyntaxException {
        List<String> args = new ArrayList<>(List.of(
                "replay", "--load", smallTrace().toString(), "--user-limit", "0.02", "--users", "5", "--workers", "4"));
        args.addAll(List.of(options));
        return new ScrapedReplay(args);
    }

    /** The first of a real one. */
    private static Path smallTrace() throws IOException, URISyntaxException {
        Path whole =
                Path.of(Objects.requireNonNull(ScrapedReplay.class.getResource("/io/stipend/cli/trace/azure-code.csv"))
                        .toURI());
        Path small = Files.createTempFile("small", ".csv");
        small.toFile().deleteOnExit();
        try (Stream<String> lines = Files.lines(whole)) {
            return Files.write(small, lines.limit(REQUESTS + 1L).toList());
        }
    }

    private String address() {
        Matcher found = ADDRESS.matcher(err.toString());
        return found.find() ? found.group(1) : null;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
    }

    /** Connects to where the numbers are served, for requests that no client would send. */
    Socket connect() throws IOException {
        URI address = URI.create(base);
        return new Socket(address.getHost(), address.getPort());
    }

    /** From here on, nothing more is counted. */
    void awaitReport() {
        await().atMost(PATIENCE).until(() -> out.toString().contains("BALANCED"));
    }

    CommandRun awaitEnd() {
        return new CommandRun(
                status.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join(), out.toString(), err.toString());
    }

    boolean isServed() throws IOException, InterruptedException {
        try {
            get("/metrics");
            return true;
        } catch (ConnectException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        status.cancel(true);
    }
}
