package io.stipend.core.internal;

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
 * One thread that watches the time, and a bounded number for tasks that ask the store, so that a slow one holds up no other. Daemons,
 * which end when they have nothing to do.
 */
public final class ThreadedTimer implements BackgroundTimer {

    private static final Logger log = LoggerFactory.getLogger(ThreadedTimer.class);

    private static final int IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor clock;
    private final ThreadPoolExecutor workers;

    /**
     * Makes one; threads begin with the first task.
     *
     * @param clockName of the thread that watches the time
     * @param workerName of those that run tasks
     * @param workerCount how many of them there are at most
     */
    public ThreadedTimer(String clockName, String workerName, int workerCount) {
        clock = new ScheduledThreadPoolExecutor(
                1, daemons(clockName), (task, pool) -> log.trace("closed: {} plans nothing more", clockName));
        clock.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = new ThreadPoolExecutor(
                workerCount,
                workerCount,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons(workerName),
                (task, pool) -> log.trace("closed: {} run nothing more", workerName));
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
