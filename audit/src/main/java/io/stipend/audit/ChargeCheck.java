package io.stipend.audit;

import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import org.jspecify.annotations.Nullable;

/**
 * What a closed reservation was charged, compared with what its usage and its hold give.
 *
 * @param closing how it was closed
 * @param used what it had used
 * @param least the least that it can have been charged in all; exactly that, if it was charged a possible amount
 * @param most the most that it can have been charged in all
 */
record ChargeCheck(JournalEntry.Closed closing, ResourceVector used, ResourceVector least, ResourceVector most) {

    /**
     * Checks what was charged.
     *
     * @param onExpiry what its expiry books, if it comes to that
     * @param held what it held
     * @param tracked what was used when it expired; null if that is not known
     */
    static ChargeCheck of(
            JournalEntry.Closed closing,
            OnExpiry onExpiry,
            ResourceVector held,
            ResourceVector used,
            @Nullable ResourceVector tracked,
            Findings findings) {
        ResourceVector before = closing.bookedBefore();
        boolean booksHold = onExpiry == OnExpiry.BOOK_HELD;
        ResourceVector consumed =
                booksHold && closing.kind() == CloseKind.EXPIRED ? bookedByExpiry(used, held) : used.consumables();
        // What expiry booked is given back, if at all, only where it was the hold.
        ResourceVector late = booksHold ? min(before, consumed) : before;
        ResourceVector least = closing.late() ? late : min(consumed, held);
        ResourceVector most = closing.late() ? max(consumed, before) : consumed;
        String id = closing.header().id().value();
        if (closing.late() && tracked != null) {
            ResourceVector atExpiry = booksHold ? bookedByExpiry(tracked, held) : tracked.consumables();
            compare(id, before, min(atExpiry, held), atExpiry, "at its expiry", findings);
        }
        compare(id, closing.charged(), least, most, "in all", findings);
        return new ChargeCheck(
                closing,
                used,
                ResourceVector.map(r -> within(closing.charged(), least, most, r)
                        ? closing.charged().get(r)
                        : least.get(r)),
                ResourceVector.map(r -> within(closing.charged(), least, most, r)
                        ? closing.charged().get(r)
                        : most.get(r)));
    }

    /** Whether less than all was charged although the overrun policy charges all: only where an account was full. */
    boolean wasCut(Resource resource) {
        return closing.overrunPolicy() != OverrunPolicy.CAP
                && resource.isConsumable()
                && least.get(resource) == most.get(resource)
                && most.get(resource) < used.get(resource);
    }

    private static void compare(
            String id, ResourceVector found, ResourceVector min, ResourceVector max, String when, Findings findings) {
        for (Resource resource : Resource.values()) {
            if (!within(found, min, max, resource)) {
                tell(id, resource, found, Ranges.text(resource, min.get(resource), max.get(resource)), when, findings);
            }
        }
    }

    /** Tells that nothing explains why not all was charged. */
    void tellCut(Resource resource, Findings findings) {
        tell(
                closing.header().id().value(),
                resource,
                closing.charged(),
                resource.format(used.get(resource)),
                "under " + closing.overrunPolicy(),
                findings);
    }

    private static void tell(
            String id, Resource resource, ResourceVector found, String should, String when, Findings findings) {
        String is = resource.format(found.get(resource));
        findings.amount(
                Drift.Kind.CHARGED,
                id,
                resource,
                is,
                should,
                "reservation " + id + " was charged " + is + " of " + resource + " " + when
                        + ", and its usage and its hold give " + should,
                ReservationCheck.ADVICE);
    }

    private static boolean within(ResourceVector found, ResourceVector min, ResourceVector max, Resource resource) {
        return found.get(resource) >= min.get(resource) && found.get(resource) <= max.get(resource);
    }

    /** What an expiry books that books the hold, and what was used beyond it. */
    private static ResourceVector bookedByExpiry(ResourceVector used, ResourceVector held) {
        return max(used, held).consumables();
    }

    private static ResourceVector max(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(resource -> Math.max(one.get(resource), other.get(resource)));
    }

    private static ResourceVector min(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(resource -> Math.min(one.get(resource), other.get(resource)));
    }
}
