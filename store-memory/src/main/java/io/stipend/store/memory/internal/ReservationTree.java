package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.store.support.DueHolds;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reservations and their children do to each other. No account has a part in it: both hold on the same ones, so what moves between
 * them changes no sum.
 */
final class ReservationTree {

    private final StripedReservations reservations;
    private final InstantSource clock;

    ReservationTree(StripedReservations reservations, InstantSource clock) {
        this.reservations = reservations;
        this.clock = clock;
    }

    SplitOutcome split(SplitCommand command) {
        SplitOutcome outcome = trySplit(command);
        for (int round = 0; outcome instanceof IdleTooSmall && round < DueHolds.MAX_ROUNDS; round++) {
            if (!reservations.expireDueChildren(command.parent())) {
                break;
            }
            outcome = trySplit(command);
        }
        return outcome;
    }

    private SplitOutcome trySplit(SplitCommand command) {
        int childHash = Reservation.hashOf(command.child());
        Stripe childStripe = reservations.stripeOf(childHash);
        int parentHash = Reservation.hashOf(command.parent());
        Stripe parentStripe = reservations.stripeOf(parentHash);
        StepId step =
                command.stepId() == null ? null : new StepId(command.child().tenant(), command.stepId());
        // The step's holder may be in yet another stripe. A replay looks at nothing but itself.
        if (step != null && !childStripe.isKnown(command.child(), childHash)) {
            reservations.expireHolderIfDue(step);
        }
        // A parent that is due gives to its own parent, whose stripe is then needed, too. Mostly it has none.
        Stripe grandparentStripe = parentStripe;
        while (true) {
            List<Stripe> held = grandparentStripe == parentStripe
                    ? List.of(childStripe, parentStripe)
                    : List.of(childStripe, parentStripe, grandparentStripe);
            SplitOutcome outcome = StripedReservations.holding(held, () -> {
                Reservation parent = parentStripe.find(command.parent(), parentHash);
                Reservation.Parent above = parent == null ? null : parent.parent();
                return above == null || held.contains(above.stripe())
                        ? split(command, step, childStripe, childHash, parentStripe, parent)
                        : null;
            });
            if (outcome != null) {
                return outcome;
            }
            grandparentStripe = grandparentStripe(command.parent(), parentHash, parentStripe);
        }
    }

    /** Where the reservation is that another was split from; the other's own stripe if it was from none. */
    private static Stripe grandparentStripe(ReservationId parent, int parentHash, Stripe parentStripe) {
        synchronized (parentStripe) {
            Reservation found = parentStripe.find(parent, parentHash);
            Reservation.Parent above = found == null ? null : found.parent();
            return above == null ? parentStripe : above.stripe();
        }
    }

    /** With the monitors of all stripes that it may change held. */
    private SplitOutcome split(
            SplitCommand command,
            @Nullable StepId step,
            Stripe childStripe,
            int childHash,
            Stripe parentStripe,
            @Nullable Reservation parent) {
        Reservation known = childStripe.find(command.child(), childHash);
        if (known != null) {
            return known.opened.request().fingerprint() == command.fingerprint()
                    ? new SplitOutcome.Split(known.opened, null, true)
                    : new Refusal.Conflict();
        }
        if (childStripe.hasForgotten(command.child())) {
            return new Refusal.Forgotten();
        }
        if (parent == null) {
            return new Refusal.NotFound();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = parentStripe.closingAt(parent, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        Reservation holder = step == null ? null : reservations.named(step);
        if (step != null && holder != null && holder.isOpen()) {
            return new Refusal.StepTaken(step, holder.header().id());
        }
        IdleTooSmall lack = firstLack(parent, command.part());
        if (lack != null) {
            return lack;
        }
        childStripe.journal().checkRoom();
        parentStripe.journal().checkRoom();
        childStripe.checkRoomFor(command.child());
        Reservation child = new Reservation(
                opened(command, parent, now), parent.accounts, new Reservation.Parent(parent, parentStripe));
        if (step != null) {
            Reservation taker = reservations.takeStep(step, child);
            if (taker != child) {
                return new Refusal.StepTaken(step, taker.header().id());
            }
        }
        JournalEntry.Split given = parent.move(command.child(), command.part(), ResourceVector.ZERO, now);
        parentStripe.journal().append(given);
        childStripe.addOpen(child);
        childStripe.journal().append(child.opened);
        return new SplitOutcome.Split(child.opened, given, false);
    }

    private static JournalEntry.Opened opened(SplitCommand command, Reservation parent, long now) {
        ReservationHeader above = parent.header();
        List<AccountId> path = above.path().accounts();
        long leaseMillis = command.leaseMillis(parent.opened.request().leaseMillis());
        return new JournalEntry.Opened(
                new ReservationHeader(
                        command.child(),
                        above.path(),
                        above.swarmId(),
                        now,
                        above.id().value()),
                new ReserveCommand(
                        command.child(),
                        command.fingerprint(),
                        above.path(),
                        Collections.nCopies(path.size(), AccountTerms.UNLIMITED),
                        command.part(),
                        leaseMillis,
                        command.onExpiry(parent.opened.request().onExpiry()),
                        above.swarmId(),
                        command.stepId(),
                        command.attributes()),
                now + leaseMillis);
    }

    /** The first resource of which less is idle than is needed, or null. */
    static @Nullable IdleTooSmall firstLack(Reservation parent, ResourceVector needed) {
        ResourceVector idle = parent.idle();
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            if (needed.get(resource) > idle.get(resource)) {
                return new IdleTooSmall(parent.header().id(), resource, needed.get(resource), idle.get(resource));
            }
        }
        return null;
    }

    /**
     * Moves what an extension or the close of a child takes from its parent and gives back, if it does. The caller holds the monitors of
     * both stripes.
     */
    static void move(
            Reservation.Parent parent, Reservation child, ResourceVector added, ResourceVector returned, long now) {
        ResourceVector taken = parent.reservation().room(returned);
        if (!added.isZero() || !taken.isZero()) {
            parent.stripe()
                    .journal()
                    .append(parent.reservation().move(child.header().id(), added, taken, now));
        }
    }

    List<ReservationSnapshot> children(ReservationId parent) {
        int hash = Reservation.hashOf(parent);
        Stripe stripe = reservations.stripeOf(hash);
        List<ReservationId> ids;
        synchronized (stripe) {
            Reservation found = stripe.find(parent, hash);
            ids = found == null ? List.of() : found.childIds();
        }
        List<ReservationSnapshot> children = new ArrayList<>();
        for (ReservationId id : ids) {
            int childHash = Reservation.hashOf(id);
            Stripe childStripe = reservations.stripeOf(childHash);
            synchronized (childStripe) {
                Reservation child = childStripe.find(id, childHash);
                if (child != null && parent.value().equals(child.header().parentId())) {
                    children.add(child.snapshot());
                }
            }
        }
        return children;
    }
}
