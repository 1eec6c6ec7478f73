package io.stipend.testkit.servers.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {

    private static EmbeddedKafka server;

    @BeforeAll
    static void start() {
        server = KafkaServer.start(KafkaOptions.fast().with("message.max.bytes", "12345"));
    }

    @AfterAll
    static void close() {
        Path workFolder = server.log().getParent();
        server.close();
        server.close();
        assertThat(workFolder).doesNotExist();
        assertThatThrownBy(server::restart).hasMessageContaining("has been closed");
    }

    private static Admin admin(int timeoutMillis) {
        return Admin.create(Map.of(
                "bootstrap.servers",
                server.bootstrapServers(),
                "default.api.timeout.ms",
                timeoutMillis,
                "request.timeout.ms",
                timeoutMillis));
    }

    private static Set<String> topics() throws ExecutionException, InterruptedException {
        try (Admin admin = admin(30_000)) {
            return admin.listTopics().names().get();
        }
    }

    private static String newTopic() {
        String topic = server.uniqueTopic();
        server.createTopic(topic, 1, Map.of());
        return topic;
    }

    @Test
    void whatItWasToldSurvivesACrash() throws ExecutionException, InterruptedException {
        String topic = newTopic();
        String address = server.bootstrapServers();
        long pid = server.pid();

        server.kill9();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        server.kill9();
        server.restart();
        assertThat(server.bootstrapServers()).isEqualTo(address);
        assertThat(topics()).contains(topic);
    }

    @Test
    void aCleanStopAndAStartKeepEverything() throws ExecutionException, InterruptedException {
        String topic = newTopic();
        server.stop();
        server.stop();
        assertThatThrownBy(server::pause).hasMessageContaining("does not run");
        server.resume();
        server.restart();
        assertThat(topics()).contains(topic);
    }

    @Test
    void aFrozenBrokerAnswersNothingUntilItWakes() throws ExecutionException, InterruptedException {
        server.pause();
        try (Admin admin = admin(500)) {
            assertThatThrownBy(() -> admin.listTopics().names().get()).hasCauseInstanceOf(TimeoutException.class);
        }
        server.resume();
        assertThat(topics()).isNotNull();
    }

    @Test
    void aFrozenBrokerCanBeStopped() throws ExecutionException, InterruptedException {
        server.pause();
        server.restart();
        assertThat(topics()).isNotNull();
    }

    @Test
    void whoHasNamedOneGetsThatOne() {
        KafkaServer named = SharedKafka.choose(Map.of("TEST_KAFKA_BOOTSTRAP", server.bootstrapServers()));
        assertThat(named).isInstanceOf(RemoteKafka.class);
        assertThat(named.bootstrapServers()).isEqualTo(server.bootstrapServers());
        assertThatThrownBy(() -> SharedKafka.choose(Map.of("TESTKIT_MODE", "env")))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("TEST_KAFKA_BOOTSTRAP is not set");
    }
}
