package io.stipend.pools;

import java.time.InstantSource;

/** Time, and threads, for pools; a simulation has its own. Thread safe. */
public interface PoolTimer extends AutoCloseable {

    /** Now, comparable by difference only. */
    long nanoTime();

    /** Now by the calendar, for the rest of a period. */
    InstantSource clock();

    /** Runs a task that does not block, after a delay; never once closed. */
    void schedule(Runnable task, long delayNanos);

    /** Runs a task that may block, beside others; never once closed. */
    void run(Runnable task);

    /** Stops. What runs comes to its end. */
    @Override
    void close();
}
