package io.stipend.cli.replay.engine;

import org.jspecify.annotations.Nullable;

/**
 * A way to replay a trace. One use.
 *
 * @param <T> what it came to
 */
public interface ReplayRun<T> {

    /**
     * What a replay came to.
     *
     * @param tally what was seen
     * @param timeline what happened over time; null where the log's time was not kept
     * @param estimates how good the estimates of holds were; null where the log's time was not kept
     * @param strategy what the strategy did; null where none was asked
     * @param elapsedNanos how long it took; 0 in a simulation, where that says nothing
     * @param complete whether all requests were run, and it was not stopped before
     */
    record Outcome(
            Tally tally,
            @Nullable Timeline timeline,
            @Nullable EstimateReport estimates,
            @Nullable StrategyReport strategy,
            long elapsedNanos,
            boolean complete) {}

    /**
     * Runs; blocks until all requests have run, or it was stopped.
     *
     * @throws ReplayException when a request failed
     * @throws InterruptedException when the thread was interrupted
     */
    T run() throws InterruptedException;

    /** Requests run so far. Any thread may ask. */
    long done();

    /** Lets requests that run come to their end, and begins no more. Any thread may call it, and again. */
    void stop();
}
