package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which commands may be in one batch. The database takes a batch's reservations and terms together: within one, no two
 * commands make the same reservation or bind the same step, and an account has one set of terms. Whoever does not fit
 * waits for the next batch, which is as good as having come a moment later. Not thread safe.
 */
public final class BatchAdmission {

    private record Name(Verb verb, String tenant, String name) {}

    private final Set<Name> claimed = new HashSet<>();
    private final Map<AccountId, AccountTerms> terms = new HashMap<>();

    /** Admits none yet. */
    public BatchAdmission() {}

    /** Whether the command may join; if so, it has. */
    public boolean admit(BatchCommand command) {
        boolean claims = command.verb() == Verb.RESERVE
                || command.verb() == Verb.CHARGE
                || command.verb() == Verb.SPLIT
                || command.step() != null;
        if (!claims && command.path().isEmpty()) {
            return true;
        }
        for (int i = 0; i < command.path().size(); i++) {
            AccountTerms others = terms.get(command.path().get(i));
            if (others != null && !others.equals(command.terms().get(i))) {
                return false;
            }
        }
        String tenant = command.tenant();
        Name reservation = new Name(Verb.RESERVE, tenant, command.made().value());
        Name step = command.step() == null ? null : new Name(Verb.BIND, tenant, command.step());
        if (claims && (claimed.contains(reservation) || (step != null && claimed.contains(step)))) {
            return false;
        }
        if (claims) {
            claimed.add(reservation);
        }
        if (step != null) {
            claimed.add(step);
        }
        for (int i = 0; i < command.path().size(); i++) {
            terms.put(command.path().get(i), command.terms().get(i));
        }
        return true;
    }
}
