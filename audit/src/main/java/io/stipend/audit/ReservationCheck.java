package io.stipend.audit;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import org.jspecify.annotations.Nullable;

/**
 * Compares one reservation with its reports and extensions. They determine what it should hold, have used and have been
 * charged. Where some of them are missing, the stored figures are taken as right. Not thread safe.
 */
final class ReservationCheck {

    private static final Remedy ADVICE = new Remedy.ByHand("the accounts are judged by what its reports and extensions"
            + " give; look at `stipend reservation show`, and correct the account with `stipend account adjust` if it was"
            + " closed with a wrong amount");

    private final ReservationSnapshot snapshot;
    private final Findings findings;
    private final String id;

    private ResourceVector held;
    private ResourceVector tracked = ResourceVector.ZERO;
    private ResourceVector used;
    private ResourceVector chargedLeast = ResourceVector.ZERO;
    private ResourceVector chargedMost = ResourceVector.ZERO;

    private ReservationCheck(StoredReservation stored, Findings findings) {
        this.snapshot = stored.snapshot();
        this.findings = findings;
        this.id = snapshot.header().id().value();
        this.held = snapshot.held();
        this.used = snapshot.used();
    }

    /** Checks a reservation, and computes what it should be. */
    static ReservationCheck of(StoredReservation stored, Findings findings) {
        ReservationCheck check = new ReservationCheck(stored, findings);
        JournalEntry.Closed closing = stored.snapshot().closing();
        boolean complete = check.checkNumbers(stored, closing) && check.fold(stored, closing);
        if (complete) {
            check.compareHeldAndUsed(closing);
        }
        if (closing != null) {
            check.checkCharged(closing, complete);
        }
        return check;
    }

    /** What it should hold while it is open. */
    ResourceVector held() {
        return held;
    }

    /** The least that it can have been charged in total. */
    ResourceVector chargedLeast() {
        return chargedLeast;
    }

    /** The most that it can have been charged in total. */
    ResourceVector chargedMost() {
        return chargedMost;
    }

    /** Number 1 is its opening, the last ones are its close and its late settlement. The store keeps all between. */
    private boolean checkNumbers(StoredReservation stored, JournalEntry.@Nullable Closed closing) {
        long latest = snapshot.sequence();
        long lastOperation = closing == null ? latest : closing.late() ? latest - 2 : latest - 1;
        long next = 2;
        for (JournalEntry.OfReservation operation : stored.operations()) {
            if (operation.sequence() != next) {
                break;
            }
            next++;
        }
        boolean complete = next == lastOperation + 1 && stored.operations().size() == lastOperation - 1;
        if (!complete || (closing != null && closing.sequence() != latest)) {
            findings.tell(
                    Drift.Kind.OPERATIONS,
                    id,
                    stored.operations().size() + " reports and extensions",
                    Math.max(0, lastOperation - 1) + " reports and extensions",
                    "reservation " + id + ": its latest entry is number " + latest
                            + (closing == null ? "" : ", it was closed with number " + closing.sequence())
                            + ", and of its reports and extensions "
                            + stored.operations().size() + " are kept, without a gap"
                            + " up to number " + (next - 1),
                    ADVICE);
        }
        return complete;
    }

    private boolean fold(StoredReservation stored, JournalEntry.@Nullable Closed closing) {
        ResourceVector holds = stored.snapshot().asked();
        ResourceVector uses = ResourceVector.ZERO;
        try {
            for (JournalEntry.OfReservation operation : stored.operations()) {
                if (operation instanceof JournalEntry.Tracked report) {
                    uses = report.report().addedTo(uses);
                } else if (operation instanceof JournalEntry.Extended extension) {
                    holds = holds.plus(extension.additional());
                }
            }
        } catch (InvalidRequestException e) {
            findings.tell(
                    Drift.Kind.OPERATIONS,
                    id,
                    "a sum out of range",
                    "sums in range",
                    "reservation " + id + ": its reports and extensions cannot be added up: " + e.getMessage(),
                    ADVICE);
            return false;
        }
        held = holds;
        tracked = uses;
        used = closing == null ? uses : closing.report().replacing(uses);
        return true;
    }

    private void compareHeldAndUsed(JournalEntry.@Nullable Closed closing) {
        compare(Drift.Kind.HELD, snapshot.held(), closing == null ? null : closing.held(), held, "hold", "holds");
        compare(Drift.Kind.USED, snapshot.used(), closing == null ? null : closing.used(), used, "usage", "has used");
    }

    private void compare(
            Drift.Kind kind,
            ResourceVector stored,
            @Nullable ResourceVector atClose,
            ResourceVector expected,
            String noun,
            String verb) {
        ResourceVector found = stored.equals(expected) && atClose != null ? atClose : stored;
        for (Resource resource : Resource.values()) {
            if (found.get(resource) != expected.get(resource)) {
                String is = resource.format(found.get(resource));
                String should = resource.format(expected.get(resource));
                findings.amount(
                        kind,
                        id,
                        resource,
                        is,
                        should,
                        "reservation " + id + " " + verb + " " + is + " of " + resource + ", and by its reports and"
                                + " extensions its " + noun + " is " + should,
                        ADVICE);
            }
        }
    }

    private void checkCharged(JournalEntry.Closed closing, boolean complete) {
        ResourceVector before = closing.bookedBefore();
        ResourceVector consumed = used.consumables();
        if (closing.late()) {
            chargedLeast = before;
            chargedMost = ResourceVector.map(r -> Math.max(consumed.get(r), before.get(r)));
            if (complete) {
                compareCharged(before, min(tracked.consumables(), held), tracked.consumables(), "at its expiry");
            }
        } else {
            chargedLeast = min(consumed, held);
            chargedMost = consumed;
        }
        compareCharged(closing.charged(), chargedLeast, chargedMost, "in all");
        ResourceVector min = chargedLeast;
        ResourceVector max = chargedMost;
        chargedLeast = ResourceVector.map(
                r -> within(closing.charged(), min, max, r) ? closing.charged().get(r) : min.get(r));
        chargedMost = ResourceVector.map(
                r -> within(closing.charged(), min, max, r) ? closing.charged().get(r) : max.get(r));
    }

    private void compareCharged(ResourceVector found, ResourceVector min, ResourceVector max, String when) {
        for (Resource resource : Resource.values()) {
            if (!within(found, min, max, resource)) {
                String is = resource.format(found.get(resource));
                String should = Ranges.text(resource, min.get(resource), max.get(resource));
                findings.amount(
                        Drift.Kind.CHARGED,
                        id,
                        resource,
                        is,
                        should,
                        "reservation " + id + " was charged " + is + " of " + resource + " " + when
                                + ", and its usage and its hold give " + should,
                        ADVICE);
            }
        }
    }

    private static boolean within(ResourceVector found, ResourceVector min, ResourceVector max, Resource resource) {
        return found.get(resource) >= min.get(resource) && found.get(resource) <= max.get(resource);
    }

    private static ResourceVector min(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(resource -> Math.min(one.get(resource), other.get(resource)));
    }
}
