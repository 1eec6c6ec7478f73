package io.stipend.testkit.servers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for what other processes do. An interrupt does not end the wait, only what is waited for or its time does: a test
 * that is cut short must still be able to end its server. The interrupt is kept for the caller.
 */
public final class Await {

    private static final long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Far longer than anything takes, on a machine that is busy with other tests too: only a test that would fail anyhow waits so long. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Await() {}

    /** Awaitility's, which by itself gives up after ten seconds. Needs Awaitility on the class path. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    /**
     * Blocks until a condition holds that can only be asked about.
     *
     * @param what names it in the failure
     * @throws IllegalStateException if it does not hold in time
     */
    public static void until(String what, Duration timeout, BooleanSupplier condition) {
        boolean interrupted = false;
        long start = System.nanoTime();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - start > timeout.toNanos()) {
                    throw new IllegalStateException("waited " + timeout.toSeconds() + " s in vain for " + what);
                }
                LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
                interrupted |= Thread.interrupted();
            }
        } finally {
            keep(interrupted);
        }
    }

    /** The same with a patience far longer than anything takes. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE, condition);
    }

    /** Blocks until a process of ours has ended, and returns whether it has in time. */
    public static boolean end(Process process, Duration timeout) {
        boolean interrupted = false;
        long start = System.nanoTime();
        try {
            while (true) {
                try {
                    long left = timeout.toNanos() - (System.nanoTime() - start);
                    return process.waitFor(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            keep(interrupted);
        }
    }

    private static void keep(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
