package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.server.EmbeddedPostgres;
import io.stipend.testkit.server.PostgresOptions;
import io.stipend.testkit.server.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed in the middle of the work, and comes back. */
final class ServerCrashTest {

    private static final int THREADS = 16;
    private static final int CRASHES = 3;

    private enum Reached {
        RESERVED,
        TRACKED,
        SETTLED
    }

    private final Map<String, Reached> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    @Timeout(120)
    void noAcknowledgedChangeIsLostAndNothingIsHalfDone() throws InterruptedException {
        try (EmbeddedPostgres server = PostgresServer.start(PostgresOptions.durable())) {
            TestDatabase database = TestDatabase.on(server);
            try (StoreAdapter store = PostgresStores.open(database.config())) {
                List<Thread> workers = hire(store.creditStore());
                for (int crash = 0; crash < CRASHES; crash++) {
                    awaitProgress(500);
                    server.kill9();
                    int before = failures.get();
                    await().atMost(Duration.ofSeconds(60)).until(() -> failures.get() > before);
                    server.restart();
                    // The same store goes on.
                    awaitProgress(500);
                }
                stop.set(true);
                for (Thread worker : workers) {
                    worker.join();
                }

                assertThat(database.number(Calls.UNBALANCED)).isZero();
                acknowledged.forEach((id, reached) -> assertThat(hasReached(store.creditStore(), id, reached))
                        .as("%s was acknowledged as %s", id, reached)
                        .isTrue());
                assertThat(database.number("SELECT count(*) FROM (SELECT (entry).stream, count(*) AS entries,"
                                + " max((entry).sequence) AS last FROM outbox GROUP BY 1) s WHERE entries <> last"))
                        .as("streams of the journal with a gap")
                        .isZero();
            }
        }
    }

    private void awaitProgress(int calls) {
        int from = acknowledged.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= from + calls);
    }

    private List<Thread> hire(CreditStore store) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "w" + i;
            Thread worker = new Thread(() -> work(store, name));
            worker.start();
            workers.add(worker);
        }
        return workers;
    }

    private void work(CreditStore store, String name) {
        for (int n = 0; !stop.get(); n++) {
            String id = name + "-" + n;
            untilDone(() -> assertThat(store.reserve(Calls.reserve(id, 100, Calls.user("hot"), Calls.user(name))))
                    .isInstanceOf(ReserveOutcome.Reserved.class));
            acknowledged.put(id, Reached.RESERVED);
            if (n % 3 > 0) {
                untilDone(() ->
                        assertThat(store.track(Calls.track(id, "report", 10))).isInstanceOf(TrackOutcome.Added.class));
                acknowledged.put(id, Reached.TRACKED);
            }
            if (n % 3 > 1) {
                untilDone(() -> assertThat(store.settle(Calls.settle(id, 60))).isInstanceOf(CloseOutcome.Closed.class));
                acknowledged.put(id, Reached.SETTLED);
            }
        }
    }

    /** A call whose outcome is unknown, or that failed, is made again with the same operation id. */
    private void untilDone(Runnable call) {
        while (true) {
            try {
                call.run();
                return;
            } catch (CreditStoreException away) {
                failures.incrementAndGet();
            }
        }
    }

    private static boolean hasReached(CreditStore store, String id, Reached reached) {
        ReservationSnapshot found = store.find(Calls.id(id)).orElseThrow();
        return switch (reached) {
            case RESERVED -> found.held().credits() == 100;
            case TRACKED -> found.used().credits() == 10;
            case SETTLED -> !found.isOpen() && found.used().credits() == 60;
        };
    }
}
