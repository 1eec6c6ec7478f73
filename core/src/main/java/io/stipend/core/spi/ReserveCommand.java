package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds an envelope on every account of a path, or on none. Its operation id is the reservation id.
 *
 * <p>What must fit may be more than what is held, and ceilings may leave less than the accounts have. Both are compared in the step
 * that holds, and forgotten: see {@link #kept}.
 *
 * @param id the new reservation
 * @param fingerprint of the caller's request: see {@link Fingerprint}. It alone tells a replay from a conflict; all that follows
 *     may be another with the next try, because policy had a part in it
 * @param path the accounts to hold on
 * @param terms the current terms of each account of the path, in its order
 * @param ceilings of each account of the path, in its order, up to what it may be in use with this reserve, for this call only:
 *     {@code reserved + spent + fit <= ceiling}; empty if no account has one
 * @param fit what must be available on every account; of no resource less than is held
 * @param envelope what to hold
 * @param leaseMillis how long the hold lives unless renewed; every usage report renews it by as much
 * @param onExpiry what is booked when it is over
 * @param swarmId the swarm it runs in, if any
 * @param stepId the step to bind to it, if any
 * @param attributes what the caller attached
 */
public record ReserveCommand(
        ReservationId id,
        long fingerprint,
        AccountPath path,
        List<AccountTerms> terms,
        List<Limits> ceilings,
        ResourceVector fit,
        ResourceVector envelope,
        long leaseMillis,
        OnExpiry onExpiry,
        @Nullable String swarmId,
        @Nullable String stepId,
        Map<String, String> attributes) {

    /**
     * Refuses null, terms or ceilings that do not belong to the path, less that must fit than is held, and a lease that is over at
     * once.
     */
    public ReserveCommand {
        Checks.present(id, "reservation id");
        Checks.present(path, "path");
        Checks.present(fit, "what must fit");
        Checks.present(envelope, "envelope");
        Checks.present(onExpiry, "what to book on expiry");
        Checks.present(attributes, "attributes");
        int accounts = path.accounts().size();
        if (Checks.present(terms, "terms").size() != accounts) {
            throw new InvalidRequestException(
                    terms.size() + " terms for " + accounts + " accounts; give each account its terms");
        }
        if (!Checks.present(ceilings, "ceilings").isEmpty() && ceilings.size() != accounts) {
            throw new InvalidRequestException(ceilings.size() + " ceilings for " + accounts
                    + " accounts; give each account its ceiling, perhaps Limits.NONE, or none at all");
        }
        if (isLess(fit, envelope)) {
            throw new InvalidRequestException("only " + fit + " must be available, of " + envelope
                    + " to be held; let as much be available of each resource as is held");
        }
        if (leaseMillis < 1) {
            throw new InvalidRequestException("lease is " + leaseMillis + " ms; give at least 1");
        }
    }

    @SuppressWarnings("ReferenceEquality") // Mostly the very same object, which needs no second look.
    private static boolean isLess(ResourceVector fit, ResourceVector envelope) {
        return fit != envelope && !envelope.excessOver(fit).isZero();
    }

    /** A reserve without ceilings that holds all that must fit. */
    public ReserveCommand(
            ReservationId id,
            long fingerprint,
            AccountPath path,
            List<AccountTerms> terms,
            ResourceVector envelope,
            long leaseMillis,
            OnExpiry onExpiry,
            @Nullable String swarmId,
            @Nullable String stepId,
            Map<String, String> attributes) {
        this(
                id,
                fingerprint,
                path,
                terms,
                List.of(),
                envelope,
                envelope,
                leaseMillis,
                onExpiry,
                swarmId,
                stepId,
                attributes);
    }

    /** A reserve that is the caller's request itself: all of it but the terms. Its expiry books what was tracked. */
    public ReserveCommand(
            ReservationId id,
            AccountPath path,
            List<AccountTerms> terms,
            ResourceVector envelope,
            long leaseMillis,
            @Nullable String swarmId,
            @Nullable String stepId,
            Map<String, String> attributes) {
        this(
                id,
                fingerprint(path, envelope, leaseMillis, swarmId, stepId, attributes),
                path,
                terms,
                envelope,
                leaseMillis,
                OnExpiry.BOOK_TRACKED,
                swarmId,
                stepId,
                attributes);
    }

    private static long fingerprint(
            AccountPath path,
            ResourceVector envelope,
            long leaseMillis,
            @Nullable String swarmId,
            @Nullable String stepId,
            Map<String, String> attributes) {
        Fingerprint print = new Fingerprint();
        for (String account : path.texts()) {
            print.with(1, account);
        }
        return print.with(2, envelope.fingerprint())
                .with(3, leaseMillis)
                .with(4, swarmId)
                .with(5, stepId)
                .withAll(6, attributes)
                .value();
    }

    /** Whether it has no ceilings and holds all that must fit, as most reserves do: then what is held says all. */
    public boolean isPlain() {
        return ceilings.isEmpty() && fit.equals(envelope);
    }

    /** What the books and the journal keep of it: all but what was compared only, the ceilings and what had to fit. */
    public ReserveCommand kept() {
        return isPlain()
                ? this
                : new ReserveCommand(
                        id, fingerprint, path, terms, envelope, leaseMillis, onExpiry, swarmId, stepId, attributes);
    }
}
