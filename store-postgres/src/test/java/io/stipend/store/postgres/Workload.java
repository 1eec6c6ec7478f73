package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.testkit.faults.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Threads that reserve and settle through one store until they are stopped, each call again and again until it succeeds. What
 * was acknowledged and what failed is kept.
 */
final class Workload {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Set<String> settled = ConcurrentHashMap.newKeySet();
    final ConcurrentLinkedQueue<CreditStoreException> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CreditStore credits;
    private volatile boolean stop;

    private Workload(CreditStore credits) {
        this.credits = credits;
    }

    static Workload start(CreditStore credits, int threads) {
        Workload workload = new Workload(credits);
        for (int i = 0; i < threads; i++) {
            String name = "w" + i;
            Thread thread = new Thread(() -> workload.work(name));
            thread.start();
            workload.threads.add(thread);
        }
        return workload;
    }

    private void work(String name) {
        for (int n = 0; !stop; n++) {
            String id = name + "-" + n;
            boolean done = untilDone(() -> assertThat(
                                    credits.reserve(Calls.reserve(id, 100, Calls.user("hot"), Calls.user(name))))
                            .isInstanceOf(ReserveOutcome.Reserved.class))
                    && untilDone(() ->
                            assertThat(credits.settle(Calls.settle(id, 60))).isInstanceOf(CloseOutcome.Closed.class));
            if (done) {
                settled.add(id);
            }
        }
    }

    private boolean untilDone(Runnable call) {
        while (!stop) {
            try {
                call.run();
                return true;
            } catch (CreditStoreException failure) {
                failures.add(failure);
            }
        }
        return false;
    }

    void awaitProgress(int more) {
        int from = settled.size();
        await().atMost(PATIENCE).until(() -> settled.size() >= from + more);
    }

    void awaitFailures(int more) {
        int from = failures.size();
        await().atMost(PATIENCE).until(() -> failures.size() >= from + more);
    }

    void stop() throws InterruptedException {
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Everything that was acknowledged is there, and the books are what the reservations say. */
    void assertNothingLost(TestDatabase database) {
        assertThat(database.number("SELECT count(*) FROM reservation WHERE state = 1 AND used[1] = 60"))
                .isGreaterThanOrEqualTo(settled.size());
        assertThat(settled)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(
                                credits.find(Calls.id(id)).orElseThrow().used().credits())
                        .isEqualTo(60));
        assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
    }
}
