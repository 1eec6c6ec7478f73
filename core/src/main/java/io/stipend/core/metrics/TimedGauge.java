package io.stipend.core.metrics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A number that a store may take long to tell, for whoever scrapes: soon, or not at all. While it is not told, nobody asks
 * again. Otherwise the numbers that say what is wrong would be missing just when the store does not answer. Thread safe.
 */
final class TimedGauge {

    private static final Logger log = LoggerFactory.getLogger(TimedGauge.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final DoubleSupplier source;
    private final Executor executor;
    private final AtomicReference<@Nullable CompletableFuture<Double>> current = new AtomicReference<>();

    TimedGauge(DoubleSupplier source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    /** The number; NaN when it is not told within a second. */
    double value() {
        try {
            return look().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("a number was not told", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Double.NaN;
    }

    private CompletableFuture<Double> look() {
        CompletableFuture<Double> next = new CompletableFuture<>();
        CompletableFuture<Double> before;
        do {
            before = current.get();
            if (before != null && !before.isDone()) {
                return before;
            }
        } while (!current.compareAndSet(before, next));
        try {
            executor.execute(() -> tell(next));
        } catch (RejectedExecutionException e) {
            next.completeExceptionally(e);
        }
        return next;
    }

    private void tell(CompletableFuture<Double> number) {
        try {
            number.complete(source.getAsDouble());
        } catch (RuntimeException | Error e) {
            number.completeExceptionally(e);
        }
    }
}
