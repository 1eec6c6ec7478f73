package io.stipend.testkit.servers.kafka;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Asks a Kafka broker whether it is there, by its own protocol. */
final class KafkaProbe {

    private static final int MAX_MILLIS = 10_000;

    private final Map<String, Object> properties;

    KafkaProbe(String bootstrapServers, Map<String, String> clientProperties) {
        properties = new HashMap<>(clientProperties);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MAX_MILLIS);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, MAX_MILLIS);
    }

    /**
     * Says which artifact is missing, if the client is.
     *
     * @throws ServerUnavailableException if it is missing
     */
    static void requireClients() {
        try {
            Class.forName("org.apache.kafka.clients.admin.Admin", false, KafkaProbe.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new ServerUnavailableException(
                    "no Kafka client on the class path; add org.apache.kafka:kafka-clients in test scope", e);
        }
    }

    /** Whether a broker of the cluster answers. Blocks for ten seconds if none does. */
    boolean answers() {
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(MAX_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
