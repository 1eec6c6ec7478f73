package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.store.memory.MemoryConfig;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All reservations of a store, spread over stripes by their ids, and the steps that name them. */
final class StripedReservations {

    private static final int LEAST_STRIPES = 64;

    private static final Logger log = LoggerFactory.getLogger(StripedReservations.class);

    private final Stripe[] stripes;
    private final InstantSource clock;

    /** Which reservation a step names: an open one, or the last one it named. */
    private final ConcurrentMap<StepId, Reservation> steps = new ConcurrentHashMap<>();

    StripedReservations(MemoryConfig config, MemoryJournal journal, InstantSource clock) {
        this.clock = clock;
        int processors = Runtime.getRuntime().availableProcessors();
        this.stripes = new Stripe[Math.max(LEAST_STRIPES, Integer.highestOneBit(processors) * 16)];
        int maxClosed = config.maxClosed() / stripes.length;
        int maxForgotten = config.maxForgotten() / stripes.length;
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(i, maxClosed, maxForgotten, this::forgetStep, journal);
        }
    }

    /** The stripe of a reservation, by the hash of its id. */
    Stripe stripeOf(int hash) {
        return stripes[hash >>> Integer.numberOfLeadingZeros(stripes.length - 1)];
    }

    /** All stripes, in the order in which to take their monitors if all are to be held. */
    List<Stripe> stripes() {
        return List.of(stripes);
    }

    /** Which reservation each step names; not to change while the monitors of all stripes are not held. */
    ConcurrentMap<StepId, Reservation> steps() {
        return steps;
    }

    /** The reservation that a step names, or null. */
    @Nullable
    Reservation named(StepId step) {
        return steps.get(step);
    }

    /** Gives a step to a reservation unless an open one has it; returns whoever has it then. */
    Reservation takeStep(StepId step, Reservation reservation) {
        return steps.compute(step, (id, holder) -> holder != null && holder.isOpen() ? holder : reservation);
    }

    /** Expires the holder of a step whose lease has run out, so that the step is free. No monitor may be held. */
    void expireHolderIfDue(StepId step) {
        Reservation holder = steps.get(step);
        if (holder == null || !holder.isOpen()) {
            return;
        }
        holding(holder, () -> stripeOf(holder.hash()).closingAt(holder, clock.millis()));
    }

    /** Does something to a reservation with the monitor of its stripe held and, where it is a child, that of its parent's. */
    <T extends @Nullable Object> T holding(Reservation reservation, Supplier<T> action) {
        Stripe stripe = stripeOf(reservation.hash());
        Reservation.Parent parent;
        synchronized (stripe) {
            parent = reservation.parent();
            if (parent == null) {
                return action.get();
            }
        }
        return holding(List.of(stripe, parent.stripe()), action);
    }

    /** Does something with the monitors of stripes held, taken in the order of their numbers; one may be there twice. */
    static <T extends @Nullable Object> T holding(List<Stripe> stripes, Supplier<T> action) {
        Stripe[] sorted = stripes.toArray(Stripe[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(stripe -> stripe.number));
        return holdingFrom(sorted, 0, action);
    }

    private static <T extends @Nullable Object> T holdingFrom(Stripe[] sorted, int next, Supplier<T> action) {
        if (next == sorted.length) {
            return action.get();
        }
        synchronized (sorted[next]) {
            return holdingFrom(sorted, next + 1, action);
        }
    }

    /** Expires due reservations that hold on a path, some at most; false if it could expire none. No monitor may be held. */
    boolean expireDueOn(Account[] path) {
        return expireAll(DueSearch.on(path, stripes, clock.millis()));
    }

    /** The same of those that were split from a reservation. */
    boolean expireDueChildren(ReservationId parent) {
        return expireAll(DueSearch.childrenOf(parent, stripes, clock.millis()));
    }

    private boolean expireAll(List<Reservation> found) {
        boolean anyExpired = false;
        for (Reservation due : found) {
            anyExpired |= expireIfDue(due);
        }
        return anyExpired;
    }

    /** Whether it is closed now. One that cannot be expired is the sweeper's to complain of. */
    private boolean expireIfDue(Reservation reservation) {
        try {
            return holding(reservation, () -> stripeOf(reservation.hash()).closingAt(reservation, clock.millis()))
                    != null;
        } catch (RuntimeException e) {
            log.debug(
                    "reservation {} is due and cannot be expired",
                    reservation.header().id(),
                    e);
            return false;
        }
    }

    /** Waits for the verbs under way: what the caller changed before is seen by all that are not done then. No monitor may be held. */
    void awaitVerbs() {
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.openCount();
            }
        }
    }

    private void forgetStep(Reservation reservation) {
        if (reservation.stepId != null) {
            steps.remove(new StepId(reservation.header().id().tenant(), reservation.stepId), reservation);
        }
    }
}
