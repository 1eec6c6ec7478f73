package io.stipend.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandTest {

    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("stipend.yaml"), text).toString();
    }

    @Test
    void whatCanBeUsedIsShownWithItsSecretsMasked() throws IOException {
        CommandRun run = CommandRun.of(
                "config",
                "check",
                file("store:\n  type: postgres\n  url: jdbc:postgresql://db/stipend\n  password: hush-hush\n"));

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("ok\nstore.type: postgres ")
                .contains("stipend.yaml:2\n")
                .contains("store.password: *** ")
                .contains("store.postgres.max-batch: 200 ")
                .contains("# default")
                .doesNotContain("store.redis")
                .doesNotContain("hush-hush");
    }

    @Test
    void whatCannotIsExplained() throws IOException {
        CommandRun run = CommandRun.of("config", "check", file("store: {type: memory}\nrelay: {lingr: 1ms}\n"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("stipend config check: the configuration has an error:\n")
                .contains("stipend.yaml:2: relay.lingr is no key; did you mean relay.linger?");
    }

    @Test
    void keysAreListed() {
        CommandRun run = CommandRun.of("config", "keys", "--variables", "drain");

        assertThat(run.out())
                .isEqualTo("relay.drain-timeout (10s)\n"
                        + "    How long a stop goes on publishing what waits. Give a duration such as 5m or PT5M, 0s to 1d.\n"
                        + "    STIPEND_RELAY_DRAIN_TIMEOUT\n");
    }

    @Test
    void aStoreIsNamedOnce() throws IOException {
        String memory = file("store: {type: memory}\n");

        CommandRun both = CommandRun.of("accounts", "--config", memory, "--store-url", "redis://localhost:1");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--config says which store, and so do --store and --store-url; give one");

        CommandRun unreachable = CommandRun.of("accounts", "--config", memory);
        assertThat(unreachable.status()).isEqualTo(2);
        assertThat(unreachable.err()).contains("live and end with the process");

        CommandRun wrong = CommandRun.of("accounts", "--config", file("store: {type: memry}\n"));
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("did you mean memory?");

        CommandRun schema = CommandRun.of("schema", "apply", "--config", file("store: {type: memory}\n"));
        assertThat(schema.status()).isEqualTo(2);
        assertThat(schema.err()).contains("the store memory has no schema");
    }

    @Test
    void theStoreOfAConfigurationIsAdministered() throws IOException {
        String postgres = file("store: {type: postgres, url: '" + PostgresReplayTest.urlWithSchema() + "'}\n");
        CommandRun schema = CommandRun.of("schema", "apply", "--config", postgres);
        assertThat(schema.status()).as(schema.err()).isZero();
        assertThat(schema.out()).isEqualTo("the schema is up to date\n");
        assertThat(CommandRun.of("accounts", "--config", postgres, "--tenant", "nobody")
                        .status())
                .isZero();

        String redis = file("store: {type: redis, url: '" + RedisServer.shared().url() + "'}\n");
        assertThat(CommandRun.of("accounts", "--config", redis, "--tenant", "nobody")
                        .status())
                .isZero();
    }
}
