package io.stipend.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.Stipend;
import io.stipend.core.execution.Execution;
import io.stipend.core.execution.Executions;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.AccountView;
import io.stipend.deploy.StipendConfig;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.servers.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples run, and the books agree with their output. */
final class ExamplesTest {

    @Test
    void plainJavaSettlesWhatWasUsed() {
        assertThat(PlainJava.run()).startsWith("charged {CREDITS=0.22").contains("returned {CREDITS=0.03");
    }

    /** By hand, a million of each: held 9,000 × 1 + 2,000 × 5, used 1,000 × 1 + 8,000 × 0.1 + 350 × 5. */
    @Test
    void aCallIsHeldAndSettledAtItsPrice() {
        assertThat(PricedCall.run()).startsWith("charged {CREDITS=0.00355").contains("returned {CREDITS=0.01545");
    }

    @Test
    void streamingIsBriefFromTheWarningOnAndSettlesAll() {
        try (Stipend stipend = Stipend.builder(MemoryStores.open()).build();
                Executions executions = new Executions(stipend.manager())) {
            String said = StreamingCall.answer(executions, new Model(), "alice", "abcd");
            // The sixth chunk passes 80 % of 2,000 tokens, so the answer ends after one more.
            assertThat(said).startsWith("1905 tokens, charged {CREDITS=0.01905");
            AccountView books = stipend.accounts().show(AccountId.user("alice")).orElseThrow();
            assertThat(books.spent().tokens()).isEqualTo(1_905);
            assertThat(books.reserved().isZero()).isTrue();
        }
    }

    @Test
    void streamingIsRejectedWithoutCredits() {
        LimitPolicy poor = account -> AccountTerms.credits(Credits.of("0.001"));
        try (Stipend stipend = Stipend.builder(MemoryStores.open()).limits(poor).build();
                Executions executions = new Executions(stipend.manager())) {
            assertThat(StreamingCall.answer(executions, new Model(), "bob", "abcd"))
                    .startsWith("rejected: account user:bob has 0.001");
        }
    }

    @Test
    void whatSubAgentsDoNotUseComesBackAlsoFromOneThatCrashed() {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        try (Stipend stipend = Stipend.builder(MemoryStores.open(MemoryConfig.DEFAULT, clock))
                        .build();
                Executions executions = new Executions(stipend.manager());
                Execution agent = SubAgents.open(executions, "alice")) {
            ReservationId crashed = SubAgents.research(stipend, agent);
            clock.advance(Duration.ofSeconds(1));
            Await.until(
                    "the sweeper has expired the crashed one",
                    Duration.ofMinutes(1),
                    () -> !stipend.manager()
                            .findReservation(crashed)
                            .orElseThrow()
                            .isOpen());

            // 1.00 − 2 × 0.12 − 0.05 is what the sub-agents left.
            assertThat(SubAgents.summary(agent))
                    .contains("left to the agent: {CREDITS=0.51")
                    .contains("charged to it: {CREDITS=0.20");
            AccountView books = stipend.accounts().show(AccountId.user("alice")).orElseThrow();
            assertThat(books.spent().credits()).isEqualTo(Credits.of("0.49").units());
            assertThat(books.reserved().isZero()).isTrue();
        }
    }

    /** The configuration of docs/getting-started.md. */
    @Test
    void theConfigurationToBeginWithIsRight() {
        StipendConfig config = StipendConfig.load(
                Path.of("stipend.yaml"), Map.of("STIPEND_STORE_URL", "jdbc:postgresql://localhost:5432/postgres"));
        assertThat(config.tiers()
                        .contents()
                        .orElseThrow()
                        .tierOf("default", "alice")
                        .name())
                .isEqualTo("pro");
    }

    @Test
    void guiceWiresWhatTheConfigurationPicks(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, "store:\n  type: memory\nlimits:\n  user:\n    credits: 3\n");
        assertThat(WithGuice.run(StipendConfig.load(file, Map.of()))).isEqualTo("approved, and all is well");
    }
}
