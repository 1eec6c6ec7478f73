package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.events.ResourceEvent;
import io.stipend.foresight.forecast.LearnedForecaster;
import io.stipend.store.memory.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeploymentTest {

    @TempDir
    private Path folder;

    @Test
    void aFileAndTheEnvironmentMakeADeployment() throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, """
                store:
                  type: memory
                tiers:
                  default: free
                  definitions:
                    free:
                      credits: 1
                    pro:
                      credits: 100
                      period: month
                  users:
                    alice: pro
                """);
        StipendConfig config = StipendConfig.load(file, Map.of("STIPEND_EVENTS_TYPE", "log"));
        try (Deployment deployment = Deployment.start(config)) {
            assertThat(reserve(deployment, "alice", "50")).isInstanceOf(ReserveResult.Approved.class);
            assertThat(reserve(deployment, "bob", "50")).isInstanceOf(ReserveResult.Rejected.class);
        }
    }

    @Test
    void aForecasterSaysWhatIsHeldAndLearnsWhatWasUsed() {
        LearnedForecaster forecaster = new LearnedForecaster();
        Extensions extensions = Extensions.none()
                .withForecaster(forecaster)
                .withPrices((model, input, output) -> Optional.of(Credits.ofUnits(input + 5 * output)));
        try (Deployment deployment = Deployment.start(StipendConfig.of(MemoryConfig.DEFAULT), extensions)) {
            ReserveResult.Approved approved = deployment
                    .manager()
                    .reserveBudget(BudgetRequest.builder(
                                    AvailableResources.credits("1"),
                                    ExecutionConstraints.builder()
                                            .modelCall("opus", 500, 8_000)
                                            .build())
                            .user("alice")
                            .build())
                    .orElseThrow();
            assertThat(approved.held().tokens()).isEqualTo(500 + 8_000);
            assertThat(approved.held().credits()).isEqualTo(500 + 5 * 8_000);
            deployment
                    .manager()
                    .finalizeUsage(
                            approved.reservationId(),
                            ResourceUsage.builder().tokens(700).build());
        }
        assertThat(forecaster.learned()).isEqualTo(1);
    }

    @Test
    void aDeploymentForecastsAndKeepsWhatItLearned() throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, """
                store:
                  type: memory
                forecasts:
                  enabled: true
                  risk: 0.05
                  file: forecasts
                  max-output: 2000
                """);
        StipendConfig config = StipendConfig.load(file, Map.of());
        try (Deployment deployment = Deployment.start(config)) {
            assertThat(settled(deployment).held().tokens()).isEqualTo(2_000);
            for (int i = 0; i < 150; i++) {
                settled(deployment);
            }
            assertThat(deployment.manager().getMetrics().forecasts())
                    .singleElement()
                    .satisfies(figures -> {
                        assertThat(figures.steps()).isEqualTo(151);
                        assertThat(figures.statements().get(0).risk()).isEqualTo(0.05);
                    });
        }
        try (Deployment deployment = Deployment.start(config)) {
            assertThat(settled(deployment).held().tokens()).isBetween(300L, 330L);
        }
    }

    @Test
    void aDeploymentTellsHowGoodItsForecastsAre() throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, """
                store:
                  type: memory
                forecasts:
                  enabled: true
                  report-interval: 1s
                """);
        List<ResourceEvent> published = new CopyOnWriteArrayList<>();
        try (Deployment deployment = Deployment.start(
                StipendConfig.load(file, Map.of()), Extensions.none().withEvents(published::addAll))) {
            await().atMost(2, TimeUnit.MINUTES).until(() -> {
                for (int i = 0; i < 20; i++) {
                    settled(deployment);
                }
                return published.stream().anyMatch(ResourceEvent.ForecastCalibration.class::isInstance);
            });
        }
        assertThat(published)
                .filteredOn(ResourceEvent.ForecastCalibration.class::isInstance)
                .map(ResourceEvent.ForecastCalibration.class::cast)
                .allSatisfy(told -> {
                    assertThat(told.model()).isNull();
                    assertThat(told.stated()).isEqualTo(0.01);
                    assertThat(told.steps()).isGreaterThanOrEqualTo(100).isEqualTo(told.modelSteps());
                    assertThat(told.outputUsed()).isEqualTo(300 * told.steps());
                });
    }

    private static ReserveResult.Approved settled(Deployment deployment) {
        ReserveResult.Approved approved = deployment
                .manager()
                .reserveBudget(AvailableResources.credits("1"), ExecutionConstraints.NONE, "alice", null)
                .orElseThrow();
        deployment
                .manager()
                .finalizeUsage(
                        approved.reservationId(),
                        ResourceUsage.builder().tokens(300).build());
        return approved;
    }

    private static ReserveResult reserve(Deployment deployment, String user, String credits) {
        return deployment
                .manager()
                .reserveBudget(
                        AvailableResources.credits("1000"),
                        ExecutionConstraints.builder().maxCost(credits).build(),
                        user,
                        null);
    }
}
