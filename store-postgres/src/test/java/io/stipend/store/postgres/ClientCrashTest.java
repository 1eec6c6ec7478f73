package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.Calls;
import io.stipend.testkit.server.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that use the store are killed at random moments, again and again. */
final class ClientCrashTest {

    private static final int CRASHES = Integer.getInteger("stipend.crashes", 50);

    /** A process is killed after so many settlements at most; some before its first. */
    private static final int MOST_SETTLEMENTS = 120;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);

    @Test
    @Timeout(300)
    void nothingIsLostAndNothingLeaksBeyondTheLease() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> settled = new HashSet<>();
        for (int crash = 0; crash < CRASHES; crash++) {
            killAfter(random.nextInt(MOST_SETTLEMENTS), settled);
        }
        assertThat(database.number(TestDatabase.UNBALANCED)).as("seed %d", seed).isZero();

        // The leases run out.
        database.run("UPDATE reservation SET expires_at = 1 WHERE state = 0");
        try (StoreAdapter store = PostgresStores.open(database.config())) {
            CreditStore credits = store.creditStore();
            while (credits.expireDue(1_000).more()) {
                assertThat(credits.openReservations()).isPositive();
            }
            assertThat(credits.openReservations()).isZero();
            assertThat(settled)
                    .isNotEmpty()
                    .allSatisfy(id -> assertThat(credits.find(Calls.id(id))
                                    .orElseThrow()
                                    .used()
                                    .credits())
                            .isEqualTo(60));
        }
        assertThat(database.number("SELECT count(*) FROM account WHERE 0 < ANY (reserved)"))
                .isZero();
        assertThat(database.number(TestDatabase.UNBALANCED)).as("seed %d", seed).isZero();
    }

    /** Lets a process settle so many, kills it, and takes down what it said it had settled. */
    private void killAfter(int settlements, Set<String> settled) throws IOException, InterruptedException {
        Process victim = java(
                Victim.class,
                server.jdbcUrl(),
                server.user(),
                server.password(),
                database.config().schema());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            assertThat(line).as("the process began to work").isEqualTo("ready");
            for (int i = 0; i < settlements && line != null; i++) {
                line = lines.readLine();
                addWhole(line, settled);
            }
            // By its handle: the process itself would close the stream, with what is still to be read.
            assertThat(victim.toHandle().destroyForcibly()).isTrue();
            victim.waitFor();
            while (line != null) {
                line = lines.readLine();
                addWhole(line, settled);
            }
        }
    }

    /** Where a process of the tests finds the store: it has time to connect, for it may share the machine with others. */
    static PostgresConfig config(String[] args) {
        return PostgresConfig.of(args[0])
                .withUser(args[1], args[2])
                .withSchema(args[3])
                .withConnectTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    /** Starts a class of the tests in a process of its own, which fails where it can be seen. */
    static Process java(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The last line may be cut off; every whole one ends with a full stop. */
    private static void addWhole(String line, Set<String> settled) {
        if (line != null && line.endsWith(".")) {
            settled.add(line.substring(0, line.length() - 1));
        }
    }

    /** Reserves, reports and settles in eight threads, and says what it has settled, until it is killed. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] args) {
            StoreAdapter store = PostgresStores.open(config(args));
            System.out.println("ready");
            for (int i = 0; i < 8; i++) {
                String user = "user" + i;
                new Thread(() -> work(store.creditStore(), user)).start();
            }
        }

        private static void work(CreditStore credits, String user) {
            while (true) {
                String id = UUID.randomUUID().toString();
                credits.reserve(Calls.reserve(id, 100, Calls.user("all"), Calls.user(user)));
                credits.track(Calls.track(id, "report", 10));
                credits.settle(Calls.settle(id, 60));
                System.out.println(id + ".");
            }
        }
    }
}
