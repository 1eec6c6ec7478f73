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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Four processes with blocks on one account of one PostgreSQL, one of which is killed every few seconds. {@code -Dstipend.block.kills=100} kills
 * more of them.
 */
class BlockProcessesTest {

    private static final int KILLS = Integer.getInteger("stipend.block.kills", 5);
    private static final int PROCESSES = 4;
    private static final long LIMIT = 20_000;
    private static final Duration LEASE = Duration.ofSeconds(4);

    private final PostgresServer server = PostgresServer.shared();
    private final String tenant = "t-" + UUID.randomUUID();

    @Test
    void theBooksAreCleanAndNobodyIsAboveTheLimit() throws IOException, InterruptedException {
        assertThat(PostgresReplayTest.urlWithSchema()).isNotEmpty();
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
            // What the dead hold goes back with their leases.
            Await.until("nothing is held any more", Duration.ofSeconds(30), () -> {
                store.upkeep().expireDue(1_000);
                return show(store).map(view -> view.reserved().isZero()).orElse(false);
            });
            AccountView view = show(store).orElseThrow();
            assertThat(view.spent().tokens()).isBetween(1L, LIMIT);
            List<String> found = new ArrayList<>();
            assertThat(new Verification(store.bookInspection())
                            .tenant(tenant, drift -> found.add(drift.sentence()))
                            .drifts())
                    .as("%s", found)
                    .isZero();
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
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

    /** A process that reserves and settles until it is killed, about a thousand times a second. */
    static final class Node {

        static final String SERVING = "serving";

        private Node() {}

        public static void main(String[] args) {
            Blocks blocks = Blocks.open(
                    PostgresStores.open(config(args[0], args[1], args[2])),
                    MemoryStores.open(),
                    BlockConfig.DEFAULT.withNode(args[4]).withLease(LEASE, Duration.ofSeconds(1)));
            CreditStore store = blocks.store().creditStore();
            AccountPath path = AccountPath.of(List.of(account(args[3])));
            List<AccountTerms> terms = List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, LIMIT))));
            boolean said = false;
            while (true) {
                ReservationId id = ReservationId.unique(args[3]);
                try {
                    if (store.reserve(new ReserveCommand(
                                    id,
                                    path,
                                    terms,
                                    ResourceVector.of(Resource.TOKENS, 1),
                                    LEASE.toMillis(),
                                    null,
                                    null,
                                    Map.of()))
                            instanceof ReserveOutcome.Reserved) {
                        store.settle(new SettleCommand(
                                id,
                                OperationId.SETTLE,
                                ResourceUsage.builder().tokens(1).build(),
                                OverrunPolicy.CHARGE));
                    }
                } catch (CreditStoreException e) {
                    System.err.println(e.getMessage());
                }
                if (!said && (blocks.figures().local() > 0 || blocks.figures().straight() > 2_000)) {
                    said = true;
                    System.out.println(SERVING);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
