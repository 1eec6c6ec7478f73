package io.stipend.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.server.PostgresServer;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays on a real server. */
class PostgresReplayTest {

    private static String url;

    @BeforeAll
    static void applySchema() {
        PostgresServer server = PostgresServer.shared();
        url = server.jdbcUrl() + "?user=" + encoded(server.user()) + "&password=" + encoded(server.password());
        assertThat(CommandRun.of("schema", "apply", "--store-url", url).status())
                .isZero();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static CommandRun replay(String... options) throws URISyntaxException {
        Path trace = Path.of(Objects.requireNonNull(PostgresReplayTest.class.getResource("azure-code.csv"))
                .toURI());
        List<String> args = new ArrayList<>(
                List.of("replay", "--report", "json", trace.toString(), "--user-limit", "1", "--users", "50"));
        args.addAll(List.of(options));
        return CommandRun.of(args.toArray(String[]::new));
    }

    @Test
    void oneWorkerHasTheSameOutcomeAsInMemory() throws URISyntaxException {
        Map<String, Object> inMemory =
                CommandRun.withoutTimes(replay("--workers", "1").json());
        Map<String, Object> onPostgres =
                CommandRun.withoutTimes(replay("--workers", "1", "--store", "postgres", "--store-url", url)
                        .json());

        inMemory.remove("store");
        onPostgres.remove("store");
        assertThat(onPostgres).isEqualTo(inMemory);
    }

    @Test
    void manyWorkersLeaveBalancedBooksBesideThoseOfOtherReplays() throws URISyntaxException {
        for (int i = 0; i < 2; i++) {
            CommandRun run = replay("--workers", "64", "--store", "postgres", "--store-url", url);

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.json().at("/reservations/rejected").asInt()).isPositive();
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(CommandRun.of("replay", "--store", "postgres").err())
                .contains("--store-url jdbc:postgresql://host:port/database");
        assertThat(CommandRun.of("schema", "print").out()).contains("CREATE TABLE reservation");
    }
}
