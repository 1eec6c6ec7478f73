package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * One call in a simulation: it reserves when it is sent, reports its input when that has been read, reports its answer group by
 * group, and settles when the last has come. If it does not report for longer than its lease, the lease runs out; then it
 * reports no more, and settles late.
 */
final class SimulatedCall {

    private static final long NEVER = Long.MAX_VALUE;

    private final Simulation simulation;
    private final PreparedRequest prepared;
    private final ReservationId id;
    private final Rates.Timing timing;

    private long sentMillis;
    private long leaseEndMillis = NEVER;
    private boolean expired;
    private long reportedTokens;
    private ResourceVector held = ResourceVector.ZERO;
    private ResourceVector tracked = ResourceVector.ZERO;

    SimulatedCall(Simulation simulation, PreparedRequest prepared, String id) {
        this.simulation = simulation;
        this.prepared = prepared;
        this.id = new ReservationId(simulation.tenant(), id);
        this.timing = simulation.rates().of(prepared.request());
    }

    TraceRequest request() {
        return prepared.request();
    }

    /** It is sent now. */
    void send() {
        sentMillis = simulation.clock().millis();
        simulation.tally().addRequest(prepared);
        simulation.timeline().addRequest(simulation.now());
        ReserveResult result = simulation.manager().reserveBudget(prepared.budget(id.tenant(), id.value()));
        if (result instanceof ReserveResult.Rejected rejected) {
            refused(rejected.rejection());
            return;
        }
        ReserveResult.Approved approved = result.orElseThrow();
        held = approved.held();
        leaseEndMillis = approved.expiresAtMillis();
        simulation.tally().addApproval(prepared, simulation.now());
        simulation.timeline().open(simulation.now(), held.credits());
        after(timing.inputMillis(), this::inputRead);
    }

    private void refused(Rejection rejection) {
        AccountTerms terms = rejection.account() == null
                ? AccountTerms.UNLIMITED
                : prepared.path().getOrDefault(rejection.account(), AccountTerms.UNLIMITED);
        long periodEnd = terms.period().unit() == LimitPeriod.Unit.NEVER
                ? NEVER
                : simulation.sinceStart(terms.period().endMillis(sentMillis));
        simulation.tally().addRejection(prepared, rejection, simulation.now(), periodEnd);
        simulation.timeline().addRefusal(simulation.now());
        simulation.ended(this);
    }

    private void inputRead() {
        report(prepared.script().input(sinceSent()));
        nextGroup();
    }

    private void nextGroup() {
        long output = request().outputTokens();
        if (reportedTokens == output) {
            settle();
        } else if (expired) {
            after(timing.totalMillis(), this::settle);
        } else {
            long next = Math.min(output, reportedTokens + simulation.rates().reportEvery());
            after(timing.afterMillis(next, output), () -> groupCame(next));
        }
    }

    private void groupCame(long soFar) {
        report(prepared.script().output(reportedTokens, soFar, sinceSent()));
        reportedTokens = soFar;
        nextGroup();
    }

    /** Compute time is reported only where the log knows how long the call took. */
    private @Nullable Long sinceSent() {
        return request().duration().isEmpty()
                ? null
                : Long.valueOf(simulation.clock().millis() - sentMillis);
    }

    private void report(ResourceUsage usage) {
        if (expired) {
            return;
        }
        TrackingReport report = simulation.manager().trackUsage(id, usage);
        leaseEndMillis = report.expiresAt().toEpochMilli();
        tracked = report.used();
        simulation.tally().addLevels(report.entered());
    }

    /** Puts a step off until so long after the call was sent; if the lease runs out by then, it does so first. */
    private void after(long millis, Runnable step) {
        long at = Math.max(simulation.clock().millis(), sentMillis + millis);
        if (!expired && at >= leaseEndMillis) {
            simulation.at(leaseEndMillis, this, this::leaseEnds);
        }
        simulation.at(at, this, step);
    }

    private void leaseEnds() {
        simulation.expireDue();
        expired = true;
        simulation.timeline().addHeld(simulation.now(), -held.credits());
    }

    private void settle() {
        long heldStill = expired ? 0 : held.credits();
        long charged;
        try {
            SettlementReport report =
                    Closing.settle(simulation.manager(), id, prepared.script().truth());
            simulation
                    .tally()
                    .addClose(
                            prepared, report, leaseEndMillis, simulation.clock().millis());
            charged = report.charged().credits();
        } catch (RefusedException.Forgotten | RefusedException.NotFound forgotten) {
            simulation.tally().addForgotten(prepared, tracked, held, leaseEndMillis);
            charged = tracked.credits();
        }
        simulation.timeline().close(simulation.now(), heldStill, charged);
        simulation.ended(this);
    }
}
