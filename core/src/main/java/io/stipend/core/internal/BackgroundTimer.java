package io.stipend.core.internal;

/** Time, and threads, for what goes on beside callers: a test has its own. Thread safe. */
public interface BackgroundTimer extends AutoCloseable {

    /** Now, comparable by difference only. */
    long nanoTime();

    /** Runs a task that does not block, after a delay; never once closed. */
    void schedule(Runnable task, long delayNanos);

    /** Runs a task that may block, beside others; never once closed. */
    void run(Runnable task);

    @Override
    void close();
}
