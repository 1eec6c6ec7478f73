package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
