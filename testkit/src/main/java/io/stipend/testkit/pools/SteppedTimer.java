package io.stipend.testkit.pools;

import io.stipend.pools.PoolTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A node's time that passes when a test says so, and a moment of it for each task; tasks run on the thread that brings them. Thread safe. */
final class SteppedTimer implements PoolTimer {

    private static final Duration MOMENT = Duration.ofMillis(10);

    private final AtomicLong nowNanos = new AtomicLong();
    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private final ReentrantLock plannedLock = new ReentrantLock();

    /** Of the thread that lets time pass. */
    private final ReentrantLock passing = new ReentrantLock();

    private long plans;
    private volatile boolean closed;

    private record Planned(long atNanos, long number, Runnable task) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            return atNanos == other.atNanos ? Long.compare(number, other.number) : Long.compare(atNanos, other.atNanos);
        }
    }

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public InstantSource clock() {
        return Clock.systemUTC();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        plannedLock.lock();
        try {
            planned.add(new Planned(nowNanos.get() + delayNanos, plans++, task));
        } finally {
            plannedLock.unlock();
        }
    }

    @Override
    public void run(Runnable task) {
        if (closed) {
            return;
        }
        if (!passing.isHeldByCurrentThread() && passing.tryLock()) {
            try {
                pass(MOMENT);
            } finally {
                passing.unlock();
            }
        }
        task.run();
    }

    /** Lets time pass, and does what is due. */
    void pass(Duration by) {
        passing.lock();
        try {
            long end = nowNanos.get() + by.toNanos();
            for (Runnable due = dueUntil(end); due != null && !closed; due = dueUntil(end)) {
                due.run();
            }
            nowNanos.set(end);
        } finally {
            passing.unlock();
        }
    }

    /** Lets time pass in which nothing is done. */
    void stop(Duration by) {
        nowNanos.addAndGet(by.toNanos());
    }

    private @Nullable Runnable dueUntil(long endNanos) {
        plannedLock.lock();
        try {
            Planned next = planned.peek();
            if (next == null || next.atNanos() > endNanos) {
                return null;
            }
            planned.remove();
            nowNanos.accumulateAndGet(next.atNanos(), Math::max);
            return next.task();
        } finally {
            plannedLock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
