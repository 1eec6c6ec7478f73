package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the service that holds every answer to the contract. Immutable. */
record Api(URI address, String secret, Map<String, String> headers) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    /** An answer. */
    record Reply(int status, HttpHeaders headers, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /** The text at a JSON pointer; empty if there is none. */
        String at(String pointer) {
            return json().at(pointer).asString("");
        }

        boolean replayed() {
            return headers.firstValue("Idempotency-Replayed").equals(Optional.of("true"));
        }

        /** Whether it is done; if not, it is to be repeated, which is safe. */
        boolean isDone(int expected) {
            if (status == 503) {
                return false;
            }
            expect(expected);
            return true;
        }

        Reply expect(int expected) {
            assertThat(status).as(body).isEqualTo(expected);
            return this;
        }

        Reply expect(int expected, String code) {
            expect(expected);
            assertThat(at("/code")).as(body).isEqualTo(code);
            return this;
        }
    }

    Api with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Api(address, secret, more);
    }

    Reply get(String path) {
        return send("GET", path, null);
    }

    Reply post(String path, String body) {
        return send("POST", path, body);
    }

    Reply send(String method, String path, String body) {
        return sendBody(
                method,
                path,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    }

    Reply sendBody(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(60));
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        if (body.contentLength() != 0) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        request.method(method, body);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Contract.INSTANCE.check(method, path, response.statusCode(), response.headers(), response.body());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
