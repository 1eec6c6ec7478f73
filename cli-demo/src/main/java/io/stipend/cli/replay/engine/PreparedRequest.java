package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.foresight.trial.Estimate;
import io.stipend.pools.PoolConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of the log, and what will be asked of the manager for it. Immutable.
 *
 * @param request what the log says
 * @param script what it holds, reports and settles with
 * @param user who pays
 * @param session what its session is called
 * @param path the accounts it is charged to, and what policy says of each
 * @param sentMillis when it was sent, in milliseconds since the log's first request
 */
public record PreparedRequest(
        TraceRequest request,
        RequestScript script,
        String user,
        String session,
        Map<AccountId, AccountTerms> path,
        long sentMillis) {

    /** Budgets are the accounts' business here, so there is always enough at hand. */
    private static final AvailableResources PLENTY = AvailableResources.credits(Credits.MAX);

    /**
     * Prepares a request.
     *
     * @param tenant where the accounts are
     * @throws io.stipend.core.error.InvalidRequestException when it costs more than can be counted
     */
    public static PreparedRequest of(TraceRequest request, Trace trace, BudgetPlan plan, String tenant) {
        String user = plan.userOf(request);
        String session = trace.sessions().get(request.session());
        return new PreparedRequest(
                request,
                RequestScript.of(request, plan),
                user,
                session,
                plan.policy().path(tenant, user, session),
                request.atMillis() - trace.startMillis());
    }

    /**
     * What it asks of the manager first.
     *
     * @param reservationId the id of its reservation; null for one that is made for it
     */
    public BudgetRequest budget(String tenant, @Nullable String reservationId) {
        BudgetRequest.Builder budget = budget(tenant, script.constraints());
        if (reservationId != null) {
            budget.reservationId(reservationId);
        }
        return budget.build();
    }

    /** What it asks of a pool, as a member of it. */
    public BudgetRequest budgetFrom(PoolConfig pool) {
        return budget(pool.tenant(), script.constraints()).pools(pool.name()).build();
    }

    /**
     * What it asks of the manager first where its output is estimated.
     *
     * @param id names its reservation
     * @param holds what must fit, and what is held from the start
     */
    BudgetRequest budget(ReservationId id, Estimate.Holds holds) {
        ResourceVector first = script.holdFor(holds.heldAt(0));
        return budget(id.tenant(), script.constraints(holds.fit()))
                .reservationId(id.value())
                .hold(Resource.CREDITS, first.credits())
                .hold(Resource.TOKENS, first.tokens())
                .build();
    }

    private BudgetRequest.Builder budget(String tenant, ExecutionConstraints constraints) {
        BudgetRequest.Builder budget = BudgetRequest.builder(PLENTY, constraints)
                .tenant(tenant)
                .user(user)
                .swarm(session);
        request.model().ifPresent(model -> budget.attribute("model", model));
        return budget;
    }

    /** The account of its session, if sessions have one. */
    boolean chargesSession() {
        return path.keySet().stream().anyMatch(account -> account.kind() == AccountId.Kind.SWARM);
    }
}
