package io.stipend.cli.replay.engine;

import static io.stipend.cli.replay.engine.Tally.Count.REQUESTED;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.error.StipendException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs all requests of a trace over some workers, as fast as they go or at a pace, on a store with a clock of its own. One use. */
public final class Replay implements ReplayRun<ReplayRun.Outcome> {

    /** So many journal entries may wait to be published before the workers wait for the publisher. */
    private static final long MAX_BACKLOG = 100_000;

    private static final int REQUESTS_BETWEEN_LOOKS = 64;

    private final Trace trace;
    private final RequestRunner runner;
    private final LongSupplier backlog;
    private final int workers;
    private final Pace pace;
    private final LongAdder done = new LongAdder();
    private final CountDownLatch stop = new CountDownLatch(1);

    public Replay(Trace trace, RequestRunner runner, LongSupplier backlog, int workers, Pace pace) {
        this.trace = trace;
        this.runner = runner;
        this.backlog = backlog;
        this.workers = workers;
        this.pace = pace;
    }

    @Override
    public long done() {
        return done.sum();
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    /**
     * Runs; blocks until all requests have run, or it was stopped.
     *
     * @throws ReplayException when a request failed; the others that ran then have come to their end
     * @throws InterruptedException when the thread was interrupted; workers then stop by themselves
     */
    @Override
    public Outcome run() throws InterruptedException {
        Schedule schedule = new Schedule(trace.requests(), trace.sessions().size());
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        Tally tally = new Tally();
        long start = System.nanoTime();
        try {
            List<Future<?>> ended = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                ended.add(executor.submit(() -> work(schedule, tally, start)));
            }
            for (Future<?> worker : ended) {
                worker.get();
            }
            tally.end(trace.spanMillis());
            return new Outcome(
                    tally,
                    null,
                    null,
                    null,
                    System.nanoTime() - start,
                    tally.get(REQUESTED) == trace.requests().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ReplayException failure) {
                throw failure;
            }
            throw new IllegalStateException("a worker failed", e.getCause());
        } finally {
            stop();
            executor.shutdown();
        }
    }

    private @Nullable Void work(Schedule schedule, Tally tally, long startNanos) throws InterruptedException {
        int taken = 0;
        for (TraceRequest request = schedule.take(); request != null; request = schedule.take()) {
            pace.await(request, trace.startMillis(), startNanos, stop);
            if (taken++ % REQUESTS_BETWEEN_LOOKS == 0) {
                awaitRoomInJournal();
            }
            if (stop.getCount() == 0) {
                break;
            }
            runOne(request, tally);
            schedule.done(request);
        }
        return null;
    }

    private void runOne(TraceRequest request, Tally tally) {
        try {
            runner.run(request, tally);
            done.increment();
        } catch (StipendException e) {
            stop();
            throw new ReplayException(trace.name() + ", line " + request.line() + ": " + e.getMessage(), e);
        }
    }

    /** A slow publisher slows the workers down, rather than fill the journal until the store refuses to open more. */
    private void awaitRoomInJournal() throws InterruptedException {
        while (backlog.getAsLong() > MAX_BACKLOG && stop.getCount() > 0) {
            Thread.sleep(1);
        }
    }
}
