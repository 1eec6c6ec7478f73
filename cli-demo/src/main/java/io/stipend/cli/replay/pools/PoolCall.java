package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.engine.Closing;
import io.stipend.cli.replay.engine.PreparedRequest;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.OnExpiry;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.Wait;
import io.stipend.pools.simulation.SimulatedNode;
import org.jspecify.annotations.Nullable;

/**
 * One request on one node: it waits for its share of the pool, reports its input when that has been read and its answer group by group, and
 * settles when the last has come. Where it does not report for longer than its lease, it loses its hold, and settles late.
 */
final class PoolCall {

    private static final long NEVER = Long.MAX_VALUE;

    private final PoolReplay replay;
    private final PreparedRequest prepared;
    private final SimulatedNode node;
    private final MemberTally member;
    private final BudgetRequest budget;
    private final ResourceVector need;
    private final Rates.Timing timing;

    private boolean withinMinimum;
    private boolean answered;
    private long sentAtNanos;
    private long servedAtMillis;
    private long reportedAtOnce;
    private ResourceVector held = ResourceVector.ZERO;
    private ResourceVector tracked = ResourceVector.ZERO;
    private long reportedTokens;
    private long leaseEndMillis = NEVER;

    /** What was charged for it when its lease ran out; null while that has not happened. */
    private @Nullable ResourceVector bookedAtExpiry;

    PoolCall(PoolReplay replay, PreparedRequest prepared, SimulatedNode node, MemberTally member) {
        PoolPlan plan = replay.plan();
        this.replay = replay;
        this.prepared = prepared;
        this.node = node;
        this.member = member;
        this.budget = prepared.budgetFrom(plan.pool());
        this.need = budget.constraints()
                .envelope(plan.budgets().policy().manager().estimates().toVector());
        this.timing = plan.rates().of(prepared.request());
    }

    MemberTally member() {
        return member;
    }

    PreparedRequest prepared() {
        return prepared;
    }

    ResourceVector need() {
        return need;
    }

    long sentAtNanos() {
        return sentAtNanos;
    }

    /** Whether it was within its member's minimum when it was sent. */
    boolean isWithinMinimum() {
        return withinMinimum;
    }

    /** It is sent now. */
    void send() {
        sentAtNanos = replay.time().nanoTime();
        withinMinimum = member.isWithinMinimum(need, replay.time().millis());
        replay.tally().asks(this);
        var unused = node.reserve(budget, Wait.upTo(replay.plan().patience()))
                .whenComplete((answer, failure) -> replay.guarded(this, () -> answered(answer, failure)));
        if (!answered) {
            replay.tally().waits(this);
        }
    }

    private void answered(@Nullable PoolAnswer answer, @Nullable Throwable failure) {
        answered = true;
        if (answer == null) {
            throw failure instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("a request failed with what is no exception of the manager's", failure);
        }
        if (answer instanceof PoolAnswer.Decided decided
                && decided.result() instanceof ReserveResult.Approved approved) {
            begin(approved);
        } else {
            replay.tally().unserved(this, answer);
            replay.ended(this);
        }
    }

    private void begin(ReserveResult.Approved approved) {
        held = approved.held();
        leaseEndMillis = approved.expiresAtMillis();
        servedAtMillis = replay.time().millis();
        reportedAtOnce = replay.plan().rates().reportedAtOnce(prepared.request(), timing, approved.leaseMillis());
        replay.tally().served(this, held);
        after(timing.inputMillis(), approved.reservationId(), this::inputRead);
    }

    private void inputRead(ReservationId reservation) {
        report(reservation, prepared.script().input(sinceServed()));
        nextGroup(reservation);
    }

    private void nextGroup(ReservationId reservation) {
        long output = prepared.request().outputTokens();
        if (reportedTokens >= output) {
            after(timing.totalMillis(), reservation, this::settle);
            return;
        }
        long soFar = Math.min(output, reportedTokens + reportedAtOnce);
        after(timing.afterMillis(soFar, output), reservation, same -> {
            report(same, prepared.script().output(reportedTokens, soFar, sinceServed()));
            reportedTokens = soFar;
            nextGroup(same);
        });
    }

    /** Compute time is reported only where the log knows how long the call took. */
    private @Nullable Long sinceServed() {
        return prepared.request().duration().isEmpty()
                ? null
                : Long.valueOf(replay.time().millis() - servedAtMillis);
    }

    private void report(ReservationId reservation, ResourceUsage usage) {
        if (bookedAtExpiry != null) {
            return;
        }
        TrackingReport report = node.manager().trackUsage(reservation, usage);
        leaseEndMillis = report.expiresAt().toEpochMilli();
        tracked = report.used();
    }

    /** Does a step so long after the call was served; if the lease runs out by then, it does so first. */
    private void after(long millis, ReservationId reservation, Step step) {
        long now = replay.time().millis();
        long at = Math.max(now, servedAtMillis + millis);
        if (bookedAtExpiry == null && at >= leaseEndMillis) {
            replay.after(leaseEndMillis - now, this, this::leaseEnds);
        }
        replay.after(at - now, this, () -> step.of(reservation));
    }

    /** What a call does next. */
    @FunctionalInterface
    private interface Step {
        void of(ReservationId reservation);
    }

    private void leaseEnds() {
        replay.expireDue(node);
        boolean booksHeld = replay.plan().budgets().policy().manager().onExpiry() == OnExpiry.BOOK_HELD;
        ResourceVector booked = booksHeld ? held : tracked;
        bookedAtExpiry = booked;
        replay.tally().closed(member, held, booked);
    }

    private void settle(ReservationId reservation) {
        ResourceVector charged = chargedFor(reservation);
        if (bookedAtExpiry == null) {
            replay.tally().closed(member, held, charged);
        } else {
            replay.tally().corrected(member, bookedAtExpiry, charged);
        }
        replay.ended(this);
    }

    private ResourceVector chargedFor(ReservationId reservation) {
        try {
            return Closing.settle(node.manager(), reservation, prepared.script().truth())
                    .charged();
        } catch (RefusedException.Forgotten | RefusedException.NotFound forgotten) {
            // Its lease had run out, and the store has forgotten it: what was booked then stays.
            return bookedAtExpiry == null ? tracked : bookedAtExpiry;
        }
    }
}
