package io.stipend.server.internal.api;

import io.stipend.core.error.StipendException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A figure that is looked up in the background while somebody asks for it, and so seldom that the looks take no more than a small
 * share of the time. Its age is known. A look that fails leaves the figure as it was. Thread safe.
 *
 * @param <T> what is looked up
 */
public final class Refreshed<T> {

    private static final Logger log = LoggerFactory.getLogger(Refreshed.class);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final String what;
    private final Function<@Nullable T, T> look;
    private final Executor executor;
    private final long leastNanos;
    private final LookPace pace;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ReentrantLock first = new ReentrantLock();
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private volatile @Nullable Seen<T> seen;
    private volatile long dueNanos = System.nanoTime();

    /**
     * A figure, and when it was so.
     *
     * @param atMillis milliseconds since 1970-01-01 UTC
     */
    public record Seen<T>(T value, long atMillis) {}

    /**
     * Nothing is looked up yet.
     *
     * @param what names it in the log
     * @param look is given the figure before, or null
     * @param least how long to wait after a look at least
     */
    public Refreshed(String what, Function<@Nullable T, T> look, Executor executor, Duration least) {
        this(what, look, executor, least, least);
    }

    /**
     * Nothing is looked up yet. After a look that found the same as the one before, the next waits twice as long as that did.
     *
     * @param what names it in the log
     * @param look is given the figure before, or null
     * @param least how long to wait after a look at least
     * @param unchanged how long to wait at most because nothing changes
     */
    public Refreshed(
            String what, Function<@Nullable T, T> look, Executor executor, Duration least, Duration unchanged) {
        this.what = what;
        this.look = look;
        this.executor = executor;
        this.leastNanos = least.toNanos();
        this.pace = new LookPace(least, unchanged);
    }

    /** The latest, if there is one yet; looks again in the background if it is due. Does not block. */
    public Optional<Seen<T>> latest() {
        if (System.nanoTime() - dueNanos >= 0 && looking.compareAndSet(false, true)) {
            try {
                executor.execute(this::lookInBackground);
            } catch (RejectedExecutionException closing) {
                looking.set(false);
                log.debug("does not look at {} any more", what, closing);
            }
        }
        return Optional.ofNullable(seen);
    }

    /** The latest; the first time, blocks for the look in the background, so long at most. */
    Optional<Seen<T>> within(Duration atMost) {
        Optional<Seen<T>> latest = latest();
        try {
            return latest.isEmpty() && firstLook.await(atMost.toNanos(), TimeUnit.NANOSECONDS)
                    ? Optional.ofNullable(seen)
                    : latest;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return latest;
        }
    }

    /** The latest; the first time, blocks for a look, and throws what that throws. */
    public Seen<T> await() {
        return seen == null ? lookFirst() : latest().orElseThrow();
    }

    /** Whoever comes while another looks for the first time waits for what that finds. */
    private Seen<T> lookFirst() {
        first.lock();
        try {
            Seen<T> other = seen;
            return other == null ? look() : other;
        } finally {
            first.unlock();
        }
    }

    private void lookInBackground() {
        try {
            if (seen == null) {
                lookFirst();
            } else {
                look();
            }
        } catch (StipendException e) {
            log.debug("cannot look at {}", what, e);
        } catch (RuntimeException e) {
            log.error("cannot look at {} because of a defect", what, e);
        } finally {
            looking.set(false);
        }
    }

    private Seen<T> look() {
        long begin = System.nanoTime();
        long cpuBegin = THREADS.getCurrentThreadCpuTime();
        // A look that fails has cost the store nothing: it is tried again soon, to notice when the store is back.
        dueNanos = begin + leastNanos;
        Seen<T> before = seen;
        Seen<T> now = new Seen<>(look.apply(before == null ? null : before.value()), System.currentTimeMillis());
        long end = System.nanoTime();
        dueNanos = end
                + pace.pauseNanos(
                        end - begin,
                        THREADS.getCurrentThreadCpuTime() - cpuBegin,
                        before != null && before.value().equals(now.value()));
        seen = now;
        firstLook.countDown();
        return now;
    }
}
