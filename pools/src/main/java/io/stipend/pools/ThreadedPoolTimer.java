package io.stipend.pools;

import io.stipend.core.internal.ThreadedTimer;
import java.time.Clock;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's time, and threads as executions have them. */
final class ThreadedPoolTimer implements PoolTimer {

    private static final Logger log = LoggerFactory.getLogger(ThreadedPoolTimer.class);

    private final ThreadedTimer threads;

    ThreadedPoolTimer(int workers) {
        threads = new ThreadedTimer("stipend-pools", "stipend-pool-workers", workers);
    }

    @Override
    public long nanoTime() {
        return threads.nanoTime();
    }

    @Override
    public InstantSource clock() {
        return Clock.systemUTC();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        threads.schedule(() -> guarded(task), delayNanos);
    }

    @Override
    public void run(Runnable task) {
        threads.run(() -> guarded(task));
    }

    /** An exception would end a thread, or stay with a future that nobody looks at. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("a task of a pool failed; requests that wait go on waiting", e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
