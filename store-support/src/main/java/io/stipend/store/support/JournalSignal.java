package io.stipend.store.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether there may be something new in a journal: told at once by those of its own process who wrote, found out for those of
 * other nodes by looking twenty times a second. Thread safe; one thread waits, any may tell it.
 */
public final class JournalSignal {

    private static final long POLL_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition come = lock.newCondition();

    /** These two are volatile so that who writes takes the lock only when somebody waits. */
    private volatile boolean hasCome;

    private volatile boolean waits;

    /** None yet. */
    public JournalSignal() {}

    /**
     * Waits until there is news, or it is time to look for oneself.
     *
     * @param timeout how long to wait at most; in whole milliseconds, and no longer than 50 of them
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

    /** Something was written that may have left entries. Called again and again; costs little while nobody waits. */
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
