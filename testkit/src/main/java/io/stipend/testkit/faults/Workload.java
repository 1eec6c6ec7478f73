package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.harness.JournalReader;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.servers.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work on a store that goes on while its server fails: threads that reserve on one hot account and one of their own,
 * report and settle, and make a call again, with the same operation id, when it failed or its outcome is unknown. What was
 * acknowledged is taken down. Thread safe.
 */
public final class Workload implements AutoCloseable {

    private enum Reached {
        CHARGED,
        RESERVED,
        SPLIT,
        RETURNED,
        TRACKED,
        SETTLED
    }

    private final CreditStore store;
    private final Map<String, Reached> acknowledged = new ConcurrentHashMap<>();
    private final Set<ReservationId> tried = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<Kind, CreditStoreException> kinds = new ConcurrentHashMap<>();
    private final List<Throwable> ends = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();

    private Workload(CreditStore store) {
        this.store = store;
    }

    /** Begins to work on a store. */
    public static Workload start(CreditStore store, int threads) {
        Workload work = new Workload(store);
        for (int i = 0; i < threads; i++) {
            String name = "w" + i;
            Thread worker = new Thread(() -> work.work(name), "workload-" + name);
            worker.setDaemon(true);
            worker.setUncaughtExceptionHandler((thread, failure) -> work.end(failure));
            worker.start();
            work.workers.add(worker);
        }
        return work;
    }

    /** How many reservations were acknowledged so far. */
    public int acknowledged() {
        return acknowledged.size();
    }

    /** How many calls have failed so far. */
    public int failures() {
        return failures.get();
    }

    /** What callers were told: the first failure of each kind. */
    public Map<Kind, CreditStoreException> failuresByKind() {
        return Map.copyOf(kinds);
    }

    /** Waits until so many more reservations are acknowledged. */
    public void awaitProgress(int more) {
        int from = acknowledged();
        Await.until(more + " more reservations", () -> acknowledged() >= from + more);
    }

    /** Waits until so many more calls have failed. */
    public void awaitFailures(int more) {
        int from = failures();
        Await.until(more + " more failures", () -> failures() >= from + more);
    }

    private void end(Throwable failure) {
        synchronized (ends) {
            ends.add(failure);
        }
    }

    private void work(String name) {
        for (int n = 0; !stopped.get(); n++) {
            String id = name + "-" + n;
            String bill = id + "/bill";
            untilDone(() -> assertThat(store.charge(
                            CreditCommands.charge(bill, 5, CreditCommands.user("hot"), CreditCommands.user(name))))
                    .isInstanceOf(ChargeOutcome.Charged.class));
            acknowledged.put(bill, Reached.CHARGED);
            tried.add(CreditCommands.id(id));
            untilDone(() -> assertThat(store.reserve(
                            CreditCommands.reserve(id, 100, CreditCommands.user("hot"), CreditCommands.user(name))))
                    .isInstanceOf(ReserveOutcome.Reserved.class));
            acknowledged.put(id, Reached.RESERVED);
            if (n % 3 == 0) {
                splitOff(id, n % 2 == 0);
            }
            if (n % 3 > 0) {
                untilDone(() -> assertThat(store.track(CreditCommands.track(id, "report", 10)))
                        .isInstanceOf(TrackOutcome.Added.class));
                acknowledged.put(id, Reached.TRACKED);
            }
            if (n % 3 > 1) {
                untilDone(() -> assertThat(store.settle(CreditCommands.settle(id, 60)))
                        .isInstanceOf(CloseOutcome.Closed.class));
                acknowledged.put(id, Reached.SETTLED);
            }
        }
    }

    /** Splits a child off, and lets it give back what it has. */
    private void splitOff(String id, boolean returns) {
        String child = id + "-child";
        tried.add(CreditCommands.id(child));
        untilDone(() ->
                assertThat(store.split(CreditCommands.split(id, child, 40))).isInstanceOf(SplitOutcome.Split.class));
        acknowledged.put(id, Reached.SPLIT);
        if (returns) {
            // Until it is done, both are right.
            acknowledged.remove(id);
            untilDone(() -> assertThat(store.release(new ReleaseCommand(CreditCommands.id(child), OperationId.RELEASE)))
                    .isInstanceOf(CloseOutcome.Closed.class));
            acknowledged.put(id, Reached.RETURNED);
        }
    }

    private void untilDone(Runnable call) {
        while (true) {
            try {
                call.run();
                return;
            } catch (CreditStoreException away) {
                kinds.putIfAbsent(away.kind(), away);
                failures.incrementAndGet();
            }
        }
    }

    /** Lets every worker finish what it is at. Any other failure than one of the store fails the test here. */
    public void stop() throws InterruptedException {
        stopped.set(true);
        for (Thread worker : workers) {
            worker.join();
        }
        synchronized (ends) {
            if (!ends.isEmpty()) {
                throw new AssertionError(ends.size() + " workers ended; the first for this", ends.get(0));
            }
        }
    }

    /** Sees that all that was acknowledged is there, that the books balance and that the journal has no gaps. */
    public void assertNothingLost(StoreAdapter adapter) {
        acknowledged.forEach((id, reached) -> assertThat(hasReached(id, reached))
                .as("%s was acknowledged as %s", id, reached)
                .isTrue());
        JournalReader journal = new JournalReader(adapter.journal());
        BooksAudit.audit(
                adapter.creditStore(),
                adapter.accountAdministration(),
                CreditCommands.TENANT,
                List.copyOf(tried),
                () -> journal.entries(CreditCommands.TENANT));
    }

    private boolean hasReached(String id, Reached reached) {
        ReservationSnapshot found = store.find(CreditCommands.id(id)).orElseThrow();
        return switch (reached) {
            case CHARGED -> !found.isOpen() && found.used().credits() == 5;
            case RESERVED -> found.held().credits() == 100;
            case SPLIT ->
                found.held().credits() == 60
                        && store.find(CreditCommands.id(id + "-child"))
                                .orElseThrow()
                                .isOpen();
            case RETURNED -> found.held().credits() == 100 && found.sequence() == 3;
            case TRACKED -> found.used().credits() == 10;
            case SETTLED -> !found.isOpen() && found.used().credits() == 60;
        };
    }

    /** Lets the workers end. */
    @Override
    public void close() {
        stopped.set(true);
    }
}
