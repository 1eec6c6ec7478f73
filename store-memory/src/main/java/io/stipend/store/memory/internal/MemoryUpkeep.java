package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires and forgets, a few reservations of a stripe at a time and the stripes in turn: a caller waits for a hundred
 * microseconds at most, however many reservations are due.
 */
final class MemoryUpkeep implements StoreUpkeep {

    private static final Logger log = LoggerFactory.getLogger(MemoryUpkeep.class);

    /** How many reservations are closed or forgotten while a stripe's monitor is held. */
    private static final int SLICE = 64;

    private final StripedReservations reservations;
    private final List<Stripe> stripes;
    private final InstantSource clock;

    MemoryUpkeep(StripedReservations reservations, InstantSource clock) {
        this.reservations = reservations;
        this.stripes = reservations.stripes();
        this.clock = clock;
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        Sweep sweep = new Sweep(clock.millis(), limit);
        try {
            return sweep.run();
        } finally {
            sweep.watchFailed();
        }
    }

    @Override
    public int prune(Duration retention, int limit) {
        long now = clock.millis();
        int forgotten = 0;
        int before;
        do {
            before = forgotten;
            for (Stripe stripe : stripes) {
                synchronized (stripe) {
                    forgotten += stripe.prune(now, retention, Math.min(SLICE, limit - forgotten));
                }
            }
        } while (forgotten > before);
        return forgotten;
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        long closedBy = clock.millis() - retention.toMillis();
        int forgotten = 0;
        for (ReservationId id : ids) {
            int hash = Reservation.hashOf(id);
            Stripe stripe = reservations.stripeOf(hash);
            synchronized (stripe) {
                forgotten += stripe.forgetFree(id, hash, closedBy) ? 1 : 0;
            }
        }
        return forgotten;
    }

    @Override
    public long openReservations() {
        long open = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                open += stripe.openCount();
            }
        }
        return open;
    }

    /** One call of {@link #expireDue}. */
    private final class Sweep {

        private final long now;
        private final int limit;
        private final IdentityHashMap<Reservation, Stripe> failed = new IdentityHashMap<>();
        private int expired;
        private long booked;

        Sweep(long now, int limit) {
            this.now = now;
            this.limit = limit;
        }

        ExpiryResult run() {
            for (Stripe stripe : stripes) {
                synchronized (stripe) {
                    stripe.dueScan().shortenLeases(now);
                }
            }
            boolean mayBeMore = true;
            while (mayBeMore) {
                mayBeMore = false;
                for (Stripe stripe : stripes) {
                    List<Reservation> children = List.of();
                    synchronized (stripe) {
                        if (stripe.dueScan().mayBeDue(now)) {
                            children = expireSome(stripe);
                            mayBeMore = true;
                        }
                    }
                    children.forEach(child -> reservations.holding(child, () -> expireChild(child, stripe)));
                    if (left() <= 0) {
                        return new ExpiryResult(expired, failed.size(), booked, true);
                    }
                }
            }
            return new ExpiryResult(expired, failed.size(), booked, false);
        }

        private int left() {
            return limit - expired - failed.size();
        }

        /** Expires what is due in a slice, but for children: their parents' monitors are needed, too. Those are returned. */
        private List<Reservation> expireSome(Stripe stripe) {
            List<Reservation> children = new ArrayList<>();
            // Not the time at which the sweep began: what is closed meanwhile would have a later time than what comes
            // after.
            long at = Math.max(now, clock.millis());
            for (Reservation reservation : stripe.dueScan().nextDue(now, Math.min(SLICE, left()))) {
                if (failed.containsKey(reservation)) {
                    continue;
                }
                if (reservation.parent() == null) {
                    expire(reservation, stripe, at);
                } else {
                    children.add(reservation);
                }
            }
            stripe.dueScan().endSlice();
            return children;
        }

        private boolean expireChild(Reservation child, Stripe stripe) {
            long at = Math.max(now, clock.millis());
            if (child.isDue(at)) {
                expire(child, stripe, at);
            } else if (child.isOpen()) {
                stripe.dueScan().watch(child);
            }
            return true;
        }

        private void expire(Reservation reservation, Stripe stripe, long at) {
            try {
                booked += stripe.close(reservation, Closing.expiry(reservation), at)
                        .charged()
                        .credits();
                expired++;
            } catch (RuntimeException e) {
                // One that cannot be expired must not keep the others from it.
                log.error(
                        "reservation {} is due and cannot be expired",
                        reservation.header().id(),
                        e);
                failed.put(reservation, stripe);
            }
        }

        /** Lets the next sweep try those again that could not be expired. */
        void watchFailed() {
            failed.forEach((reservation, stripe) -> {
                synchronized (stripe) {
                    stripe.dueScan().watch(reservation);
                }
            });
        }
    }
}
