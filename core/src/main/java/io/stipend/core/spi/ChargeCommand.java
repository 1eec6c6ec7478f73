package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Books usage on every account of a path without a hold. Its operation id is the charge's own id, which is one of reservations: a
 * charge is kept, found and forgotten like a reservation that was closed when it was opened.
 *
 * @param id the new charge
 * @param fingerprint of the caller's request: see {@link Fingerprint}. It alone tells a replay from a conflict
 * @param path the accounts to charge
 * @param terms the current terms of each account of the path, in its order
 * @param used what was used, of consumable resources only
 * @param overrunPolicy what to do where an account has less: book all, up to what is available, or nothing
 * @param swarmId the swarm it was used in, if any
 * @param attributes what the caller attached
 */
public record ChargeCommand(
        ReservationId id,
        long fingerprint,
        AccountPath path,
        List<AccountTerms> terms,
        ResourceVector used,
        OverrunPolicy overrunPolicy,
        @Nullable String swarmId,
        Map<String, String> attributes) {

    /** Refuses null, terms that do not belong to the path, and what is occupied. */
    public ChargeCommand {
        Checks.present(id, "charge id");
        Checks.present(path, "path");
        Checks.present(overrunPolicy, "overrun policy");
        Checks.present(attributes, "attributes");
        int accounts = path.accounts().size();
        if (Checks.present(terms, "terms").size() != accounts) {
            throw new InvalidRequestException(
                    terms.size() + " terms for " + accounts + " accounts; give each account its terms");
        }
        for (Resource resource : Resource.values()) {
            if (!resource.isConsumable() && Checks.present(used, "usage").get(resource) != 0) {
                throw new InvalidRequestException("a charge of " + resource.format(used.get(resource)) + " " + resource
                        + ", which is occupied and comes back; charge what stays spent, and reserve the rest");
            }
        }
    }

    /** A charge that is the caller's request itself: all of it but the terms. */
    public ChargeCommand(
            ReservationId id,
            AccountPath path,
            List<AccountTerms> terms,
            ResourceVector used,
            OverrunPolicy overrunPolicy,
            @Nullable String swarmId,
            Map<String, String> attributes) {
        this(
                id,
                fingerprint(path, used, overrunPolicy, swarmId, attributes),
                path,
                terms,
                used,
                overrunPolicy,
                swarmId,
                attributes);
    }

    private static long fingerprint(
            AccountPath path,
            ResourceVector used,
            OverrunPolicy overrunPolicy,
            @Nullable String swarmId,
            Map<String, String> attributes) {
        Fingerprint print = new Fingerprint();
        for (String account : path.texts()) {
            print.with(1, account);
        }
        return print.with(2, used.fingerprint())
                .with(3, overrunPolicy.name())
                .with(4, swarmId)
                .withAll(5, attributes)
                .value();
    }
}
