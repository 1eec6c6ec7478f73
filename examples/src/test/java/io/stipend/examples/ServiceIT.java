package io.stipend.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.kafka.KafkaRecords;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One jar runs on each pair of store and events, by its configuration alone. */
@Timeout(180)
final class ServiceIT {

    private static final String TIERS = """
            tiers:
              default: free
              definitions:
                free:
                  credits: 1
                pro:
                  credits: 100
              users:
                paula: pro
            """;

    @TempDir
    private Path folder;

    @Test
    void onMemory() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(configure("store:\n  type: memory\n"))) {
            drive(service);
            moveToAnotherTier(service);
            service.stop();
        }
    }

    @Test
    void onPostgresAndKafka() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String schema = server.uniqueSchema();
        PostgresStores.applySchema(PostgresConfig.of(server.jdbcUrl())
                .withUser(server.user(), server.password())
                .withSchema(schema));
        String store = "store:\n  type: postgres\n  url: " + server.jdbcUrl() + "\n  user: " + server.user()
                + "\n  password: \"" + server.password() + "\"\n  postgres:\n    schema: " + schema + "\n";
        onServers(store, true);
    }

    @Test
    void onRedisAndKafka() throws Exception {
        RedisServer server = RedisServer.shared();
        onServers(
                "store:\n  type: redis\n  url: " + server.url() + "\n  redis:\n    prefix: " + server.uniquePrefix()
                        + "\n",
                false);
    }

    private void onServers(String store, boolean crash) throws Exception {
        KafkaServer kafka = KafkaServer.shared();
        String topic = "service-" + UUID.randomUUID();
        Path file = configure(store + "events:\n  type: kafka\n  kafka:\n    bootstrap-servers: "
                + kafka.bootstrapServers() + "\n    topic: " + topic + "\n    partitions: 1\n");
        try (ServiceProcess service = ServiceProcess.start(file)) {
            drive(service);
            if (crash) {
                settleAfterACrash(service);
            }
            service.stop();
        }
        // It has ended already; the test looks at what it left behind.
        try (StoreAdapter books = Deployment.openStore(StipendConfig.load(file, Map.of()))) {
            AccountView paula =
                    books.accountAdministration().show(AccountId.user("paula")).orElseThrow();
            assertThat(paula.spent().credits()).isEqualTo(crash ? 390_000_000 : 90_000_000);
            assertThat(paula.reserved().isZero()).isTrue();
        }
        Await.until(
                "the settlement on the topic",
                () -> events(kafka, topic).stream()
                        .anyMatch(event -> event.contains("resource.completed") && event.contains("first")));
        assertThat(events(kafka, topic))
                .anyMatch(event -> event.contains("resource.reserved") && event.contains("first"))
                .anyMatch(event -> event.contains("resource.warning") && event.contains("first"));
    }

    private static List<String> events(KafkaServer kafka, String topic) {
        return KafkaRecords.all(kafka, topic).stream()
                .map(event -> new String(event.value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The life of one reservation. Calls that must be repeatable are made twice, and errors are provoked on the way. */
    private static void drive(ServiceProcess service) throws IOException {
        String ask = "{\"id\":\"first\",\"user\":\"paula\",\"credits\":1.0,\"tokens\":1000}";
        assertThat(service.post("/reservations", ask).statusCode()).isEqualTo(201);
        HttpResponse<String> again = service.post("/reservations", ask);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("\"replayed\":true");
        assertThat(service.post("/reservations", ask.replace("1000", "1001")).statusCode())
                .as("the same id for something else")
                .isEqualTo(409);

        HttpResponse<String> refused =
                service.post("/reservations", "{\"user\":\"frida\",\"credits\":1.5,\"tokens\":1}");
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(refused.body())
                .contains(
                        "\"code\":\"ACCOUNT_EXHAUSTED\"", "\"available\":\"1.00000000\"", "\"needed\":\"1.50000000\"");

        String used = "{\"operationId\":\"r1\",\"credits\":0.85,\"tokens\":700}";
        assertThat(service.post("/reservations/first/usage", used).body()).contains("\"level\":\"WARNING\"");
        assertThat(service.post("/reservations/first/usage", used).body()).contains("\"usageRatio\":0.85");
        String settlement = "{\"credits\":0.9,\"tokens\":800}";
        HttpResponse<String> settled = service.post("/reservations/first/settlement", settlement);
        assertThat(settled.body()).contains("\"status\":\"COMPLETED\"", "\"replayed\":false");
        assertThat(service.post("/reservations/first/settlement", settlement).body())
                .contains("\"replayed\":true");
        assertThat(service.delete("/reservations/first").statusCode()).isEqualTo(409);

        assertThat(service.get("/reservations/nobody").statusCode()).isEqualTo(404);
        assertThat(service.post("/reservations", "{\"user\":\"paula\",\"credits\":-1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(service.post("/reservations", "{\"usr\":\"paula\"}").statusCode())
                .as("a misspelt member")
                .isEqualTo(400);
        assertThat(service.get("/users/paula").body()).contains("\"creditsAvailable\":99.1");
        assertThat(service.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(service.get("/metrics").body())
                .contains("stipend_reservations_approved_total")
                .contains("reason=\"ACCOUNT_EXHAUSTED\"");
    }

    private void moveToAnotherTier(ServiceProcess service) throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, Files.readString(file).replace("paula: pro", "paula: pro\n    frida: pro"));
        String ask = "{\"user\":\"frida\",\"credits\":1.5,\"tokens\":1}";
        Await.until("frida to be let in", () -> {
            try {
                return service.post("/reservations", ask).statusCode() == 201;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void settleAfterACrash(ServiceProcess service) throws Exception {
        String ask = "{\"id\":\"second\",\"user\":\"paula\",\"credits\":3,\"tokens\":10}";
        assertThat(service.post("/reservations", ask).statusCode()).isEqualTo(201);
        service.crashAndRestart();
        assertThat(service.post("/reservations", ask).body()).contains("\"replayed\":true");
        assertThat(service.post("/reservations/second/settlement", "{\"credits\":3}")
                        .body())
                .contains("\"status\":\"COMPLETED\"");
    }

    private Path configure(String storeAndEvents) throws IOException {
        Path file = folder.resolve("stipend.yaml");
        return Files.writeString(file, storeAndEvents + TIERS);
    }
}
