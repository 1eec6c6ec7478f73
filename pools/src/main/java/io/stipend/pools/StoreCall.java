package io.stipend.pools;

import io.stipend.core.spi.CreditStoreException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to the shared store, one after the other. A call that has no answer, because it was lost, or committed and its answer was lost,
 * is sent again, the very same with the same operation id, before any other: so what it did is known before anything follows from it.
 * For one thread at a time.
 */
final class StoreCall {

    private static final long FIRST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolTimer timer;
    private final BlockFigures figures;
    private @Nullable Runnable unanswered;
    private long sentAtNanos;
    private long retryAtNanos;
    private long restNanos;
    private @Nullable CreditStoreException failure;

    StoreCall(PoolTimer timer, BlockFigures figures) {
        this.timer = timer;
        this.figures = figures;
    }

    /**
     * Sends a call and does what follows from its answer. No other may be without an answer.
     *
     * @throws CreditStoreException if there is none; then the call is sent again by {@link #settle}
     */
    <T> void send(Supplier<T> call, Consumer<T> answered) {
        if (unanswered != null) {
            throw new IllegalStateException("a call is without an answer; settle it first");
        }
        figures.calls.increment();
        sentAtNanos = timer.nanoTime();
        restNanos = FIRST_REST_NANOS;
        retryAtNanos = sentAtNanos;
        unanswered = () -> {
            T answer = call.get();
            unanswered = null;
            failure = null;
            answered.accept(answer);
        };
        attempt();
    }

    /** Sends what has no answer once more, unless it was sent a moment ago. */
    void settle() {
        if (unanswered == null) {
            return;
        }
        if (timer.nanoTime() - retryAtNanos < 0 && failure != null) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.UNAVAILABLE,
                    "the store has not answered a call for this node's block yet; try again",
                    failure);
        }
        attempt();
    }

    private void attempt() {
        Runnable call = unanswered;
        if (call == null) {
            return;
        }
        try {
            call.run();
        } catch (CreditStoreException e) {
            if (unanswered == call) {
                failure = e;
                retryAtNanos = timer.nanoTime() + restNanos;
                restNanos = Math.min(MAX_REST_NANOS, 2 * restNanos);
            }
            throw e;
        }
    }

    /** When the call under way was first sent: what it did, it did later. */
    long sentAtNanos() {
        return sentAtNanos;
    }

    /** Whether a call has no answer yet. */
    boolean isUnanswered() {
        return unanswered != null;
    }
}
