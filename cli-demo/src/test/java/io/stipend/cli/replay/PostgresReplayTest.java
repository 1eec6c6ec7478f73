package io.stipend.cli.replay;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.Main;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays on a real server. */
public class PostgresReplayTest {

    private static String url;

    @BeforeAll
    static void applySchema() {
        url = urlWithSchema();
    }

    /** Of a database that has the schema. */
    public static String urlWithSchema() {
        PostgresServer server = PostgresServer.shared();
        String url = server.jdbcUrl() + "?user=" + encoded(server.user()) + "&password=" + encoded(server.password());
        assertThat(CommandRun.of("schema", "apply", "--store-url", url).status())
                .isZero();
        return url;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void oneWorkerHasTheSameOutcomeAsInMemory() {
        ServerReplays.oneWorkerHasTheSameOutcomeAsInMemory("postgres", url);
    }

    @Test
    void manyWorkersLeaveBalancedBooksBesideThoseOfOtherReplays() {
        ServerReplays.manyWorkersLeaveBalancedBooks("postgres", url);
    }

    /**
     * A replay is killed half-way, and the next commands come when its leases have run out, which takes five minutes: so that
     * nobody waits, the leases are put into the past.
     */
    @Test
    void theBooksOfAKilledReplayBalanceOnceItsLeasesHaveRunOut() throws Exception {
        Process victim = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "replay",
                        "--store",
                        "postgres",
                        "--store-url",
                        url,
                        "--report-every",
                        "256",
                        "--workers",
                        "64"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String tenant;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getErrorStream(), StandardCharsets.UTF_8))) {
            Matcher named = Pattern.compile("tenant (replay-[^;]+);").matcher(lines.readLine());
            assertThat(named.find()).isTrue();
            tenant = named.group(1);
            await().until(() ->
                    number("SELECT count(*) FROM stipend.reservation WHERE tenant = '" + tenant + "' AND state > 0")
                            > 300);
            victim.destroyForcibly().waitFor();
        }
        long leaked = number("SELECT count(*) FROM stipend.reservation WHERE tenant = '" + tenant + "' AND state = 0");
        assertThat(leaked).as("the replay was killed in the middle of its work").isPositive();

        CommandRun before = CommandRun.of("verify", "--store-url", url, "--tenant", tenant);
        number("WITH x AS (UPDATE stipend.reservation SET expires_at = 1 WHERE tenant = '" + tenant
                + "' AND state = 0 RETURNING 1) SELECT count(*) FROM x");
        CommandRun release = CommandRun.of(
                "release", "--stale", "--store-url", url, "--tenant", tenant, "--reason", "killed", "--yes");
        CommandRun after = CommandRun.of("verify", "--store-url", url, "--tenant", tenant);

        assertThat(before.status()).as(before.err()).isZero();
        assertThat(before.out()).contains("nothing is wrong", ", " + leaked + " open reservation");
        assertThat(release.status()).as(release.err()).isZero();
        assertThat(after.status()).as(after.err()).isZero();
        assertThat(after.out()).contains("nothing is wrong", ", 0 open reservations");
        CommandRun again = ServerReplays.replay("--workers", "64", "--store", "postgres", "--store-url", url);
        assertThat(again.status()).as(again.err()).isZero();
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = PostgresServer.shared().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(CommandRun.of("replay", "--store", "postgres").err())
                .contains("--store-url jdbc:postgresql://host:port/database");
        assertThat(CommandRun.of("schema", "print").out()).contains("CREATE TABLE reservation");
    }
}
