package io.stipend.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.servers.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged command as a process of its own. */
@Timeout(120)
class StipendIT {

    private static final Path JAR = Path.of("target", "stipend.jar").toAbsolutePath();

    @TempDir
    Path directory;

    private record Ended(int status, String out, String err) {}

    @Test
    void standardOutputIsTheReportAndNothingElse() throws Exception {
        Ended ended = run("replay", "--report", "json");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        JsonNode report = JsonMapper.builder().build().readTree(ended.out());
        assertThat(report.at("/books/balanced").asBoolean()).isTrue();
        assertThat(ended.out()).endsWith("}\n");
    }

    @Test
    void eventsAreLoggedToStandardError() throws Exception {
        Path log = Files.writeString(
                directory.resolve("log.csv"), "timestamp,user,input_tokens,output_tokens\n0,zoë,100,10\n");

        Ended ended = run("replay", "--events", "log", "--user-limit", "0.000001", log.toString());

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("account.changed", "zoë");
        assertThat(ended.out()).contains("zoë", "BALANCED").doesNotContain("account.changed AccountChanged");
    }

    @Test
    void exitStatusTellsUsageFromFailure() throws Exception {
        Ended usage = run("replay", "--store", "paper");
        Ended failure = run("replay", directory.resolve("none.csv").toString());

        assertThat(usage.status()).isEqualTo(2);
        assertThat(usage.out()).isEmpty();
        assertThat(usage.err()).contains("--store", "give memory");
        assertThat(failure.status()).isEqualTo(1);
        assertThat(failure.out()).isEmpty();
        assertThat(failure.err()).contains("there is no file").doesNotContain("\tat ");
    }

    /** What reads it must be beside the jar, not only on the class path of tests. */
    @Test
    void configurationIsReadByWhatIsPackaged() throws Exception {
        Path file = Files.writeString(directory.resolve("stipend.yaml"), "store:\n  typ: memory\n");

        Ended wrong = run("config", "check", file.toString());
        Files.writeString(file, "store:\n  type: memory\n");
        Ended right = run("config", "check", file.toString());

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("stipend.yaml:2", "did you mean store.type?");
        assertThat(right.status()).isZero();
    }

    @Test
    void versionIsThatOfThePackage() throws Exception {
        assertThat(run("--version").out()).startsWith("stipend 0.");
    }

    @Test
    void interruptedReplayReportsWhatHadRun() throws Exception {
        Path log = Files.writeString(
                directory.resolve("slow.csv"),
                "timestamp,user,input_tokens,output_tokens\n0,ada,100,10\n3600000,ada,100,10\n");
        Path err = directory.resolve("err");
        Process process = start(
                Map.of(),
                directory.resolve("out"),
                err,
                "replay",
                "--load",
                "--speed",
                "1",
                "--events",
                "log",
                log.toString());
        try {
            // The first event says that the first request has run; the second is due in an hour.
            Await.await().until(() -> Files.readString(err).contains("resource.completed") || !process.isAlive());
            assertThat(process.isAlive()).isTrue();

            process.destroy();

            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(directory.resolve("out"))).contains("BALANCED");
        assertThat(Files.readString(err))
                .contains("interrupted; the report covers")
                .doesNotContain("Exception");
        assertThat(process.exitValue()).isNotZero();
    }

    /** What a service is started with is enough for the commands beside it. */
    @Test
    void variablesAloneNameTheStore() throws Exception {
        Map<String, String> deployment =
                Map.of("STIPEND_STORE_TYPE", "redis", "STIPEND_STORE_URL", "redis://127.0.0.1:1");

        Ended list = run(deployment, "accounts");
        Ended schema = run(deployment, "schema", "apply");
        Ended half = run(Map.of("STIPEND_STORE_URL", "redis://127.0.0.1:1"), "accounts");

        assertThat(list.err()).contains("127.0.0.1:1").doesNotContain("no store is named");
        assertThat(list.status()).isEqualTo(1);
        assertThat(schema.err()).contains("the store redis has no schema");
        assertThat(half.err()).contains("store.type is missing; give memory, postgres or redis");
    }

    /** All that it needs is beside the jar; and it says what an archive of its classes is made of. */
    @Test
    void aServiceRehearses() throws Exception {
        Ended ended = run("serve", "--rehearse");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    private Ended run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), args);
    }

    private Ended run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = start(environment, out, err, args);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private static Process start(Map<String, String> environment, Path out, Path err, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
