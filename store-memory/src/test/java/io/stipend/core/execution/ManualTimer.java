package io.stipend.core.execution;

import io.stipend.core.internal.BackgroundTimer;
import io.stipend.testkit.harness.SettableClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that is moved by hand, together with the store's; tasks run on the test's thread when they are due. Not thread safe. */
final class ManualTimer implements BackgroundTimer {

    private final SettableClock storeClock;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparing(Task::atNanos));
    private long nowNanos = -5;
    private boolean closed;

    private record Task(long atNanos, Runnable work) {}

    ManualTimer(SettableClock storeClock) {
        this.storeClock = storeClock;
    }

    /** Moves both clocks, millisecond by millisecond, and runs what falls due. */
    void advance(Duration by) {
        for (long millis = by.toMillis(); millis > 0; millis--) {
            nowNanos += 1_000_000;
            storeClock.advance(Duration.ofMillis(1));
            for (Task due = tasks.peek(); due != null && due.atNanos() <= nowNanos; due = tasks.peek()) {
                tasks.remove();
                due.work().run();
            }
        }
    }

    int waiting() {
        return tasks.size();
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        if (!closed) {
            tasks.add(new Task(nowNanos + delayNanos, task));
        }
    }

    @Override
    public void run(Runnable task) {
        if (!closed) {
            task.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        tasks.clear();
    }
}
