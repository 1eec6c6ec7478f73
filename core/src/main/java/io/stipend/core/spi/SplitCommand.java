package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a part of what is idle of an open reservation, the parent, a reservation of its own, the child. Its operation id is the child's
 * reservation id. The child has the parent's path and swarm; no account moves.
 *
 * @param parent the reservation that gives the part
 * @param child the new reservation, in the same tenant
 * @param fingerprint of the caller's request: see {@link #fingerprint(String, ResourceVector, long, OnExpiry, String, Map)}
 * @param part what the child holds and the parent no longer does; may be nothing
 * @param leaseMillis how long the child's hold lives unless renewed; 0 for as long as the parent's does
 * @param onExpiry what is booked when it is over; null for what the parent's books
 * @param stepId the step to bind to the child, if any
 * @param attributes what the caller attached to the child
 */
public record SplitCommand(
        ReservationId parent,
        ReservationId child,
        long fingerprint,
        ResourceVector part,
        long leaseMillis,
        @Nullable OnExpiry onExpiry,
        @Nullable String stepId,
        Map<String, String> attributes) {

    /** Refuses null, a child of another tenant or that is its own parent, and a negative lease. */
    public SplitCommand {
        Checks.present(parent, "parent");
        Checks.present(child, "child");
        Checks.present(part, "part");
        Checks.present(attributes, "attributes");
        if (!parent.tenant().equals(child.tenant())) {
            throw new InvalidRequestException("child is of tenant " + Checks.shown(child.tenant()) + ", its parent of "
                    + Checks.shown(parent.tenant()) + "; give the child the parent's tenant");
        }
        if (parent.equals(child)) {
            throw new InvalidRequestException("reservation " + Checks.shown(child.value())
                    + " cannot be split from itself; give the child an id of its own");
        }
        if (leaseMillis < 0) {
            throw new InvalidRequestException(
                    "lease is " + leaseMillis + " ms; give at least 1, or 0 for as long as the parent's");
        }
    }

    /** A split that is the caller's request itself, whose expiry books what the parent's does. */
    public SplitCommand(
            ReservationId parent,
            ReservationId child,
            ResourceVector part,
            long leaseMillis,
            @Nullable String stepId,
            Map<String, String> attributes) {
        this(parent, child, part, leaseMillis, null, stepId, attributes);
    }

    /** A split that is the caller's request itself. */
    public SplitCommand(
            ReservationId parent,
            ReservationId child,
            ResourceVector part,
            long leaseMillis,
            @Nullable OnExpiry onExpiry,
            @Nullable String stepId,
            Map<String, String> attributes) {
        this(
                parent,
                child,
                fingerprint(parent.value(), part, leaseMillis, onExpiry, stepId, attributes),
                part,
                leaseMillis,
                onExpiry,
                stepId,
                attributes);
    }

    /** The {@link Fingerprint} of a caller's request. It names the parent, so no reserve has the same. */
    public static long fingerprint(
            String parent,
            ResourceVector part,
            long leaseMillis,
            @Nullable OnExpiry onExpiry,
            @Nullable String stepId,
            Map<String, String> attributes) {
        return new Fingerprint()
                .with(101, parent)
                .with(102, part.fingerprint())
                .with(103, leaseMillis)
                .with(104, stepId)
                .withAll(105, attributes)
                .with(106, onExpiry == null ? null : onExpiry.name())
                .value();
    }

    /** What the child's expiry books, where its parent's books this. */
    public OnExpiry onExpiry(OnExpiry ofParent) {
        return onExpiry == null ? ofParent : onExpiry;
    }

    /** The child's lease, where its parent has this one. */
    public long leaseMillis(long ofParent) {
        return leaseMillis == 0 ? ofParent : leaseMillis;
    }
}
