package io.stipend.bench;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublishers;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Measures how much heap an open reservation keeps. It compares the heap in use after a collection before and after a
 * million reservations are opened and the relay has processed the journal. Runs in this JVM.
 */
final class OpenReservations {

    static final String CASE = "open-reservations-1M";

    static final int ACCOUNTS = 10_000;

    /** Collections per reading; weakly reachable and finalizable objects need more than one. */
    private static final int ROUNDS = 4;

    private static final long SETTLING_NANOS = 50_000_000;

    private OpenReservations() {}

    /**
     * Opens reservations on a store, one after the other, with ids that the manager creates.
     *
     * @param store opens a store in this JVM's heap
     * @param count how many reservations to open
     */
    static Measurement measure(Supplier<StoreAdapter> store, int count) {
        try (ManagerCalls calls = ManagerCalls.open(store.get(), ACCOUNTS, EventPublishers.none())) {
            Caller caller = new Caller();
            caller.startAt(ACCOUNTS, 0);
            long[] nanos = new long[count];
            long before = usedAfterCollections(calls);
            long started = System.nanoTime();
            for (int i = 0; i < count; i++) {
                long from = System.nanoTime();
                calls.reserve(caller.nextAccount());
                nanos[i] = System.nanoTime() - from;
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            long after = usedAfterCollections(calls);
            if (calls.openReservations() != count) {
                throw new IllegalStateException("opened " + count + " reservations, but " + calls.openReservations()
                        + " are open; did their leases run out?");
            }
            Arrays.sort(nanos);
            return new Measurement(
                    CASE,
                    1,
                    ACCOUNTS,
                    count / seconds,
                    nanos[count / 2] / 1e3,
                    nanos[(int) (count * 0.99)] / 1e3,
                    (double) (after - before) / count,
                    0,
                    0);
        }
    }

    /** Once the relay has processed the journal. */
    private static long usedAfterCollections(ManagerCalls calls) {
        while (calls.backlog() > 0) {
            LockSupport.parkNanos(SETTLING_NANOS);
        }
        return usedAfterCollections();
    }

    /** The smallest of several readings, because everything else in this JVM only adds to it. */
    static long usedAfterCollections() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            LockSupport.parkNanos(SETTLING_NANOS);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
