package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stipend.deploy.ConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The examples in other languages do what they show, as they stand; those whose language is on this machine. */
final class ExamplesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern LINES = Pattern.compile("```\n(api=.*?)```", Pattern.DOTALL);

    private static StipendServer server;

    @BeforeAll
    static void start() {
        server = StipendServer.start(ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0")
                .load());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void curl() throws Exception {
        for (String page : List.of("README.md", "docs/server.md")) {
            Matcher lines = LINES.matcher(Files.readString(ROOT.resolve(page)));
            assertThat(lines.find()).as(page).isTrue();
            String script = lines.group(1)
                    .replace("http://localhost:7070/", server.address().toString());

            assertThat(run("bash", "-c", "set -eu; " + script))
                    .as(page)
                    .contains("\"level\":\"NORMAL\"", "\"status\":\"COMPLETED\"", "ACCOUNT_EXHAUSTED", "\"fits\":");
        }
    }

    @Test
    void python() throws Exception {
        assertRuns("python3", "examples/http/agent.py");
    }

    @Test
    void typeScript() throws Exception {
        assumeTrue(
                run("node", "-p", "process.features.typescript").contains("strip"),
                "this node does not know TypeScript");
        assertRuns("node", "examples/http/agent.ts");
    }

    private static void assertRuns(String language, String example) throws Exception {
        assertThat(run(language, ROOT.resolve(example).toString()))
                .contains("held 0.25000000", "charged 0.06100000", "402 ACCOUNT_EXHAUSTED");
    }

    private static String run(String... command) throws InterruptedException, IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String address = server.address().toString();
        builder.environment().put("STIPEND", address.substring(0, address.length() - 1));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not on this machine");
            throw e;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assumeTrue(status != 127, said);
        assertThat(status).as(said).isZero();
        return said;
    }
}
