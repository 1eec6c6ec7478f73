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
 * Changes the envelope of an open reservation on every account of its path or on none, or its lease, or both.
 *
 * @param target the reservation
 * @param operationId the extension's id
 * @param fingerprint of the caller's request: see {@link #fingerprint(HoldChange, long)}
 * @param change what to hold in addition, and what to give back; may be nothing
 * @param leaseMillis the lease then runs out no sooner than this long from now; 0 leaves it alone
 * @param mostHeld the most that the reservation may hold afterwards of what is added to; policy, and no part of the
 *     payload that tells a replay from a conflict
 * @param policy the current terms of accounts of the path, which they take over in the same step unless the hold stays as it is,
 *     and ceilings on them; no part of that payload. Where it has none, an account has the terms that are stored
 * @param asksBalances whether the answer is to have what is available on each account of the path; no part of that payload either
 */
public record ExtendCommand(
        ReservationRef target,
        OperationId operationId,
        long fingerprint,
        HoldChange change,
        long leaseMillis,
        Limits mostHeld,
        PathPolicy policy,
        boolean asksBalances) {

    private static final ResourceVector LARGEST = ResourceVector.map(resource -> Checks.MAX_AMOUNT);

    public ExtendCommand {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
        Checks.present(change, "change of the hold");
        Checks.present(mostHeld, "limit on what is held");
        Checks.present(policy, "policy");
    }

    /** An extension that is the caller's request itself. */
    public ExtendCommand(
            ReservationRef target, OperationId operationId, HoldChange change, long leaseMillis, Limits mostHeld) {
        this(
                target,
                operationId,
                fingerprint(change, leaseMillis),
                change,
                leaseMillis,
                mostHeld,
                PathPolicy.NONE,
                false);
    }

    /** An extension by all of this or nothing. */
    public ExtendCommand(
            ReservationRef target, OperationId operationId, ResourceVector more, long leaseMillis, Limits mostHeld) {
        this(target, operationId, HoldChange.more(more), leaseMillis, mostHeld);
    }

    /** An extension by all of this or nothing, of a reservation that may be of any size. */
    public ExtendCommand(ReservationRef target, OperationId operationId, ResourceVector more, long leaseMillis) {
        this(target, operationId, HoldChange.more(more), leaseMillis, Limits.NONE);
    }

    /** The {@link Fingerprint} of a caller's request. */
    public static long fingerprint(HoldChange change, long leaseMillis) {
        return new Fingerprint()
                .with(1, change.fingerprint())
                .with(2, leaseMillis)
                .value();
    }

    /** The first resource of which the reservation would hold too much with the least that is wanted, or null. */
    public @Nullable Resource firstExcess(ResourceVector held) {
        if (!mostHeld.limitAnything()) {
            return null;
        }
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            long least = change.least().get(resource);
            long most = mostHeld.get(resource);
            if (most != Limits.UNLIMITED && least > 0 && held.get(resource) + least > most) {
                return resource;
            }
        }
        return null;
    }

    /** What is wanted in addition, as far as a reservation that holds this may hold it, whatever the accounts have. */
    public ResourceVector permitted(ResourceVector held) {
        if (change.more().isZero()) {
            return ResourceVector.ZERO;
        }
        ResourceVector inRange = change.more().atMost(LARGEST.minus(held));
        return mostHeld.limitAnything()
                ? ResourceVector.map(resource -> {
                    long limit = mostHeld.get(resource);
                    long wanted = inRange.get(resource);
                    return limit == Limits.UNLIMITED
                            ? wanted
                            : Math.min(wanted, Math.max(0, limit - held.get(resource)));
                })
                : inRange;
    }
}
