package io.stipend.core.spi;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * Closes a reservation with its final usage, or books the difference on one that has expired.
 *
 * @param target the reservation
 * @param operationId the settlement's id
 * @param fingerprint of the caller's request: see {@link #fingerprint(ResourceUsage, OverrunPolicy)}
 * @param usage the final figures: see {@link ResourceUsage#replacing}
 * @param overrunPolicy what to do when they exceed the hold
 */
public record SettleCommand(
        ReservationRef target,
        OperationId operationId,
        long fingerprint,
        ResourceUsage usage,
        OverrunPolicy overrunPolicy) {

    public SettleCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(usage, "usage");
        Checks.present(overrunPolicy, "overrun policy");
    }

    /** A settlement whose caller named the overrun policy. */
    public SettleCommand(
            ReservationRef target, OperationId operationId, ResourceUsage usage, OverrunPolicy overrunPolicy) {
        this(target, operationId, fingerprint(usage, overrunPolicy), usage, overrunPolicy);
    }

    /**
     * The fingerprint of a settlement.
     *
     * @param usage the final figures
     * @param named the overrun policy that the caller named; null if the caller left it to others
     */
    public static long fingerprint(ResourceUsage usage, @Nullable OverrunPolicy named) {
        Fingerprint print =
                new Fingerprint().with(1, Checks.present(usage, "usage").fingerprint());
        return (named == null ? print : print.with(2, named.name())).value();
    }
}
