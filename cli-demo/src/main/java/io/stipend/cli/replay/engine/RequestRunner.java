package io.stipend.cli.replay.engine;

import static io.stipend.cli.replay.engine.Tally.Verb.RESERVE;
import static io.stipend.cli.replay.engine.Tally.Verb.SETTLE;
import static io.stipend.cli.replay.engine.Tally.Verb.TRACK;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import java.util.List;

/** Takes one request through the manager as fast as it goes: reserve, report, settle. Thread safe. */
public final class RequestRunner {

    private final ResourceManager manager;
    private final BudgetPlan plan;
    private final Trace trace;
    private final String tenant;
    private final long reportEvery;

    /**
     * Makes a runner.
     *
     * @param tenant where the accounts are
     * @param reportEvery how many tokens of an answer are reported at once
     */
    public RequestRunner(ResourceManager manager, BudgetPlan plan, Trace trace, String tenant, long reportEvery) {
        this.manager = manager;
        this.plan = plan;
        this.trace = trace;
        this.tenant = tenant;
        this.reportEvery = reportEvery;
    }

    /** A request, ready to be run. */
    public PreparedRequest prepare(TraceRequest request) {
        return PreparedRequest.of(request, trace, plan, tenant);
    }

    /**
     * Runs a request.
     *
     * @param tally counts what comes of it
     * @throws InvalidRequestException when it costs more than can be counted
     */
    public void run(TraceRequest request, Tally tally) {
        PreparedRequest prepared = prepare(request);
        tally.addRequest(prepared);

        long start = System.nanoTime();
        ReserveResult result = manager.reserveBudget(prepared.budget(tenant, null));
        tally.addLatency(RESERVE, System.nanoTime() - start);
        if (result instanceof ReserveResult.Rejected rejected) {
            // The log's time says who ran out first; that of the store, in which periods end, is another.
            tally.addRejection(prepared, rejected.rejection(), prepared.sentMillis(), LimitPeriod.NO_END);
            return;
        }
        ReserveResult.Approved approved = result.orElseThrow();
        tally.addApproval(prepared, prepared.sentMillis());
        track(approved.reservationId(), prepared.script().reports(reportEvery), tally);
        start = System.nanoTime();
        SettlementReport report = Closing.settle(
                manager, approved.reservationId(), prepared.script().truth());
        tally.addLatency(SETTLE, System.nanoTime() - start);
        long openedMillis = approved.expiresAtMillis() - approved.leaseMillis();
        tally.addClose(
                prepared,
                report,
                approved.expiresAtMillis(),
                openedMillis + report.duration().toMillis());
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
