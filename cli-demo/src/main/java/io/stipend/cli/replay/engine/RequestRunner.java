package io.stipend.cli.replay.engine;

import static io.stipend.cli.replay.engine.Tally.Verb.RESERVE;
import static io.stipend.cli.replay.engine.Tally.Verb.SETTLE;
import static io.stipend.cli.replay.engine.Tally.Verb.TRACK;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import java.util.List;

/** Takes one request through the manager: reserve, report, settle. Thread safe. */
public final class RequestRunner {

    /** Budgets are the accounts' business here, so there is always enough at hand. */
    private static final AvailableResources PLENTY = AvailableResources.credits(Credits.MAX);

    private final ResourceManager manager;
    private final BudgetPlan plan;
    private final Trace trace;
    private final String tenant;

    /**
     * Makes a runner.
     *
     * @param tenant where the accounts are
     */
    public RequestRunner(ResourceManager manager, BudgetPlan plan, Trace trace, String tenant) {
        this.manager = manager;
        this.plan = plan;
        this.trace = trace;
        this.tenant = tenant;
    }

    /** The accounts a request is charged to. */
    public List<AccountId> path(TraceRequest request) {
        AccountId user = new AccountId(tenant, AccountId.Kind.USER, plan.userOf(request));
        return plan.swarmLimit() == null
                ? List.of(user)
                : List.of(
                        user,
                        new AccountId(
                                tenant, AccountId.Kind.SWARM, trace.sessions().get(request.session())));
    }

    /** What a request asks of the manager first. */
    public BudgetRequest budgetRequest(TraceRequest request, RequestScript script) {
        BudgetRequest.Builder budget = BudgetRequest.builder(PLENTY, script.constraints())
                .tenant(tenant)
                .user(plan.userOf(request))
                .swarm(trace.sessions().get(request.session()));
        request.model().ifPresent(model -> budget.attribute("model", model));
        return budget.build();
    }

    /**
     * Runs a request.
     *
     * @param tally counts what comes of it
     * @throws InvalidRequestException when it costs more than can be counted
     */
    public void run(TraceRequest request, Tally tally) {
        RequestScript script = RequestScript.of(request, plan);
        BudgetRequest budget = budgetRequest(request, script);
        List<AccountId> path = path(request);
        tally.addRequest(path);

        long start = System.nanoTime();
        ReserveResult result = manager.reserveBudget(budget);
        tally.addLatency(RESERVE, System.nanoTime() - start);
        if (result instanceof ReserveResult.Rejected rejected) {
            tally.addRejection(rejected.rejection(), request.atMillis() - trace.startMillis());
            return;
        }
        tally.addApproval();
        ReservationId reservation = result.orElseThrow().reservationId();
        track(reservation, script.reports(), tally);
        start = System.nanoTime();
        SettlementReport settlement = manager.finalizeUsage(reservation, script.truth());
        tally.addLatency(SETTLE, System.nanoTime() - start);
        tally.addSettlement(path, settlement);
    }

    private void track(ReservationId reservation, List<ResourceUsage> reports, Tally tally) {
        try {
            for (ResourceUsage usage : reports) {
                long start = System.nanoTime();
                TrackingReport report = manager.trackUsage(reservation, usage);
                tally.addLatency(TRACK, System.nanoTime() - start);
                tally.addLevels(report.entered());
            }
        } catch (RefusedException.AlreadyClosed expired) {
            // The process was suspended for longer than the lease. The settlement is late then, but nothing is lost.
        }
    }
}
