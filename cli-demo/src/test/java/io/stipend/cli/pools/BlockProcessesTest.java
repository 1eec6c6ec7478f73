package io.stipend.cli.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Verification;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import io.stipend.pools.RecordConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes with blocks on one account of one PostgreSQL, one of which is killed every few seconds. {@code -Dstipend.block.kills=100} kills
 * more of them.
 */
class BlockProcessesTest {

    private static final int KILLS = Integer.getInteger("stipend.block.kills", 3);
    private static final int PROCESSES = 4;
    private static final long LIMIT = 20_000;
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final PostgresServer server = PostgresServer.shared();
    private final String tenant = "t-" + UUID.randomUUID();

    @BeforeEach
    void applySchema() {
        assertThat(PostgresReplayTest.urlWithSchema()).isNotEmpty();
    }

    @Test
    void theBooksAreCleanAndNobodyIsAboveTheLimit() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try (StoreAdapter store = PostgresStores.open(config(server.jdbcUrl(), server.user(), server.password()))) {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(start(i));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                assertWithinLimitFor(Duration.ofSeconds(2), store);
                int victim = kill % PROCESSES;
                processes.get(victim).destroyForcibly().waitFor();
                processes.set(victim, start(PROCESSES + kill));
            }
            for (Process process : processes) {
                process.destroyForcibly().waitFor();
            }
            expireAll(store);
            AccountView view = show(store).orElseThrow();
            assertThat(view.spent().tokens()).isBetween(1L, LIMIT);
            assertVerified(store);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** What the dead hold goes back with their leases. */
    private void expireAll(StoreAdapter store) {
        Await.until("nothing is held any more", Duration.ofMinutes(2), () -> {
            store.upkeep().expireDue(1_000);
            return show(store).map(view -> view.reserved().isZero()).orElse(false);
        });
    }

    private void assertVerified(StoreAdapter store) {
        List<String> found = new ArrayList<>();
        assertThat(new Verification(store.bookInspection())
                        .tenant(tenant, drift -> found.add(drift.sentence()))
                        .drifts())
                .as("%s", found)
                .isZero();
    }

    /** Kills a node with a record again and again. What it had answered is booked once, whatever it was doing. */
    @Test
    void aRecordLosesNothingThatWasAnswered(@TempDir Path folder) throws IOException, InterruptedException {
        long answered = 0;
        try (StoreAdapter store = PostgresStores.open(config(server.jdbcUrl(), server.user(), server.password()))) {
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = startRecorded(folder);
                answered += answeredUntilKilled(process, 700 + 400L * kill);
            }
            recover(folder);
            expireAll(store);
            // Of each node, one settlement may have been recorded and not answered, and one answered and not told.
            assertThat(show(store).orElseThrow().spent().tokens()).isBetween(answered, answered + 2L * KILLS);
            assertVerified(store);
        }
    }

    private static long answeredUntilKilled(Process process, long count) throws IOException, InterruptedException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        long last = 0;
        boolean serving = false;
        boolean killed = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            serving |= line.equals(Node.SERVING);
            last = line.equals(Node.SERVING) ? last : Long.parseLong(line);
            if (serving && last >= count && !killed) {
                // Not destroyed, which would close what it has written and nobody has read.
                signal("KILL", process);
                killed = true;
            }
        }
        process.waitFor();
        assertThat(serving).as("it served from a block").isTrue();
        return last;
    }

    /** Starts a node with the record, which does nothing. */
    private void recover(Path folder) {
        Blocks.open(
                        PostgresStores.open(config(server.jdbcUrl(), server.user(), server.password())),
                        MemoryStores.open(),
                        blocks("recorded", folder))
                .store()
                .close();
    }

    /** A process that is stopped for longer than the lease admits nothing more when it goes on, though others have all that is left. */
    @Test
    void aStoppedProcessAdmitsNothing(@TempDir Path folder) throws Exception {
        Process process = startRecorded(folder);
        AtomicLong answered = new AtomicLong();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> follow(process, answered));
        try (StoreAdapter store = PostgresStores.open(config(server.jdbcUrl(), server.user(), server.password()))) {
            Await.until("it has served for a while", Duration.ofMinutes(2), () -> answered.get() > 2_000);
            signal("STOP", process);
            expireAll(store);
            long before = answered.get();
            long left = show(store).orElseThrow().available(Resource.TOKENS).orElseThrow();
            assertThat(store.creditStore().reserve(Node.command(tenant, left, Duration.ofMinutes(10))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            signal("CONT", process);

            Await.until(
                    "it has booked what it had settled",
                    Duration.ofMinutes(2),
                    () -> show(store)
                            .map(view -> view.spent().tokens() >= before)
                            .orElse(false));
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());

            // The one that was being settled.
            assertThat(answered.get()).isBetween(before, before + 1);
            process.destroyForcibly().waitFor();
            reading.join();
            assertVerified(store);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process startRecorded(Path folder) throws IOException {
        return ChildJvm.start(
                Node.class,
                List.of(),
                server.jdbcUrl(),
                server.user(),
                server.password(),
                tenant,
                "recorded",
                folder.toString());
    }

    /** Reads how many it has answered, until it ends. */
    private static void follow(Process process, AtomicLong answered) {
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.equals(Node.SERVING))
                .forEach(line -> answered.set(Long.parseLong(line)));
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private Process start(int number) throws IOException {
        Process process = ChildJvm.start(
                Node.class, List.of(), server.jdbcUrl(), server.user(), server.password(), tenant, "node-" + number);
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).as("it serves from a block").isEqualTo(Node.SERVING);
        return process;
    }

    private void assertWithinLimitFor(Duration time, StoreAdapter store) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            show(store)
                    .ifPresent(view -> assertThat(
                                    view.reserved().tokens() + view.spent().tokens())
                            .isLessThanOrEqualTo(LIMIT));
            LockSupport.parkNanos(50_000_000);
        }
    }

    private Optional<AccountView> show(StoreAdapter store) {
        return store.accountAdministration().show(account(tenant));
    }

    private static AccountId account(String tenant) {
        return new AccountId(tenant, AccountId.Kind.USER, "everybody");
    }

    private static PostgresConfig config(String url, String user, String password) {
        return PostgresConfig.of(url)
                .withUser(user, password)
                .withConnectTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    private static BlockConfig blocks(String name, Path folder) {
        return BlockConfig.DEFAULT
                .withNode(name)
                .withLease(LEASE, Duration.ofSeconds(1))
                .withRecord(folder == null ? RecordConfig.NONE : new RecordConfig(RecordConfig.Mode.FILE, folder));
    }

    /** A process that reserves and settles until it is killed, about a thousand times a second; with a record, it counts what was answered. */
    static final class Node {

        static final String SERVING = "serving";

        private Node() {}

        public static void main(String[] args) {
            Path folder = args.length > 5 ? Path.of(args[5]) : null;
            Blocks blocks = Blocks.open(
                    PostgresStores.open(config(args[0], args[1], args[2])),
                    MemoryStores.open(),
                    blocks(args[4], folder));
            CreditStore store = blocks.store().creditStore();
            boolean said = false;
            long answered = 0;
            while (true) {
                boolean done = reserveAndSettle(store, args[3]);
                if (!said && (blocks.figures().local() > 0 || blocks.figures().straight() > 200)) {
                    said = true;
                    System.out.println(SERVING);
                }
                if (done && folder != null) {
                    System.out.println(++answered);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        private static boolean reserveAndSettle(CreditStore store, String tenant) {
            ReserveCommand command = command(tenant, 1, LEASE);
            try {
                if (!(store.reserve(command) instanceof ReserveOutcome.Reserved)) {
                    return false;
                }
                store.settle(new SettleCommand(
                        command.id(),
                        OperationId.SETTLE,
                        ResourceUsage.builder().tokens(1).build(),
                        OverrunPolicy.CHARGE));
                return true;
            } catch (CreditStoreException e) {
                System.err.println(e.getMessage());
                return false;
            }
        }

        static ReserveCommand command(String tenant, long tokens, Duration lease) {
            return new ReserveCommand(
                    ReservationId.unique(tenant),
                    AccountPath.of(List.of(account(tenant))),
                    List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, LIMIT)))),
                    ResourceVector.of(Resource.TOKENS, tokens),
                    lease.toMillis(),
                    null,
                    null,
                    Map.of());
        }
    }
}
