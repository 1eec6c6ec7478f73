package io.stipend.store.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells a journal's reader when there may be new entries. Writers in the same process signal at once. Entries of other
 * nodes are found because the reader looks twenty times a second. Thread safe: one thread waits, any thread may signal.
 */
public final class JournalSignal {

    private static final long POLL_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition come = lock.newCondition();

    /** Both flags are volatile, so that a writer takes the lock only when the reader waits. */
    private volatile boolean hasCome;

    private volatile boolean waits;

    /** Creates a signal that is not set. */
    public JournalSignal() {}

    /**
     * Waits until a writer signals, or until it is time to look for entries of other nodes.
     *
     * @param timeout how long to wait at most; at most 50 ms count, in whole milliseconds
     */
    public void await(Duration timeout) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(Math.min(POLL_MILLIS, timeout.toMillis()));
        lock.lockInterruptibly();
        try {
            waits = true;
            while (!hasCome && left > 0) {
                left = come.awaitNanos(left);
            }
            hasCome = false;
        } finally {
            waits = false;
            lock.unlock();
        }
    }

    /** Signals that there may be new entries. Costs little while the reader does not wait. */
    public void tell() {
        hasCome = true;
        if (waits) {
            lock.lock();
            try {
                come.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
