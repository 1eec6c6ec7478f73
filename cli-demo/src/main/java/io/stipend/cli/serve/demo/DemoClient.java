package io.stipend.cli.serve.demo;

import io.stipend.cli.text.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the service as an agent does. Thread safe; does not block. */
final class DemoClient {

    /** In place of a status, where there was no answer. */
    static final int NO_ANSWER = 0;

    private static final Logger log = LoggerFactory.getLogger(DemoClient.class);

    /** More than a reservation may wait for its share of a pool. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final URI address;
    private final HttpClient http;

    DemoClient(URI address, Executor executor) {
        this.address = address;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(executor)
                .build();
    }

    /** Asks for a change, and goes on with the status of the answer, or with {@link #NO_ANSWER}. */
    void send(String path, Json body, IntConsumer then) {
        var unused = post(path, body)
                .exceptionally(failure -> {
                    log.debug("the demo's agent had no answer", failure);
                    return NO_ANSWER;
                })
                .thenAccept(then::accept);
    }

    /** Asks for a change, whatever the answer. */
    void send(String path, Json body) {
        send(path, body, status -> {});
    }

    /** Asks for a change; the answer is its status. */
    CompletableFuture<Integer> post(String path, Json body) {
        StringWriter text = new StringWriter();
        body.print(new PrintWriter(text));
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text.toString()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    /** A name as a part of a path. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
