package io.stipend.core.execution;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that watches the time of any number of leases, and a bounded number that ask the store, so that a slow renewal
 * holds up no other. Daemons, which end when they have nothing to do.
 */
final class ThreadedRenewalTimer implements RenewalTimer {

    private static final Logger log = LoggerFactory.getLogger(ThreadedRenewalTimer.class);

    private static final int IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, daemons("stipend-leases"), (task, pool) -> log.trace("closed: a lease is no longer watched"));
    private final ThreadPoolExecutor workers;

    ThreadedRenewalTimer(int renewers) {
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = new ThreadPoolExecutor(
                renewers,
                renewers,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("stipend-renewals"),
                (task, pool) -> log.trace("closed: a lease is no longer renewed"));
        workers.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> unused = clock.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run(Runnable task) {
        workers.execute(task);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdown();
    }
}
