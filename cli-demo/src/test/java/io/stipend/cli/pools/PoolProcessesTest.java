package io.stipend.cli.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Verification;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.Wait;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.process.ChildJvm;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that share a pool of one server, a greedy member and a light one on each, one of which is killed: {@code
 * -Dstipend.pool.processes=4} starts more of them.
 */
class PoolProcessesTest {

    private static final int PROCESSES = Integer.getInteger("stipend.pool.processes", 2);
    private static final int SLOTS = 4;
    private static final int SERVED = 20;

    @TempDir
    private Path folder;

    private final String tenant = "t-" + UUID.randomUUID();
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void stopAll() throws InterruptedException {
        for (Node node : nodes) {
            node.kill();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void nobodyIsAboveThePoolAndTheLightAreServedWhoeverDies(String store) throws Exception {
        Path config = write(store);
        try (StoreAdapter books = Deployment.openStore(StipendConfig.load(config, Map.of()))) {
            for (int i = 0; i < PROCESSES; i++) {
                nodes.add(new Node(config));
            }
            nodes.forEach(node -> awaitServed(node, books));

            nodes.get(0).kill();
            nodes.set(0, new Node(config));
            nodes.forEach(Node::forget);
            nodes.forEach(node -> awaitServed(node, books));

            stopAll();
            Await.until("what the dead hold goes back with their leases", Duration.ofMinutes(2), () -> {
                books.upkeep().expireDue(1_000);
                return pool(books).map(view -> view.reserved().isZero()).orElse(false);
            });
            List<String> found = new ArrayList<>();
            assertThat(new Verification(books.bookInspection())
                            .tenant(tenant, drift -> found.add(drift.sentence()))
                            .drifts())
                    .as("%s", found)
                    .isZero();
        }
    }

    private Path write(String store) throws IOException {
        String where = store.equals("postgres")
                ? "{type: postgres, url: '" + PostgresReplayTest.urlWithSchema() + "'}"
                : "{type: redis, url: '" + RedisServer.shared().url() + "', redis: {shards: 4, prefix: '"
                        + RedisServer.shared().uniquePrefix() + "'}}";
        return Files.writeString(folder.resolve("stipend.yaml"), """
                store: %s
                manager: {lease: 4s}
                pools:
                  definitions:
                    gpus:
                      tenants: %s
                      slots: %d
                      members:
                        light: {minimum: {slots: 1}}
                """.formatted(where, tenant, SLOTS));
    }

    /** Until both members of a process were served often enough; all the while nobody is above the pool. */
    private void awaitServed(Node node, StoreAdapter books) {
        Await.until("served on each process", Duration.ofMinutes(2), () -> {
            pool(books).ifPresent(view -> assertThat(view.reserved().slots()).isLessThanOrEqualTo(SLOTS));
            assertThat(node.served("unserved")).as("light, within its minimum").isZero();
            return node.served(Member.LIGHT) >= SERVED && node.served(Member.GREEDY) >= SERVED;
        });
    }

    private Optional<AccountView> pool(StoreAdapter books) {
        return books.accountAdministration().show(new AccountId(tenant, AccountId.Kind.POOL, "gpus"));
    }

    /** A process, and what it says of whom it served. */
    private final class Node {

        private final Process process;
        private final Map<String, Integer> served = new ConcurrentHashMap<>();

        Node(Path config) throws IOException {
            process = ChildJvm.start(Member.class, List.of(), config.toString(), tenant);
            Thread reader = new Thread(this::read, "what a process says");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> served.merge(line, 1, Integer::sum));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        int served(String whom) {
            return served.getOrDefault(whom, 0);
        }

        void forget() {
            served.clear();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    /** A process in which a greedy member always has more waiting than there are slots, and a light one asks for one at a time. */
    static final class Member {

        static final String LIGHT = "light";
        static final String GREEDY = "greedy";

        private static final long WORK_MILLIS = 20;

        private final Deployment deployment;
        private final String tenant;
        private final ScheduledExecutorService work = Executors.newSingleThreadScheduledExecutor();

        private Member(Deployment deployment, String tenant) {
            this.deployment = deployment;
            this.tenant = tenant;
        }

        public static void main(String[] args) {
            Member member = new Member(Deployment.start(StipendConfig.load(Path.of(args[0]), Map.of())), args[1]);
            for (int i = 0; i < 2 * SLOTS; i++) {
                member.ask(GREEDY);
            }
            member.ask(LIGHT);
            while (true) {
                LockSupport.park();
            }
        }

        private void ask(String user) {
            BudgetRequest request = BudgetRequest.builder(
                            AvailableResources.credits("1"),
                            ExecutionConstraints.builder().maxCost("0").build())
                    .tenant(tenant)
                    .user(user)
                    .pools("gpus")
                    .build();
            var unused = deployment
                    .queue()
                    .reserve(request, Wait.upTo(Duration.ofMinutes(1)))
                    .whenComplete((answer, failure) ->
                            work.schedule(() -> goOn(user, answer, failure), WORK_MILLIS, TimeUnit.MILLISECONDS));
        }

        private void goOn(String user, PoolAnswer answer, Throwable failure) {
            if (failure != null) {
                System.err.println(user + ": " + failure);
            } else if (answer instanceof PoolAnswer.Decided decided) {
                ReserveResult.Approved held = decided.result().orElseThrow();
                deployment.manager().releaseReservation(held.reservationId());
                System.out.println(user);
            } else if (user.equals(LIGHT)) {
                System.out.println("unserved");
            }
            ask(user);
        }
    }
}
