package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.internal.choice.ServerChoice;
import io.stipend.testkit.servers.internal.choice.ServerMode;
import io.stipend.testkit.servers.internal.choice.SharedServer;
import java.util.List;
import java.util.Map;

/** The one Kafka broker of this JVM. */
final class SharedKafka {

    private static final SharedServer<KafkaServer> SHARED = new SharedServer<>(() -> choose(System.getenv()));

    private SharedKafka() {}

    static KafkaServer get() {
        return SHARED.get();
    }

    /** Gets a broker, and prints which way it took. */
    static KafkaServer choose(Map<String, String> environment) {
        ServerChoice.Chosen<KafkaServer> chosen = ServerChoice.choose(
                "Kafka",
                environment,
                List.of(
                        new ServerChoice.Way<>(ServerMode.ENV, () -> RemoteKafka.ofEnvironment(environment)),
                        new ServerChoice.Way<>(ServerMode.DOCKER, () -> ContainerKafka.start(environment)),
                        new ServerChoice.Way<>(ServerMode.EMBEDDED, () -> EmbeddedKafka.start(KafkaOptions.fast()))));
        KafkaServer server = chosen.server();
        KafkaProbe.requireClients();
        if (!new KafkaProbe(server.bootstrapServers(), Map.of()).answers()) {
            throw new IllegalStateException("Kafka on " + server.bootstrapServers() + " does not answer");
        }
        chosen.print("Kafka on " + server.bootstrapServers());
        return server;
    }
}
