package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.events.ResourceEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another configuration, tried beside the one in force. */
final class ShadowTest {

    private static final String CONFIG = """
            store:
              type: memory
            shadow:
              file: tighter.yaml
            """;

    @TempDir
    private Path folder;

    private final List<ResourceEvent> published = new CopyOnWriteArrayList<>();

    private Deployment start(TestConfig config) {
        return Deployment.start(config.load(CONFIG), Extensions.none().withEvents(published::addAll));
    }

    @Test
    void itsTiersAreTried() {
        TestConfig config = new TestConfig(folder);
        config.write("tighter.yaml", tiers(5));
        try (Deployment deployment = start(config)) {
            reserve(deployment, "bob", 4);
            reserve(deployment, "ada", 6);
        }
        assertThat(refused()).containsExactly("user:ada");
    }

    @Test
    void itIsReadAgainWhenItChanges() {
        TestConfig config = new TestConfig(folder);
        config.write("tighter.yaml", tiers(50));
        try (Deployment deployment = start(config)) {
            config.write("tighter.yaml", tiers(3));
            reserve(deployment, "bob", 4);
        }
        assertThat(refused()).containsExactly("user:bob");
    }

    @Test
    void whatIsWrongWithItIsSaidAtTheStart() {
        TestConfig config = new TestConfig(folder);
        config.write("tighter.yaml", "limits: {user: {credits: -1}}");
        assertThatThrownBy(() -> start(config))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("limits.user.credits");
    }

    private static String tiers(int credits) {
        return """
                tiers:
                  check-interval: 0s
                  default: tight
                  definitions:
                    tight: {credits: %d, period: day}
                """.formatted(credits);
    }

    private static void reserve(Deployment deployment, String user, long credits) {
        deployment
                .manager()
                .reserveBudget(BudgetRequest.builder(
                                AvailableResources.credits(Credits.MAX),
                                ExecutionConstraints.builder()
                                        .maxCost(Credits.of(credits))
                                        .build())
                        .user(user)
                        .build())
                .orElseThrow();
    }

    private List<String> refused() {
        return published.stream()
                .filter(ResourceEvent.Refused.class::isInstance)
                .map(event -> String.valueOf(((ResourceEvent.Refused) event).account()))
                .toList();
    }
}
