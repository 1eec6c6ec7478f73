package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds an envelope on every account of a path, or on none. Its operation id is the reservation id.
 *
 * @param id the new reservation
 * @param path the accounts to hold on
 * @param terms the current terms of each account of the path, in its order; not part of the payload that tells a replay
 *     from a conflict
 * @param envelope what to hold
 * @param leaseMillis how long the hold lives unless renewed; every usage report renews it by as much
 * @param swarmId the swarm it runs in, if any
 * @param stepId the step to bind to it, if any
 * @param attributes what the caller attached
 */
public record ReserveCommand(
        ReservationId id,
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

    /** Whether this asks for the same as another command with the same id: everything but the terms. */
    public boolean samePayload(ReserveCommand other) {
        return id.equals(other.id)
                && path.equals(other.path)
                && envelope.equals(other.envelope)
                && leaseMillis == other.leaseMillis
                && Objects.equals(swarmId, other.swarmId)
                && Objects.equals(stepId, other.stepId)
                && attributes.equals(other.attributes);
    }
}
