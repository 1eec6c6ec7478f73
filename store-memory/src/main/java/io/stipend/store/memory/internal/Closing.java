package io.stipend.store.memory.internal;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry.Closed;
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
        ResourceVector charged = charged(reservation, held);
        for (Account account : reservation.accounts) {
            account.unhold(held);
            account.book(charged);
        }
        return entry(reservation, nowMillis, charged, ResourceVector.ZERO, false);
    }

    /**
     * Books what is missing on a reservation that has expired. What expiry booked is not taken back. The caller holds the
     * monitors of the reservation's stripe and of all its accounts.
     */
    Closed closeLate(Reservation reservation, Closed expiry, long nowMillis) {
        ResourceVector before = expiry.charged();
        for (Account account : reservation.accounts) {
            account.touch(nowMillis);
        }
        ResourceVector charged = charged(reservation, before);
        ResourceVector missing = charged.excessOver(before);
        for (Account account : reservation.accounts) {
            account.book(missing);
        }
        // Final figures below what expiry booked: spent only grows, so what is booked stays.
        return entry(reservation, nowMillis, before.plus(missing), before, true);
    }

    /**
     * What can be charged of the usage: what is covered by the hold, or booked already, and beyond that as much as there
     * is room for on every account.
     */
    private ResourceVector charged(Reservation reservation, ResourceVector covered) {
        ResourceVector wanted = used.consumables();
        if (wanted.excessOver(covered).isZero()) {
            return wanted;
        }
        return ResourceVector.map(resource -> Math.min(
                wanted.get(resource),
                Math.min(Checks.MAX_AMOUNT, covered.get(resource) + room(reservation, resource))));
    }

    private long room(Reservation reservation, Resource resource) {
        long room = Checks.MAX_AMOUNT;
        for (Account account : reservation.accounts) {
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
