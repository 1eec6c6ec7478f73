package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a replay on a server must show, whatever the server. */
final class ServerReplays {

    /** How many requests of the trace: each is some calls of a server, one after the other. */
    private static final int REQUESTS = 2_000;

    private static final Path TRACE = beginningOf("/io/stipend/cli/trace/azure-code.csv");

    private ServerReplays() {}

    private static Path beginningOf(String trace) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ServerReplays.class.getResourceAsStream(trace)), StandardCharsets.UTF_8))) {
            Path file = Files.createTempFile("beginning", ".csv");
            file.toFile().deleteOnExit();
            return Files.write(file, lines.lines().limit(1 + REQUESTS).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replays a small trace on a small limit. */
    static CommandRun replay(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "replay",
                "--load",
                "--report-every",
                "256",
                "--report",
                "json",
                TRACE.toString(),
                "--user-limit",
                "1",
                "--users",
                "12"));
        args.addAll(List.of(options));
        return CommandRun.of(args.toArray(String[]::new));
    }

    static void oneWorkerHasTheSameOutcomeAsInMemory(String store, String url) {
        Map<String, Object> inMemory =
                CommandRun.withoutTimes(replay("--workers", "1").json());
        Map<String, Object> onServer = CommandRun.withoutTimes(
                replay("--workers", "1", "--store", store, "--store-url", url).json());

        inMemory.remove("store");
        onServer.remove("store");
        assertThat(onServer).isEqualTo(inMemory);
    }

    /** Twice, so that each finds the other's books beside its own. */
    static void manyWorkersLeaveBalancedBooks(String store, String url) {
        for (int i = 0; i < 2; i++) {
            CommandRun run = replay("--workers", "64", "--store", store, "--store-url", url);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().at("/reservations/rejected").asInt()).isPositive();
        }
    }
}
