package io.stipend.core.background;

import io.stipend.core.error.StipendException;
import io.stipend.events.EventPublishException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at something that may block longer than whoever asks wants to wait. The look goes on in a thread of its own, of
 * which there is one at most: whoever asks meanwhile waits for the same. Thread safe.
 */
final class Probe {

    private static final Logger log = LoggerFactory.getLogger(Probe.class);

    private final String name;
    private final Runnable ping;
    private final Health.Status whenFailed;
    private final Duration timeout;
    private final AtomicReference<@Nullable Look> current = new AtomicReference<>();

    /** A look that is under way, or over. */
    record Look(CompletableFuture<Health.Component> found, long beganNanos) {

        private long millis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        }
    }

    /**
     * A probe.
     *
     * @param ping throws what is wrong
     * @param whenFailed what it means when it does
     */
    Probe(String name, Runnable ping, Health.Status whenFailed, Duration timeout) {
        this.name = name;
        this.ping = ping;
        this.whenFailed = whenFailed;
        this.timeout = timeout;
    }

    /** Begins to look, or joins the look that is under way. */
    Look begin() {
        Look next = new Look(new CompletableFuture<>(), System.nanoTime());
        Look before = current.compareAndExchange(null, next);
        if (before != null) {
            return before;
        }
        Thread thread = new Thread(() -> look(next), "stipend-health-" + name);
        thread.setDaemon(true);
        thread.start();
        return next;
    }

    /** What a look has found, or that it has found nothing in time. */
    Health.Component await(Look look) {
        long left = timeout.toNanos() - (System.nanoTime() - look.beganNanos());
        try {
            return look.found().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return component(whenFailed, "has not answered for " + look.millis() + " ms", look);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return component(whenFailed, "was not waited for", look);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look ends with what it has found", e);
        }
    }

    private void look(Look own) {
        Health.Component found;
        try {
            ping.run();
            found = component(Health.Status.UP, "answers", own);
        } catch (RuntimeException | Error e) {
            found = component(whenFailed, sentence(e), own);
        }
        current.set(null);
        own.found().complete(found);
    }

    private Health.Component component(Health.Status status, String sentence, Look look) {
        return new Health.Component(name, status, sentence, look.millis());
    }

    /** Our own exceptions say what is wrong without secrets; what others say stays in the log. */
    private String sentence(Throwable failure) {
        if (failure instanceof StipendException || failure instanceof EventPublishException) {
            return String.valueOf(failure.getMessage());
        }
        log.error("a look at the {} failed by a defect", name, failure);
        return "could not be looked at, by a defect; see the log";
    }
}
