package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a replay on a server must show, whatever the server. */
final class ServerReplays {

    private ServerReplays() {}

    /** Replays a small trace on a small limit. */
    static CommandRun replay(String... options) throws URISyntaxException {
        Path trace =
                Path.of(Objects.requireNonNull(ServerReplays.class.getResource("/io/stipend/cli/trace/azure-code.csv"))
                        .toURI());
        List<String> args = new ArrayList<>(List.of(
                "replay",
                "--load",
                "--report-every",
                "256",
                "--report",
                "json",
                trace.toString(),
                "--user-limit",
                "1",
                "--users",
                "50"));
        args.addAll(List.of(options));
        return CommandRun.of(args.toArray(String[]::new));
    }

    static void oneWorkerHasTheSameOutcomeAsInMemory(String store, String url) throws URISyntaxException {
        Map<String, Object> inMemory =
                CommandRun.withoutTimes(replay("--workers", "1").json());
        Map<String, Object> onServer = CommandRun.withoutTimes(
                replay("--workers", "1", "--store", store, "--store-url", url).json());

        inMemory.remove("store");
        onServer.remove("store");
        assertThat(onServer).isEqualTo(inMemory);
    }

    /** Twice, so that each finds the other's books beside its own. */
    static void manyWorkersLeaveBalancedBooks(String store, String url) throws URISyntaxException {
        for (int i = 0; i < 2; i++) {
            CommandRun run = replay("--workers", "64", "--store", store, "--store-url", url);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().at("/reservations/rejected").asInt()).isPositive();
        }
    }
}
