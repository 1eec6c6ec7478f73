package io.stipend.core.execution;

import io.stipend.core.Extension;
import io.stipend.core.ResourceManager;
import io.stipend.core.error.RefusedException;
import io.stipend.core.internal.BackgroundTimer;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one reservation's lease alive until it ends: renews it when half of it has passed without a report, and sooner again
 * when that failed. It reckons from before each call on this machine's clock, so it thinks the lease shorter than it is,
 * never longer. Thread safe.
 */
final class Lease {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    /** After a failed renewal the next follows after this part of the lease, within these bounds. */
    private static final int RETRIES_PER_LEASE = 10;

    private static final long LEAST_RETRY_NANOS = 10_000_000;
    private static final long LONGEST_RETRY_NANOS = 30_000_000_000L;

    private final BackgroundTimer timer;
    private final ResourceManager manager;
    private final ReservationId reservation;
    private final long leaseNanos;
    private final long runEndsNanos;
    private final Runnable onTrouble;

    private final AtomicLong expiresNanos;
    private volatile boolean ended;

    /** While the reservation is being settled, a renewal that finds it closed has lost nothing. */
    private volatile boolean hushed;

    private volatile boolean lost;
    private volatile @Nullable RuntimeException failure;

    /** Whether the holder was told that the lease has run out, as far as known. On threads that renew, one at a time. */
    private volatile boolean presumedLost;

    /**
     * A lease; {@link #start} it once.
     *
     * @param startedNanos when the run began
     * @param expiresNanos when the lease runs out, as far as known
     */
    Lease(
            BackgroundTimer timer,
            ResourceManager manager,
            ReservationId reservation,
            Duration lease,
            Duration maxRunTime,
            long startedNanos,
            long expiresNanos,
            Runnable onTrouble) {
        this.timer = timer;
        this.manager = manager;
        this.reservation = reservation;
        this.leaseNanos = lease.toNanos();
        this.runEndsNanos = startedNanos + maxRunTime.toNanos();
        this.expiresNanos = new AtomicLong(expiresNanos);
        this.onTrouble = onTrouble;
    }

    void start() {
        watch();
    }

    /** Now: what {@link #renewed} wants to know, from before the call that renewed it. */
    long now() {
        return timer.nanoTime();
    }

    /** A report, asked for at that time, has renewed it. */
    void renewed(long askedAtNanos) {
        renewedUntil(askedAtNanos + leaseNanos);
    }

    private void renewedUntil(long nanos) {
        expiresNanos.accumulateAndGet(nanos, (one, other) -> one - other > 0 ? one : other);
    }

    /** Nothing is to be renewed any more. */
    void end() {
        ended = true;
    }

    /** Whether the handle is settling just now. */
    void hush(boolean settling) {
        hushed = settling;
    }

    /** Whether the hold is gone, or must be taken to be: the lease has run out and no renewal came through. */
    boolean isLost() {
        return lost || (!ended && timer.nanoTime() - expiresNanos.get() >= 0);
    }

    /** Why the last renewal failed; null when it did not. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** The store says that the reservation is closed, though not by this handle. */
    void lose(RuntimeException cause) {
        if (ended || lost) {
            return;
        }
        lost = true;
        failure = cause;
        log.warn("the hold of reservation {} is lost: {}", Checks.shown(reservation.value()), cause.getMessage());
        tell();
    }

    /** On the timer's thread: never blocks. */
    private void watch() {
        if (ended || lost || expiresNanos.get() - runEndsNanos >= 0) {
            return;
        }
        long waitNanos = expiresNanos.get() - leaseNanos / 2 - timer.nanoTime();
        if (waitNanos > 0) {
            timer.schedule(this::watch, waitNanos);
        } else {
            timer.run(this::renew);
        }
    }

    private void renew() {
        long now = timer.nanoTime();
        long nanos = Math.min(leaseNanos, runEndsNanos - now);
        if (ended || lost || nanos < Duration.ofMillis(1).toNanos()) {
            return;
        }
        Duration lease = Duration.ofNanos(nanos);
        try {
            manager.extendReservation(reservation, Extension.lease(lease));
        } catch (RefusedException.AlreadyClosed | RefusedException.NotFound e) {
            if (hushed) {
                timer.schedule(this::watch, LEAST_RETRY_NANOS);
            } else {
                lose(e);
            }
            return;
        } catch (RuntimeException e) {
            failed(e);
            timer.schedule(
                    this::watch,
                    Math.max(LEAST_RETRY_NANOS, Math.min(LONGEST_RETRY_NANOS, leaseNanos / RETRIES_PER_LEASE)));
            return;
        }
        if (failure != null) {
            failure = null;
            presumedLost = false;
            log.info("the lease of reservation {} is renewed again", Checks.shown(reservation.value()));
        }
        renewedUntil(now + lease.toMillis() * 1_000_000);
        watch();
    }

    private void failed(RuntimeException cause) {
        boolean first = failure == null;
        failure = cause;
        if (isLost() && !presumedLost) {
            presumedLost = true;
            tell();
        } else if (first && !ended) {
            log.warn(
                    "the lease of reservation {} cannot be renewed; it is tried again, and logged once",
                    Checks.shown(reservation.value()),
                    cause);
            tell();
        }
    }

    private void tell() {
        try {
            onTrouble.run();
        } catch (RuntimeException e) {
            log.warn("the listener for trouble of reservation {} failed", Checks.shown(reservation.value()), e);
        }
    }
}
