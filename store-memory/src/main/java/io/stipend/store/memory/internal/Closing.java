package io.stipend.store.memory.internal;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry.Closed;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;

/**
 * A reservation about to be closed: how, by whom, and with what usage.
 *
 * @param fingerprint of the caller's request
 * @param used the usage it is closed with
 * @param report the figures as reported
 */
record Closing(
        CloseKind kind,
        OperationId operationId,
        long fingerprint,
        ResourceUsage report,
        OverrunPolicy overrunPolicy,
        ResourceVector used)
        implements PathLock.Action<Closed> {

    static Closing expiry(Reservation reservation) {
        return new Closing(
                CloseKind.EXPIRED,
                OperationId.EXPIRE,
                Fingerprint.NONE,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                reservation.used);
    }

    static Closing release(Reservation reservation, ReleaseCommand command) {
        return new Closing(
                CloseKind.RELEASED,
                command.operationId(),
                command.fingerprint(),
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                reservation.used);
    }

    /**
     * Books an open reservation on its accounts and returns its hold. The caller holds the monitors of the reservation's
     * stripe and of all its accounts.
     */
    @Override
    public Closed apply(Reservation reservation, long nowMillis) {
        ResourceVector held = reservation.held;
        for (Account account : reservation.accounts) {
            account.touch(nowMillis);
        }
        boolean booksHold = kind == CloseKind.EXPIRED && booksHold(reservation);
        ResourceVector wanted = booksHold ? used.plus(held.excessOver(used)) : used;
        ResourceVector charged = charged(reservation, wanted.consumables(), held);
        ResourceVector freed = held.minus(toParent(reservation, held.excessOver(charged), nowMillis));
        for (Account account : reservation.accounts) {
            account.unhold(freed);
            account.book(charged);
        }
        return entry(reservation, nowMillis, charged, ResourceVector.ZERO, false);
    }

    /** What of the rest of a child's hold its parent holds from now on, on the same accounts. */
    static ResourceVector toParent(Reservation reservation, ResourceVector rest, long nowMillis) {
        Reservation.Parent parent = reservation.openParent(nowMillis);
        return parent == null ? ResourceVector.ZERO : parent.reservation().room(rest);
    }

    /**
     * Books what is missing on a reservation that has expired, or gives back what expiry booked too much, if it booked the hold.
     * The caller holds the monitors of the reservation's stripe and of all its accounts.
     */
    Closed closeLate(Reservation reservation, Closed expiry, long nowMillis) {
        ResourceVector before = expiry.charged();
        for (Account account : reservation.accounts) {
            account.touch(nowMillis);
        }
        ResourceVector charged = charged(reservation, used.consumables(), before);
        ResourceVector missing = charged.excessOver(before);
        ResourceVector refund = booksHold(reservation) ? before.excessOver(charged) : ResourceVector.ZERO;
        for (Account account : reservation.accounts) {
            refund = account.atMostBookedSince(expiry.atMillis(), refund);
        }
        for (Account account : reservation.accounts) {
            account.book(missing);
            account.unbook(refund);
        }
        return entry(reservation, nowMillis, before.plus(missing).minus(refund), before, true);
    }

    private static boolean booksHold(Reservation reservation) {
        return reservation.opened.request().onExpiry() == OnExpiry.BOOK_HELD;
    }

    /**
     * What can be charged of what is wanted: what is covered by the hold, or booked already, and beyond that as much as there
     * is room for on every account.
     */
    private ResourceVector charged(Reservation reservation, ResourceVector wanted, ResourceVector covered) {
        if (wanted.excessOver(covered).isZero()) {
            return wanted;
        }
        return ResourceVector.map(resource -> Math.min(
                wanted.get(resource),
                Math.min(Checks.MAX_AMOUNT, covered.get(resource) + room(reservation, resource))));
    }

    private long room(Reservation reservation, Resource resource) {
        return room(reservation.accounts, resource, overrunPolicy);
    }

    /** How much can be charged beyond what is held, on every account. */
    static long room(Account[] path, Resource resource, OverrunPolicy overrunPolicy) {
        long room = Checks.MAX_AMOUNT;
        for (Account account : path) {
            room = Math.min(room, account.room(resource, overrunPolicy == OverrunPolicy.CAP));
        }
        return room;
    }

    private Closed entry(
            Reservation reservation,
            long nowMillis,
            ResourceVector charged,
            ResourceVector bookedBefore,
            boolean late) {
        return new Closed(
                reservation.header(),
                ++reservation.sequence,
                nowMillis,
                kind,
                operationId,
                fingerprint,
                report,
                overrunPolicy,
                reservation.stepId,
                reservation.held,
                used,
                charged,
                bookedBefore,
                reservation.peak,
                late);
    }
}
