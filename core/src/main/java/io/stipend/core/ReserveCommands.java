package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.AccountPath;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Checks;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.ReserveCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns requests into commands: the envelope, the path with its terms, the id, the lease. Immutable. */
final class ReserveCommands {

    private final LimitPolicy limits;
    private final ResourceVector estimates;
    private final long defaultLeaseMillis;
    private final UserPaths userPaths = new UserPaths();

    /** The terms of the user before, as a list. A race does no harm. */
    private List<AccountTerms> lastTerms = List.of(AccountTerms.UNLIMITED);

    ReserveCommands(LimitPolicy limits, ManagerConfig config) {
        this.limits = limits;
        this.estimates = config.estimates().toVector();
        this.defaultLeaseMillis = config.lease().toMillis();
    }

    ResourceVector envelope(ExecutionConstraints constraints) {
        return constraints.envelope(estimates);
    }

    ReserveCommand command(BudgetRequest request, ResourceVector envelope) {
        String tenant = request.tenant();
        String id = request.reservationId();
        AccountPath path;
        List<AccountTerms> terms;
        if (request.swarmId() == null && request.pools().isEmpty() && request.userId() != null) {
            path = userPaths.path(tenant, request.userId());
            terms = listOf(termsOf(path.accounts().get(0)));
        } else {
            List<AccountId> accounts = new ArrayList<>();
            terms = new ArrayList<>();
            collectPath(request, accounts, terms);
            path = AccountPath.of(accounts);
        }
        return new ReserveCommand(
                id == null ? ReservationId.unique(tenant) : new ReservationId(tenant, id),
                path,
                terms,
                envelope,
                request.leaseMillis() == 0 ? defaultLeaseMillis : request.leaseMillis(),
                request.swarmId(),
                request.stepId(),
                attributes(request));
    }

    /** A list of these terms alone; policies mostly give the very same terms again and again. */
    @SuppressWarnings("ReferenceEquality")
    private List<AccountTerms> listOf(AccountTerms terms) {
        List<AccountTerms> last = lastTerms;
        if (last.get(0) != terms) {
            last = List.of(terms);
            lastTerms = last;
        }
        return last;
    }

    /** The user, the swarm when its terms limit anything, the pools. */
    private void collectPath(BudgetRequest request, List<AccountId> accounts, List<AccountTerms> terms) {
        String tenant = request.tenant();
        if (request.userId() != null) {
            AccountId user = new AccountId(tenant, AccountKind.USER, request.userId());
            accounts.add(user);
            terms.add(termsOf(user));
        }
        if (request.swarmId() != null) {
            AccountId swarm = new AccountId(tenant, AccountKind.SWARM, request.swarmId());
            AccountTerms swarmTerms = termsOf(swarm);
            if (swarmTerms.limits().limitAnything()) {
                accounts.add(swarm);
                terms.add(swarmTerms);
            }
        }
        for (String name : request.pools()) {
            AccountId pool = new AccountId(tenant, AccountKind.POOL, name);
            accounts.add(pool);
            terms.add(termsOf(pool));
        }
    }

    private AccountTerms termsOf(AccountId account) {
        AccountTerms terms = limits.termsOf(account);
        if (terms == null) {
            throw new InvalidRequestException("the limit policy has no terms for " + Checks.shown(account.toString())
                    + "; let it return AccountTerms.UNLIMITED instead of null");
        }
        return terms;
    }

    /** The caller's attributes, and the constraints that strategies read but nothing here judges. */
    private static Map<String, String> attributes(BudgetRequest request) {
        Double confidence = request.constraints().requiredConfidence();
        Integer retries = request.constraints().retries();
        if (confidence == null && retries == null) {
            return request.attributes();
        }
        Map<String, String> all = new HashMap<>(request.attributes());
        if (confidence != null) {
            all.put(BudgetRequest.OWN_ATTRIBUTES + "requiredConfidence", confidence.toString());
        }
        if (retries != null) {
            all.put(BudgetRequest.OWN_ATTRIBUTES + "retries", retries.toString());
        }
        return Map.copyOf(all);
    }
}
