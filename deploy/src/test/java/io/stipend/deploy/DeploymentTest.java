package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.foresight.forecast.LearnedForecaster;
import io.stipend.store.memory.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
