package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.StepAdvice;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps are advised, as a configuration says it. */
final class AdviceTest {

    private static final String CONFIG = """
            store:
              type: memory
            prices:
              file: prices.yaml
            tiers:
              default: free
              definitions:
                free:
                  credits: 100
                  period: day
                  advice: downgrade,defer
                pro:
                  credits: 100
                  period: day
              users:
                ada: pro
            advice:
              strategy: pace
              models: large, small
              capabilities:
                small: tools
            """;

    @TempDir
    private Path folder;

    private TestConfig config;

    @BeforeEach
    void prices() {
        config = new TestConfig(folder);
        config.write(
                "prices.yaml", "models:\n  large: {input: 1, output: 1000000}\n  small: {input: 1, output: 1000}\n");
    }

    @Test
    void aTierIsAdvisedByItsOwnStrategyOthersByTheUsualOne() {
        try (Deployment deployment = Deployment.start(config.load(CONFIG))) {
            assertThat(advice(deployment, "bob").kind()).isEqualTo(StepAdvice.Kind.DOWNGRADE);
            assertThat(advice(deployment, "bob").model()).isEqualTo("small");
            assertThat(advice(deployment, "ada").kind()).isEqualTo(StepAdvice.Kind.REFUSE);
        }
    }

    /** Of a step that needs more than there is at any pace: 100 credits on the large model. */
    private static StepAdvice advice(Deployment deployment, String user) {
        deployment
                .manager()
                .charge(BudgetRequest.Charge.builder(
                                ResourceUsage.builder().credits(Credits.of(1)).build())
                        .user(user)
                        .build());
        ExecutionConstraints call =
                ExecutionConstraints.builder().modelCall("large", 0, 100).build();
        return Objects.requireNonNull(deployment
                .manager()
                .reserveBudget(BudgetRequest.builder(AvailableResources.credits(Credits.MAX), call)
                        .user(user)
                        .advise()
                        .build())
                .advice());
    }

    @Test
    void whatIsNoStrategyIsSaidWithTheNearest() {
        assertThat(config.problems(
                        CONFIG.replace("downgrade,defer", "downgrad").replace("strategy: pace", "strategy: cap:x")))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .contains("tiers.definitions.free.advice", "downgrad", "did you mean downgrade?"))
                .anySatisfy(problem -> assertThat(problem).contains("advice.strategy", "cap:x"));
    }

    @Test
    void capabilitiesAreOfModelsThatThereAre() {
        assertThat(config.problems(CONFIG.replace("small: tools", "smal: tools")))
                .singleElement()
                .asString()
                .contains("advice.capabilities.smal", "did you mean small?");
    }
}
