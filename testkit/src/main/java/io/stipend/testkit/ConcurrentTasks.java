package io.stipend.testkit;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/** Threads that start together. */
enum ConcurrentTasks {
    PLATFORM_THREADS {
        @Override
        ExecutorService hire(int size) {
            return Executors.newFixedThreadPool(size);
        }
    },
    VIRTUAL_THREADS {
        @Override
        ExecutorService hire(int size) {
            Assumptions.assumeTrue(
                    Runtime.version().feature() >= 21,
                    () -> "JDK " + Runtime.version().feature() + " has no virtual threads; JDK 21 is the first");
            try {
                return (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new LinkageError("a JDK from 21 on must have virtual threads", e);
            }
        }
    };

    /** Nobody waits longer: a deadlock becomes a failure. */
    private static final long MAX_SECONDS = 120;

    abstract ExecutorService hire(int size);

    /**
     * Runs a task on each of many threads, all let go at once, and waits for all.
     *
     * @param task makes the task of a thread from its number
     * @return what the tasks returned, in the order of their numbers
     */
    <T> List<T> run(int threads, IntFunction<Callable<T>> task) throws InterruptedException {
        ExecutorService executor = hire(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<T> own = task.apply(i);
                futures.add(executor.submit(() -> {
                    ready.countDown();
                    go.await();
                    return own.call();
                }));
            }
            ready.await();
            go.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(get(future));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a thread has not ended after " + MAX_SECONDS + " s: a deadlock?", e);
        }
    }
}
