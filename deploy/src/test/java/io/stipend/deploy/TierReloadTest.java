package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.ReserveResult;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.deploy.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed file with tiers is seen by the next reserve, in a deployment that goes on running. */
final class TierReloadTest {

    private static final String MAIN = "store: {type: memory}\ntiers: {file: tiers.yaml}\n";

    private static final String TIERS = """
            default: free
            definitions:
              free: {credits: 1}
              pro: {credits: 5}
            users:
              alice: pro
            """;

    @TempDir
    private Path folder;

    private TestConfig files;

    @BeforeEach
    void writeTiers() {
        files = new TestConfig(folder);
        files.write("tiers.yaml", TIERS);
    }

    /** Whether that much is allowed at once; it is given back. */
    private static boolean mayReserve(Deployment deployment, String user, String credits) {
        ReserveResult result = deployment
                .manager()
                .reserveBudget(
                        AvailableResources.credits("1000"),
                        ExecutionConstraints.builder().maxCost(credits).build(),
                        user,
                        null);
        if (result instanceof ReserveResult.Approved budget) {
            deployment.manager().releaseReservation(budget.reservationId());
            return true;
        }
        return false;
    }

    private static double count(Deployment deployment, String meter) {
        return deployment.meters().get(meter).functionCounter().count();
    }

    @Test
    void theNextReserveSeesAChangedTierAndAUserWhoWasMoved() {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            assertThat(mayReserve(deployment, "alice", "5")).isTrue();
            assertThat(mayReserve(deployment, "bob", "5")).isFalse();

            files.write("tiers.yaml", TIERS + "  bob: pro\n");
            assertThat(mayReserve(deployment, "bob", "5")).isTrue();

            files.write("tiers.yaml", TIERS.replace("credits: 5", "credits: 4"));
            assertThat(mayReserve(deployment, "alice", "5")).isFalse();
            assertThat(mayReserve(deployment, "bob", "4")).isFalse();
        }
    }

    /** Changes in quick succession bear the same time, as far as the file system tells it. */
    @Test
    void everyChangeOfAHundredIsSeen() {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            for (int i = 0; i < 100; i++) {
                String limit = i % 2 == 0 ? "7" : "8";
                files.write("tiers.yaml", TIERS.replace("credits: 5", "credits: " + limit));
                assertThat(mayReserve(deployment, "alice", "8")).isEqualTo(i % 2 == 1);
            }
        }
    }

    /** Written in place, with the same size. */
    @Test
    void soIsOneThatIsWrittenInPlace() throws IOException {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            for (int i = 0; i < 20; i++) {
                String limit = i % 2 == 0 ? "7" : "8";
                Files.writeString(folder.resolve("tiers.yaml"), TIERS.replace("credits: 5", "credits: " + limit));
                assertThat(mayReserve(deployment, "alice", "8")).isEqualTo(i % 2 == 1);
            }
        }
    }

    @Test
    void tiersInTheMainFileAreSeenToo() {
        String main = "store: {type: memory}\ntiers: {default: all, definitions: {all: {credits: 1}}}\n";
        try (Deployment deployment = Deployment.start(files.load(main))) {
            assertThat(mayReserve(deployment, "alice", "2")).isFalse();

            files.write(TestConfig.NAME, main.replace("credits: 1", "credits: 2"));

            assertThat(mayReserve(deployment, "alice", "2")).isTrue();
        }
    }

    @Test
    void aFileThatIsWrongIsRefusedAndTheTiersBeforeHoldOn() throws IOException {
        try (Deployment deployment = Deployment.start(files.load(MAIN))) {
            for (String wrong : new String[] {
                TIERS.replace("alice: pro", "alice: prp"),
                "default: free\n",
                "",
                "definitions: [",
                "users: {alice: pro}"
            }) {
                files.write("tiers.yaml", wrong);
                assertThat(mayReserve(deployment, "alice", "5")).as(wrong).isTrue();
                assertThat(mayReserve(deployment, "bob", "5")).as(wrong).isFalse();
                assertThatThrownBy(deployment::reloadTiers).isInstanceOf(SettingsException.class);
            }
            assertThat(count(deployment, "stipend.tiers.refused")).isEqualTo(5);

            Files.delete(folder.resolve("tiers.yaml"));
            assertThat(mayReserve(deployment, "alice", "5")).isTrue();

            files.write("tiers.yaml", TIERS.replace("credits: 5", "credits: 6"));
            assertThat(mayReserve(deployment, "alice", "6")).isTrue();
        }
    }

    @Test
    void whoLooksLessOftenCanBeToldToLookNow() {
        try (Deployment deployment =
                Deployment.start(files.load(MAIN.replace("tiers.yaml", "tiers.yaml, check-interval: 1h")))) {
            files.write("tiers.yaml", TIERS.replace("credits: 5", "credits: 6"));
            assertThat(mayReserve(deployment, "alice", "6")).isFalse();

            deployment.reloadTiers();

            assertThat(mayReserve(deployment, "alice", "6")).isTrue();
            assertThat(count(deployment, "stipend.tiers.reloads")).isEqualTo(1);
        }
    }
}
