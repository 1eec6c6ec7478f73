package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns requests into commands: the envelope, the path with its terms, the id, the lease. Immutable. */
final class ReserveCommands {

    private final LimitPolicy limits;
    private final @Nullable TierResolver tiers;
    private final ResourceVector estimates;
    private final PriceSource prices;
    private final long defaultLeaseMillis;
    private final OnExpiry defaultOnExpiry;
    private final UserPaths userPaths = new UserPaths();

    /** The terms of the user before, as a list. A race does no harm. */
    private List<AccountTerms> lastTerms = List.of(AccountTerms.UNLIMITED);

    ReserveCommands(LimitPolicy limits, ManagerConfig config, PriceSource prices) {
        this.limits = limits;
        this.tiers = limits.tiers().orElse(null);
        this.estimates = config.estimates().toVector();
        this.prices = prices;
        this.defaultLeaseMillis = config.lease().toMillis();
        this.defaultOnExpiry = config.onExpiry();
    }

    /** Whether users have tiers at all. */
    boolean tiered() {
        return tiers != null;
    }

    /** The tier of a user; null when there is no user, or users have no tiers. */
    @Nullable
    Tier tierOf(String tenant, @Nullable String userId) {
        return tiers == null || userId == null ? null : tiers.tierOf(tenant, userId);
    }

    /** What becomes of a request before the store is asked. */
    sealed interface Prepared {

        /** It is put to the store. */
        record Accepted(ReserveCommand command) implements Prepared {}

        /** The first check that failed. */
        record Rejected(Rejection rejection) implements Prepared {}
    }

    /**
     * Checks a request: credits at hand, time at hand, models, the largest reservation of the user's tier.
     *
     * @param plan what its step is to hold; null where that is estimated
     * @throws StipendException when no command can be made of it, or its user's tier cannot be had
     */
    Prepared prepare(BudgetRequest request, @Nullable HoldPlan plan) {
        ResourceVector fit =
                plan == null ? request.constraints().envelope(estimates(request.constraints())) : plan.fit();
        Rejection failure = AllocationChecks.firstFailure(request.available(), request.constraints(), fit);
        if (failure != null) {
            return new Prepared.Rejected(failure);
        }
        Tier tier = tierOf(request.tenant(), request.userId());
        Rejection tooLarge = tier == null ? null : tier.tooLarge(fit);
        return tooLarge == null
                ? new Prepared.Accepted(command(request, fit, plan, tier))
                : new Prepared.Rejected(tooLarge);
    }

    /** What a step is taken to need of what it does not constrain: credits by the price of its call, if it names one. */
    private ResourceVector estimates(ExecutionConstraints constraints) {
        ExecutionConstraints.ModelCall call = constraints.modelCall();
        if (call == null || constraints.constrainsCost()) {
            return estimates;
        }
        Credits cost = prices.costOf(call.model(), call.inputTokens(), call.maxOutputTokens())
                .orElse(null);
        return cost == null
                ? estimates
                : ResourceVector.map(resource -> resource == Resource.CREDITS ? cost.units() : estimates.get(resource));
    }

    private ReserveCommand command(
            BudgetRequest request, ResourceVector fit, @Nullable HoldPlan plan, @Nullable Tier tier) {
        PathPolicy path = path(request, tier);
        return new ReserveCommand(
                id(request.tenant(), request.reservationId()),
                request.fingerprint(),
                path.accounts(),
                path.terms(),
                ceilings(request, path.accounts()),
                fit,
                held(request, plan == null ? fit : plan.firstHold()),
                leaseMillis(request, tier),
                onExpiry(request, tier),
                request.swarmId(),
                request.stepId(),
                attributes(request, plan));
    }

    /**
     * Makes a command of a charge.
     *
     * @param byDefault the overrun policy of one that names none
     * @throws StipendException when none can be made of it, or its user's tier cannot be had
     */
    ChargeCommand command(BudgetRequest.Charge charge, OverrunPolicy byDefault) {
        Tier tier = tierOf(charge.tenant(), charge.userId());
        PathPolicy path = path(charge.tenant(), charge.userId(), charge.swarmId(), charge.pools(), tier);
        return new ChargeCommand(
                id(charge.tenant(), charge.chargeId()),
                charge.fingerprint(),
                path.accounts(),
                path.terms(),
                charge.usage().amounts(),
                charge.overrunPolicy() == null ? byDefault : charge.overrunPolicy(),
                charge.swarmId(),
                attributes(charge));
    }

    private static ReservationId id(String tenant, @Nullable String own) {
        return own == null ? ReservationId.unique(tenant) : new ReservationId(tenant, own);
    }

    /** The accounts of a request's path, with what policy says of them now. */
    PathPolicy path(BudgetRequest request, @Nullable Tier tier) {
        return path(request.tenant(), request.userId(), request.swarmId(), request.pools(), tier);
    }

    /** The accounts of somebody's path, with what policy says of them now. */
    private PathPolicy path(
            String tenant, @Nullable String userId, @Nullable String swarmId, List<String> pools, @Nullable Tier tier) {
        if (swarmId == null && pools.isEmpty() && userId != null) {
            AccountPath path = userPaths.path(tenant, userId, tier == null ? List.of() : tier.windows());
            return new PathPolicy(
                    path, tier == null ? listOf(termsOf(path.accounts().get(0))) : tier.allTerms(), List.of());
        }
        List<AccountId> accounts = new ArrayList<>();
        List<AccountTerms> terms = new ArrayList<>();
        collectPath(tenant, userId, swarmId, pools, tier, accounts, terms);
        return new PathPolicy(AccountPath.of(accounts), terms, List.of());
    }

    /** What to hold of what must fit: what the request says, else what is usual. */
    private static ResourceVector held(BudgetRequest request, ResourceVector usual) {
        Limits hold = request.hold();
        return hold.limitAnything()
                ? ResourceVector.map(resource -> hold.find(resource).orElse(usual.get(resource)))
                : usual;
    }

    /** The ceiling of each account of the path, in its order; empty if the request has none. */
    private static List<Limits> ceilings(BudgetRequest request, AccountPath path) {
        Map<String, Limits> named = request.ceilings();
        if (named.isEmpty()) {
            return List.of();
        }
        for (String account : named.keySet()) {
            if (!path.texts().contains(account)) {
                throw new InvalidRequestException("there is a ceiling for account " + Checks.shown(account)
                        + ", which is not on the path " + path + "; name an account that is");
            }
        }
        return path.texts().stream()
                .map(account -> named.getOrDefault(account, Limits.NONE))
                .toList();
    }

    private long leaseMillis(BudgetRequest request, @Nullable Tier tier) {
        if (request.leaseMillis() != 0) {
            return request.leaseMillis();
        }
        return tier == null || tier.leaseMillis() == 0 ? defaultLeaseMillis : tier.leaseMillis();
    }

    private OnExpiry onExpiry(BudgetRequest request, @Nullable Tier tier) {
        if (request.onExpiry() != null) {
            return request.onExpiry();
        }
        return tier == null || tier.onExpiry() == null ? defaultOnExpiry : tier.onExpiry();
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

    /** The user, the user's windows, the swarm when its terms limit anything, the pools. */
    private void collectPath(
            String tenant,
            @Nullable String userId,
            @Nullable String swarmId,
            List<String> pools,
            @Nullable Tier tier,
            List<AccountId> accounts,
            List<AccountTerms> terms) {
        if (userId != null) {
            List<Tier.Window> windows = tier == null ? List.of() : tier.windows();
            AccountPath ofUser = userPaths.path(tenant, userId, windows);
            accounts.addAll(ofUser.accounts());
            terms.addAll(tier == null ? List.of(termsOf(accounts.get(0))) : tier.allTerms());
        }
        if (swarmId != null) {
            AccountId swarm = new AccountId(tenant, AccountId.Kind.SWARM, swarmId);
            AccountTerms swarmTerms = termsOf(swarm);
            if (swarmTerms.limits().limitAnything()) {
                accounts.add(swarm);
                terms.add(swarmTerms);
            }
        }
        for (String name : pools) {
            AccountId pool = new AccountId(tenant, AccountId.Kind.POOL, name);
            accounts.add(pool);
            terms.add(termsOf(pool));
        }
    }

    /**
     * What policy says now of the accounts of a reservation that is to be extended, as far as they are known.
     *
     * @param tier the tier of its user, if there is one
     * @param path its path, if it was looked up; else its owner tells
     */
    PathPolicy policy(String tenant, Extension extension, @Nullable Tier tier, @Nullable AccountPath path) {
        List<AccountId> accounts = new ArrayList<>();
        List<AccountTerms> terms = new ArrayList<>();
        if (path == null) {
            Extension.Owner owner = extension.owner();
            collectPath(tenant, owner.userId(), owner.swarmId(), owner.pools(), tier, accounts, terms);
        } else {
            collectTerms(path, tier, accounts, terms);
        }
        for (String name : extension.ceilings().keySet()) {
            AccountId account = AccountId.parse(tenant, name);
            if (!accounts.contains(account)) {
                accounts.add(account);
                terms.add(termsOf(account));
            }
        }
        List<Limits> ceilings = extension.ceilings().isEmpty()
                ? List.of()
                : accounts.stream()
                        .map(account -> extension.ceilings().getOrDefault(account.toString(), Limits.NONE))
                        .toList();
        return accounts.isEmpty() ? PathPolicy.NONE : new PathPolicy(AccountPath.of(accounts), terms, ceilings);
    }

    /** The accounts of a path, but for windows of a tier that its user has no more. */
    private void collectTerms(
            AccountPath path, @Nullable Tier tier, List<AccountId> accounts, List<AccountTerms> terms) {
        String userId = path.userId();
        List<AccountId> ofTier = tier == null || userId == null
                ? List.of()
                : userPaths
                        .path(path.accounts().get(0).tenant(), userId, tier.windows())
                        .accounts();
        for (AccountId account : path.accounts()) {
            int place = ofTier.indexOf(account);
            if (place >= 0) {
                accounts.add(account);
                terms.add(Objects.requireNonNull(tier).allTerms().get(place));
            } else if (!account.name().startsWith(Tier.Window.ACCOUNT_PREFIX)) {
                accounts.add(account);
                terms.add(termsOf(account));
            }
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

    /** The caller's attributes, and the trace. */
    private static Map<String, String> attributes(BudgetRequest.Charge charge) {
        String traceId = charge.traceId();
        if (traceId == null) {
            return charge.attributes();
        }
        Map<String, String> all = new HashMap<>(charge.attributes());
        PayerBuilder.putTrace(all, traceId);
        return Map.copyOf(all);
    }

    /** The caller's attributes, the trace, what the hold is based on, and the constraints that strategies read but nothing here judges. */
    private static Map<String, String> attributes(BudgetRequest request, @Nullable HoldPlan plan) {
        Double confidence = request.constraints().requiredConfidence();
        Integer retries = request.constraints().retries();
        String traceId = request.traceId();
        if (confidence == null && retries == null && traceId == null && plan == null) {
            return request.attributes();
        }
        Map<String, String> all = new HashMap<>(request.attributes());
        if (confidence != null) {
            all.put(PayerBuilder.OWN_ATTRIBUTES + "requiredConfidence", confidence.toString());
        }
        if (retries != null) {
            all.put(PayerBuilder.OWN_ATTRIBUTES + "retries", retries.toString());
        }
        if (traceId != null) {
            PayerBuilder.putTrace(all, traceId);
        }
        if (plan != null) {
            all.put(PayerBuilder.OWN_ATTRIBUTES + "forecast", plan.inWords());
        }
        return Map.copyOf(all);
    }
}
