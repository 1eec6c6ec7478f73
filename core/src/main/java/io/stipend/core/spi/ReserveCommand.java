package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
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
 * @param id the new reservation
 * @param fingerprint of the caller's request: see {@link Fingerprint}. It alone tells a replay from a conflict; all that follows
 *     may be another with the next try, because policy had a part in it
 * @param path the accounts to hold on
 * @param terms the current terms of each account of the path, in its order
 * @param envelope what to hold
 * @param leaseMillis how long the hold lives unless renewed; every usage report renews it by as much
 * @param swarmId the swarm it runs in, if any
 * @param stepId the step to bind to it, if any
 * @param attributes what the caller attached
 */
public record ReserveCommand(
        ReservationId id,
        long fingerprint,
        AccountPath path,
        List<AccountTerms> terms,
        ResourceVector envelope,
        long leaseMillis,
        @Nullable String swarmId,
        @Nullable String stepId,
        Map<String, String> attributes) {

    /** Refuses null, terms that do not belong to the path, and a lease that is over at once. */
    public ReserveCommand {
        Checks.present(id, "reservation id");
        Checks.present(path, "path");
        Checks.present(envelope, "envelope");
        Checks.present(attributes, "attributes");
        if (Checks.present(terms, "terms").size() != path.accounts().size()) {
            throw new InvalidRequestException(
                    terms.size() + " terms for " + path.accounts().size() + " accounts; give each account its terms");
        }
        if (leaseMillis < 1) {
            throw new InvalidRequestException("lease is " + leaseMillis + " ms; give at least 1");
        }
    }

    /** A reserve that is the caller's request itself: all of it but the terms. */
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
}
