package io.stipend.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.StipendServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code stipend key new} prints can be pasted, and lets in whoever has the secret. */
final class KeyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsPrintedIsAConfigurationThatKnowsTheSecret() throws IOException {
        CommandRun run = CommandRun.of(
                "key",
                "new",
                "--name",
                "it's",
                "--tenant",
                "acme: inc",
                "--may",
                "use,read",
                "--requests-per-second",
                "5");

        assertThat(run.status()).as(run.err()).isZero();
        String secret = run.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("stipend_"))
                .findFirst()
                .orElseThrow();
        String pasted = run.out().substring(run.out().indexOf("server:"));
        assertThat(pasted).doesNotContain(secret);
        Path file = Files.writeString(folder.resolve("stipend.yaml"), "store:\n  type: memory\n" + pasted);
        ApiKey key = StipendConfig.load(file, Map.of()).server().apiKeys().get(0);
        assertThat(key.name()).isEqualTo("it's");
        assertThat(key.tenant()).isEqualTo("acme: inc");
        assertThat(key.sha256()).isEqualTo(StipendServer.sha256(secret));
        assertThat(key.may()).containsExactlyInAnyOrder(Permission.USE, Permission.READ);
        assertThat(key.requestsPerSecond()).hasValue(5);
    }

    @Test
    void whatNobodyMayIsWrongUsage() {
        CommandRun run = CommandRun.of("key", "new", "--may", "use,reed");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("use,reed").contains("read");
    }

    @Test
    void whatAConfigurationWouldRefuseIsNotPrinted() {
        CommandRun run = CommandRun.of("key", "new", "--requests-per-second", "0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("requests-per-second is '0'; give a whole number, 1 to 1000000")
                .contains("Run 'stipend key new --help'");
    }

    @Test
    void toListenElsewhereNeedsKeys() {
        CommandRun run = CommandRun.of("serve", "--host", "0.0.0.0", "--port", "0", "--store", "memory");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("there are no keys").contains("stipend key new");
    }
}
