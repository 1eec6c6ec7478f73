package io.stipend.core.background;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A journal in a list, which fails when told to. Thread safe. */
final class FakeJournal implements Journal {

    final AtomicInteger steppedBack = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<JournalEntry> waiting = new ArrayList<>();
    private final Deque<RuntimeException> readFailures = new ArrayDeque<>();
    private final Deque<RuntimeException> acknowledgeFailures = new ArrayDeque<>();
    private @Nullable Thread awaiting;

    void add(JournalEntry... entries) {
        lock.lock();
        try {
            waiting.addAll(List.of(entries));
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void failReads(RuntimeException... failures) {
        readFailures.addAll(List.of(failures));
    }

    void failAcknowledge(RuntimeException... failures) {
        acknowledgeFailures.addAll(List.of(failures));
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** The thread that waits for entries now, if any. */
    @Nullable
    Thread awaiting() {
        lock.lock();
        try {
            return awaiting;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<JournalEntry> read(int timeout) {
        throwNext(readFailures);
        lock.lock();
        try {
            return List.copyOf(waiting.subList(0, Math.min(timeout, waiting.size())));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acknowledge(int count) {
        throwNext(acknowledgeFailures);
        lock.lock();
        try {
            waiting.subList(0, count).clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaiting = Thread.currentThread();
            long left = timeout.toNanos();
            while (waiting.isEmpty() && left > 0) {
                left = added.awaitNanos(left);
            }
        } finally {
            awaiting = null;
            lock.unlock();
        }
    }

    @Override
    public Backlog backlog() {
        return new Backlog(size(), size() == 0 ? 0 : 1500);
    }

    @Override
    public void stepBack() {
        steppedBack.incrementAndGet();
    }

    private void throwNext(Deque<RuntimeException> failures) {
        lock.lock();
        try {
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }
}
