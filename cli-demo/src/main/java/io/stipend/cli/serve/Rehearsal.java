package io.stipend.cli.serve;

import io.stipend.deploy.ConfigSource;
import io.stipend.server.StipendServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/**
 * A service on the memory store that calls itself, a step from beginning to end and what people and scrapers look at, so that Java loads
 * what a service needs. Of these classes the archive is made with which the {@code stipend} script starts a service.
 */
final class Rehearsal {

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Rehearsal(URI address) {
        this.address = address;
    }

    /**
     * Rehearses. Blocks until it is done, about two seconds.
     *
     * @throws ServeException when an answer is not the one that is expected
     */
    static void run() throws InterruptedException {
        ConfigSource memory = ConfigSource.of(Map.of())
                .withOption("--rehearse", "store.type", "memory")
                .withOption("--rehearse", "server.port", "0");
        try (StipendServer server = StipendServer.start(memory.load())) {
            new Rehearsal(server.address()).call();
        }
    }

    private void call() throws InterruptedException {
        post(
                "reservations",
                201,
                "{\"id\":\"r\",\"user\":\"ana\",\"constraints\":{\"credits\":\"0.25\",\"tokens\":4000}}");
        post("reservations/r/usage", 200, "{\"used\":{\"credits\":\"0.01\",\"tokens\":150}}");
        post("reservations/r/extend", 200, "{\"more\":{\"credits\":\"0.1\"}}");
        post("reservations/r/settle", 200, "{\"used\":{\"credits\":\"0.02\",\"tokens\":300}}");
        post("reservations", 402, "{\"user\":\"ana\",\"constraints\":{\"credits\":\"20000\"}}");
        post("reservations", 400, "{\"usr\":\"ana\"}");
        for (String place : new String[] {
            "v1/reservations", "v1/accounts/user:ana", "v1/accounts", "health/ready", "metrics", "openapi.yaml", "docs"
        }) {
            expect(200, HttpRequest.newBuilder(address.resolve("/" + place)));
        }
    }

    private void post(String place, int status, String body) throws InterruptedException {
        expect(
                status,
                HttpRequest.newBuilder(address.resolve("/v1/" + place))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void expect(int status, HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != status) {
                throw new ServeException("the rehearsal was answered " + answer.statusCode() + " where " + status
                        + " was expected, at " + request.uri() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsal was not answered at " + request.uri(), e);
        }
    }
}
