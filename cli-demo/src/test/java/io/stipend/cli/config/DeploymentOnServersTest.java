package io.stipend.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReservationStatus;
import io.stipend.core.ReserveResult;
import io.stipend.core.background.Health;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.kafka.KafkaServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is open when a deployment stops outlives it, in the stores that do; events go to Kafka. */
@Timeout(120)
class DeploymentOnServersTest {

    private static StipendConfig config(String store) {
        String url = store.equals("postgres")
                ? PostgresReplayTest.urlWithSchema()
                : RedisServer.shared().url();
        KafkaServer kafka = KafkaServer.shared();
        return StipendConfig.load(Map.of(
                "STIPEND_STORE_TYPE",
                store,
                "STIPEND_STORE_URL",
                url,
                "STIPEND_EVENTS_TYPE",
                "kafka",
                "STIPEND_EVENTS_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "STIPEND_EVENTS_KAFKA_TOPIC",
                kafka.uniqueTopic(),
                "STIPEND_HEALTH_TIMEOUT",
                "20s",
                "STIPEND_SWEEPER_INTERVAL",
                "50ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void whatIsOpenStaysSoUntilItsLeaseRunsOut(String store) {
        ReservationId open;
        StipendConfig config = config(store);
        BudgetRequest request = BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder().build())
                .tenant("deployed-" + UUID.randomUUID())
                .user("alice")
                .lease(Duration.ofSeconds(2))
                .build();
        try (Deployment first = Deployment.start(config)) {
            assertThat(first.health().ready().status())
                    .as(first.health().ready().toString())
                    .isEqualTo(Health.Status.UP);
            open = ((ReserveResult.Approved) first.manager().reserveBudget(request)).reservationId();
        }
        try (Deployment next = Deployment.start(config)) {
            assertThat(next.manager().findReservation(open)).isPresent();
            Await.await().until(() -> next.manager().statusOf(open).orElseThrow() == ReservationStatus.EXPIRED);
        }
    }
}
