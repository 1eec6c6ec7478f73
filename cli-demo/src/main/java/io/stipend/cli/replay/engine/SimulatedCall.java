package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
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
import io.stipend.foresight.trial.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * One call in a simulation: it reserves when it is sent, reports its input when that has been read, reports its answer group by
 * group, extends its hold where its estimate says so, and settles when the last has come. If it does not report for longer than its lease, the lease runs out; then it
 * reports no more, and settles late.
 */
final class SimulatedCall {

    private static final long NEVER = Long.MAX_VALUE;
    private static final Estimate.Holds NOTHING = new Estimate.Fixed(0);

    private final Simulation simulation;
    private final PreparedRequest prepared;
    private final ReservationId id;
    private final Rates.Timing timing;
    private long reportedAtOnce;

    /** Whether its answer is cut off before its end. */
    private final boolean isCut;

    private boolean waits;
    private long sentMillis;
    private long leaseEndMillis = NEVER;
    private boolean expired;
    private boolean settled;
    private long reportedTokens;
    private Estimate.Holds holds = NOTHING;
    private Extension.Owner owner = Extension.Owner.UNKNOWN;
    private HoldTally.Hold hold = new HoldTally.Hold(ResourceVector.ZERO, 0);

    /** For how many tokens of an answer it was last decided what is held. */
    private long heldFor;

    /** After an extension that was refused, how many tokens must have come before the next one is tried. */
    private long nextTry;

    private ResourceVector tracked = ResourceVector.ZERO;

    SimulatedCall(Simulation simulation, PreparedRequest prepared, String id) {
        this(simulation, prepared, id, false);
    }

    SimulatedCall(Simulation simulation, PreparedRequest prepared, String id, boolean isCut) {
        this.isCut = isCut;
        this.simulation = simulation;
        this.prepared = prepared;
        this.id = new ReservationId(simulation.tenant(), id);
        this.timing = simulation.rates().of(prepared.request());
    }

    PreparedRequest prepared() {
        return prepared;
    }

    /** It waits; says whether for the first time. */
    boolean waitsFirst() {
        boolean first = !waits;
        waits = true;
        return first;
    }

    /** The id of its reservation. */
    String name() {
        return id.value();
    }

    TraceRequest request() {
        return prepared.request();
    }

    /** Whether it has come to its end, and been settled. */
    boolean isSettled() {
        return settled;
    }

    /** When its lease runs out, or did, by the store's clock. */
    long leaseEndMillis() {
        return leaseEndMillis;
    }

    /** It is sent now. */
    void send() {
        sentMillis = simulation.clock().millis();
        simulation.tally().addRequest(prepared);
        simulation.timeline().addRequest(simulation.now());
        holds = simulation.estimates().begin(prepared);
        heldFor = holds.heldAt(0);
        BudgetRequest budget = prepared.budget(id, holds);
        owner = Extension.Owner.of(budget);
        ReserveResult result = simulation.manager().reserveBudget(budget);
        if (result instanceof ReserveResult.Rejected rejected) {
            holds.refused();
            refused(rejected.rejection());
            return;
        }
        ReserveResult.Approved approved = result.orElseThrow();
        hold = new HoldTally.Hold(approved.held(), sentMillis);
        leaseEndMillis = approved.expiresAtMillis();
        reportedAtOnce = simulation.rates().reportedAtOnce(request(), timing, approved.leaseMillis());
        simulation.tally().addApproval(prepared, simulation.now());
        simulation.timeline().open(simulation.now(), held().credits());
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
            long next = Math.min(output, reportedTokens + reportedAtOnce);
            after(timing.afterMillis(next, output), () -> groupCame(next));
        }
    }

    private void groupCame(long soFar) {
        enlargeFor(soFar);
        report(prepared.script().output(reportedTokens, soFar, sinceSent()));
        reportedTokens = soFar;
        nextGroup();
    }

    /** Holds what the estimate says for so many tokens, or as much of that as there is. */
    private void enlargeFor(long output) {
        long wanted = holds.heldAt(output);
        if (expired || output < nextTry || (wanted == heldFor && nextTry == 0)) {
            return;
        }
        ResourceVector all = prepared.script().holdFor(wanted);
        ResourceVector more = all.excessOver(held());
        heldFor = wanted;
        if (more.isZero()) {
            return;
        }
        Extension extension = Extension.of(more).atLeast(ResourceVector.ZERO).madeFor(owner);
        long before = held().credits();
        if (simulation.manager().extendReservation(id, extension) instanceof Extension.Result.Extended extended) {
            hold.enlarged(
                    extended.held(),
                    extended.added().equals(more),
                    simulation.clock().millis());
            leaseEndMillis = extended.expiresAtMillis();
        } else {
            hold.enlarged(held(), false, simulation.clock().millis());
        }
        nextTry = held().equals(all) ? 0 : output + reportedAtOnce;
        simulation.timeline().addHeld(simulation.now(), held().credits() - before);
    }

    private ResourceVector held() {
        return hold.held();
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
        simulation.expire(this);
        expired = true;
        simulation.timeline().addHeld(simulation.now(), -held().credits());
    }

    private void settle() {
        settled = true;
        long heldStill = expired ? 0 : held().credits();
        long charged;
        try {
            SettlementReport report =
                    Closing.settle(simulation.manager(), id, prepared.script().truth());
            simulation
                    .tally()
                    .addClose(
                            prepared, report, leaseEndMillis, simulation.clock().millis());
            charged = report.charged().credits();
            addToEstimates(report);
        } catch (RefusedException.Forgotten | RefusedException.NotFound forgotten) {
            simulation.tally().addForgotten(prepared, tracked, held(), leaseEndMillis);
            charged = tracked.credits();
        }
        holds.end(request().outputTokens());
        simulation.finished(prepared, isCut, charged);
        simulation.timeline().close(simulation.now(), heldStill, charged);
        simulation.ended(this);
    }

    /** Of what held its own figures, or lost its hold on the way, an estimate has no share. */
    private void addToEstimates(SettlementReport report) {
        if (prepared.script().basis() == RequestScript.Basis.PRICE_AND_OUTPUT && !expired) {
            simulation
                    .estimates()
                    .settled(hold.closed(
                            report.used(),
                            request().inputTokens(),
                            simulation.clock().millis()));
        }
    }
}
