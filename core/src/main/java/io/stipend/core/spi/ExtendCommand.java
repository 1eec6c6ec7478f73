package io.stipend.core.spi;

import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * Enlarges the envelope of an open reservation on every account of its path or on none, or its lease, or both. The terms
 * are those the accounts have in the store.
 *
 * @param target the reservation
 * @param operationId the extension's id
 * @param additional what to hold in addition; may be zero
 * @param leaseMillis the lease then runs out no sooner than this long from now; 0 leaves it alone
 * @param mostHeld the most that the reservation may hold afterwards of what is added to; policy, and no part of the
 *     payload that tells a replay from a conflict
 */
public record ExtendCommand(
        ReservationRef target, OperationId operationId, ResourceVector additional, long leaseMillis, Limits mostHeld) {

    public ExtendCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(additional, "additional resources");
        Checks.present(mostHeld, "limit on what is held");
    }

    /** An extension of a reservation that may be of any size. */
    public ExtendCommand(ReservationRef target, OperationId operationId, ResourceVector additional, long leaseMillis) {
        this(target, operationId, additional, leaseMillis, Limits.NONE);
    }

    /** The first resource of which the reservation would hold too much, or null. */
    public @Nullable Resource firstExcess(ResourceVector held) {
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            long most = mostHeld.get(resource);
            if (most != Limits.UNLIMITED && additional.get(resource) > 0 && held.get(resource) > most) {
                return resource;
            }
        }
        return null;
    }

    /** The {@link Fingerprint} of the caller's request. */
    public long fingerprint() {
        return new Fingerprint()
                .with(1, additional.fingerprint())
                .with(2, leaseMillis)
                .value();
    }
}
