package io.stipend.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForecastsCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aDeploymentsForecastsAreShownOnceItHasKeptThem() throws IOException {
        Path config = Files.writeString(folder.resolve("stipend.yaml"), """
                store: {type: memory}
                prices: {file: built-in}
                forecasts: {enabled: true, file: learned}
                """);
        String file = folder.resolve("learned").toString();
        assertThat(CommandRun.of("forecasts", "--file", file).out()).isEqualTo("nothing was forecast yet\n");
        try (Deployment deployment = Deployment.start(StipendConfig.load(config, Map.of()))) {
            for (int i = 0; i < 200; i++) {
                var step = deployment
                        .manager()
                        .reserveBudget(
                                AvailableResources.credits("1000"),
                                ExecutionConstraints.builder()
                                        .modelCall("gpt-4o", 100, 1_000)
                                        .build(),
                                "ada",
                                null)
                        .orElseThrow();
                deployment
                        .manager()
                        .finalizeUsage(
                                step.reservationId(),
                                ResourceUsage.builder().tokens(100 + i % 50).build());
            }
            ForecastFigures figures =
                    deployment.manager().getMetrics().forecasts().get(0);
            assertThat(figures.model()).isEqualTo("gpt-4o");
            assertThat(figures.steps()).isEqualTo(200);
        }

        CommandRun text = CommandRun.of("forecasts", "--file", file);
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("gpt-4o", "200", "1.00 %: ");
        CommandRun json = CommandRun.of("forecasts", "--file", file, "--json");
        assertThat(json.json().at("/model").asString()).isEqualTo("gpt-4o");
        assertThat(json.json().at("/steps").asInt()).isEqualTo(200);
        assertThat(json.json().at("/outputHeldOverUsed").asDouble()).isGreaterThan(1);
        assertThat(json.json().at("/calibration/0/stated").asDouble()).isEqualTo(0.01);
        assertThat(json.json().at("/calibration/0/measured").asDouble()).isBetween(0.0, 0.05);
    }

    @Test
    void nodesKeepTheirsInTheDatabaseOfTheStore() throws IOException {
        RedisServer redis = RedisServer.shared();
        String prefix = redis.uniquePrefix();
        String config = Files.writeString(folder.resolve("redis.yaml"), """
                store: {type: redis, url: '%s', redis: {prefix: '%s', shards: 4}}
                forecasts: {enabled: true}
                """.formatted(redis.url(), prefix))
                .toString();
        for (int node = 0; node < 2; node++) {
            try (Deployment deployment = Deployment.start(StipendConfig.load(Path.of(config), Map.of()))) {
                var step = deployment
                        .manager()
                        .reserveBudget(AvailableResources.credits("1000"), ExecutionConstraints.NONE, "ada", null)
                        .orElseThrow();
                deployment
                        .manager()
                        .finalizeUsage(
                                step.reservationId(),
                                ResourceUsage.builder().tokens(70).build());
            }
        }

        CommandRun run = CommandRun.of("forecasts", "--config", config, "--json");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().at("/model").isNull()).isTrue();
        assertThat(run.json().at("/steps").asInt()).isEqualTo(2);
    }

    @Test
    void aStoreThatKeepsNoneSaysSo() {
        CommandRun run = AdminRun.on(MemoryStores.open()).of("forecasts");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("this store keeps no forecasts; give --file");
    }
}
