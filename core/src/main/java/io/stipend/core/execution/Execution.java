package io.stipend.core.execution;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution and its budget, from {@link Executions#open} to {@link #close}. Its lease is renewed while it works.
 *
 * <pre>{@code
 * if (executions.open(request) instanceof OpenResult.Started started) {
 *     try (Execution execution = started.execution()) {
 *         for (Chunk chunk : model.stream(prompt)) {
 *             if (execution.track(chunk.usage()).level() != UsageLevel.NORMAL) {
 *                 model.beBrief();
 *             }
 *         }
 *         execution.settle(() -> cost(model.finalUsage()));
 *     }
 * }
 * }</pre>
 *
 * <p>When the body ends without a call of {@link #settle}, by an exception or early, {@link #close} releases the reservation:
 * what was tracked is charged, the rest of the hold returns. When {@code settle} was called and failed, {@code close} never
 * releases: what was used is still to be charged.
 *
 * <p>Calls block as long as the store does, and throw what those of {@link ResourceManager} do. Thread safe; works on
 * virtual threads.
 */
public final class Execution implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Execution.class);

    private final ResourceManager manager;
    private final ReservationId reservation;
    private final BiFunction<ReserveResult.Approved, Long, Execution> children;
    private final Extension.Owner owner;
    private final Lease lease;
    private final OutputMeter output;

    /** One settlement or close at a time. */
    private final ReentrantLock closing = new ReentrantLock();

    private boolean closed;

    /** Whether a settlement was begun: the work is done then, and its usage must not be released. */
    private volatile boolean settling;

    /** A settlement that may not have come through: the very same call again is safe. */
    private @Nullable Supplier<SettlementReport> unsettled;

    private volatile @Nullable SettlementReport report;

    private final ReentrantLock learning = new ReentrantLock();
    private volatile Progress progress;

    /** As reports and extensions tell it, in whatever order their answers come: the latest change counts. A level only grows. */
    private record Progress(long sequence, ResourceVector held, ResourceVector used, UsageLevel level) {

        Progress and(Progress other) {
            Progress latest = other.sequence > sequence ? other : this;
            UsageLevel highest = level.compareTo(other.level) >= 0 ? level : other.level;
            return new Progress(latest.sequence, latest.held, latest.used, highest);
        }
    }

    /** @param children makes the handle of a reservation that was split from this one, asked for at that time */
    Execution(
            ResourceManager manager,
            BiFunction<ReserveResult.Approved, Long, Execution> children,
            ReservationId reservation,
            Extension.Owner owner,
            ResourceVector held,
            ResourceVector used,
            @Nullable HoldPlan plan,
            Function<Execution, Lease> lease) {
        this.manager = manager;
        this.children = children;
        this.reservation = reservation;
        this.owner = owner;
        this.progress = new Progress(0, held, used, UsageLevel.NORMAL);
        this.output = new OutputMeter(this, plan);
        this.lease = lease.apply(this);
    }

    /** Names the reservation, to look it up or to settle it elsewhere. */
    public ReservationId reservationId() {
        return reservation;
    }

    /** What is held, as last heard. */
    public ResourceVector held() {
        return progress.held();
    }

    /** What was tracked, as last heard. */
    public ResourceVector used() {
        return progress.used();
    }

    /** What is left of the hold, as last heard; zero where it is overrun. */
    public ResourceVector remaining() {
        Progress now = progress;
        return now.held().excessOver(now.used());
    }

    /** The highest level that reports of this handle have told. */
    public UsageLevel level() {
        return progress.level();
    }

    /**
     * Whether the hold is gone, or must be taken to be: the store said so, or the lease ran out without a renewal. Others
     * may have been given the budget; what was used can still be {@linkplain #settle settled}, late.
     */
    public boolean isLost() {
        return lease.isLost();
    }

    /** Why the lease could not be renewed the last time it was tried; empty while renewals succeed. */
    public Optional<RuntimeException> renewalFailure() {
        return Optional.ofNullable(lease.failure());
    }

    /** How it ended; empty before it is settled or closed, and when that did not come through. */
    public Optional<SettlementReport> report() {
        return Optional.ofNullable(report);
    }

    /** Reports what was used since the last report, and renews the lease; each call counts. */
    public TrackingReport track(ResourceUsage usage) {
        return track(usage, OperationId.unique());
    }

    /**
     * Reports what was used since the last report, and renews the lease: see {@link
     * ResourceManager#trackUsage(io.stipend.core.model.ReservationRef, ResourceUsage, OperationId)}.
     *
     * @param reportId names the report, so that a second try is safe
     */
    public TrackingReport track(ResourceUsage usage, OperationId reportId) {
        return track(usage, reportId, false);
    }

    /**
     * Reports what was used since the last report, and renews the lease: see {@link
     * ResourceManager#trackUsage(io.stipend.core.model.ReservationRef, ResourceUsage, OperationId, boolean)}.
     *
     * @param reportId names the report, so that a second try is safe
     * @param asksBalances whether the answer is to have what is available on each account of the path
     */
    public TrackingReport track(ResourceUsage usage, OperationId reportId, boolean asksBalances) {
        long askedAtNanos = lease.now();
        TrackingReport answer = whileHeld(() -> manager.trackUsage(reservation, usage, reportId, asksBalances));
        if (!answer.replayed()) {
            lease.renewed(askedAtNanos);
        }
        learn(new Progress(answer.sequence(), answer.held(), answer.used(), answer.level()));
        return answer;
    }

    /**
     * Counts output of a stream as it comes. If the reservation was made by a forecast {@linkplain
     * io.stipend.core.BudgetRequest.Expected#streaming() for a stream}, the hold is enlarged to the next rung when less of it than
     * the forecast's look-ahead is left: one call of the store, on this thread. So count no fewer tokens at a time than come at once,
     * and no more than the look-ahead.
     *
     * <p>Where there is too little budget for the next rung, what there is is taken, and the answer says how many tokens that is, before
     * they are spent. It is tried again after as many more tokens as the look-ahead has.
     *
     * <p>Nothing is reported: the lease is renewed as always, and {@link #settle} says what was used. Those who want reports besides
     * call {@link #track}.
     *
     * @param tokens how many came since the last call, 0 or more
     * @return what there is room for
     */
    public Output output(long tokens) {
        return output.count(tokens);
    }

    /** Changes the hold, each call anew: see {@link #extend(Extension, OperationId)}. */
    public Extension.Result extend(Extension extension) {
        return extend(extension, OperationId.unique());
    }

    /**
     * Enlarges the hold, or gives back what is idle of it: see {@link
     * ResourceManager#extendReservation(io.stipend.core.model.ReservationRef, Extension, OperationId)}.
     *
     * @param operationId names the extension, so that a second try is safe
     */
    public Extension.Result extend(Extension extension, OperationId operationId) {
        Extension named = extension.madeFor(owner);
        Extension.Result answer = whileHeld(() -> manager.extendReservation(reservation, named, operationId));
        if (answer instanceof Extension.Result.Extended extended) {
            learn(new Progress(extended.sequence(), extended.held(), extended.used(), UsageLevel.NORMAL));
        }
        return answer;
    }

    /**
     * Hands a part of what is idle to a sub-agent, which runs in an execution of its own: see {@link ResourceManager#splitReservation}. What
     * it does not use comes back when it is settled or closed, or when its lease runs out because its process died.
     *
     * <p>The sub-agent's handle has this one's {@link Options}, with a longest run time that begins now. It lives on if this execution
     * ends first. With an id of the part that was used for the same part before, it goes on with the budget it had.
     *
     * @return started or, if too little is idle, rejected
     */
    public OpenResult split(BudgetRequest.Part part) {
        long askedAtNanos = lease.now();
        ResourceManager.SplitResult answer = whileHeld(() -> manager.splitReservation(reservation, part));
        answer.given()
                .ifPresent(
                        given -> learn(new Progress(given.sequence(), given.held(), given.used(), UsageLevel.NORMAL)));
        return answer.child() instanceof ReserveResult.Rejected rejected
                ? new OpenResult.Rejected(rejected.rejection())
                : new OpenResult.Started(children.apply(answer.orElseThrow(), askedAtNanos));
    }

    /**
     * Settles with the final figures and the manager's overrun policy: see {@link
     * ResourceManager#finalizeUsage(io.stipend.core.model.ReservationRef, ResourceUsage)}. When the store fails, {@link
     * #close} tries the very same settlement once more. When the usage is refused, it can be settled again with other figures.
     */
    public SettlementReport settle(ResourceUsage usage) {
        return settle(() -> usage);
    }

    /**
     * Settles with final figures that are computed here: see {@link #settle(ResourceUsage)}. An exception of the computation is
     * thrown on, and counts as a settlement that failed. In {@code settle(compute())}, the handle would not know that there was
     * something to settle, and {@link #close} would release.
     *
     * @param usage asked once, on this thread
     */
    public SettlementReport settle(Supplier<ResourceUsage> usage) {
        return settle(usage, figures -> manager.finalizeUsage(reservation, figures));
    }

    /** Settles with an overrun policy: see {@link #settle(ResourceUsage)}. */
    public SettlementReport settle(ResourceUsage usage, OverrunPolicy overrunPolicy) {
        return settle(() -> usage, overrunPolicy);
    }

    /** Settles with an overrun policy: see {@link #settle(Supplier)}. */
    public SettlementReport settle(Supplier<ResourceUsage> usage, OverrunPolicy overrunPolicy) {
        return settle(usage, figures -> manager.finalizeUsage(reservation, figures, overrunPolicy));
    }

    private SettlementReport settle(
            Supplier<ResourceUsage> usage, Function<ResourceUsage, SettlementReport> settlement) {
        settling = true;
        ResourceUsage figures = Checks.present(usage.get(), "usage");
        closing.lock();
        try {
            unsettled = () -> settlement.apply(figures);
            lease.hush(true);
            SettlementReport answer = settlement.apply(figures);
            done(answer);
            return answer;
        } catch (RefusedException.AlreadyClosed
                | RefusedException.Conflict
                | RefusedException.NotFound
                | RefusedException.Forgotten e) {
            done(null);
            throw e;
        } catch (RefusedException | InvalidRequestException e) {
            unsettled = null;
            throw e;
        } finally {
            lease.hush(false);
            closing.unlock();
        }
    }

    /**
     * Lets go. After a settlement, and again, it does nothing. If no settlement was tried, it releases. If the store failed the
     * settlement, it tries exactly that once more. If the settlement was refused or its usage could not be computed, it logs that
     * and stops renewing, and the reservation stays open until its lease runs out: {@link ResourceManager#finalizeUsage} and
     * {@link #reservationId} settle it until then, and late.
     *
     * <p>Never throws what the store does, so it hides no exception of the body. When the store cannot be reached it logs
     * that and stops renewing: the lease runs out, what was tracked (or held) is booked, and the rest of the hold returns. The
     * settlement that {@link #settle} threw for can still be made late, with {@link ResourceManager#finalizeUsage} and
     * {@link #reservationId}; {@link #report} tells whether it came through.
     */
    @Override
    public void close() {
        closing.lock();
        try {
            if (closed) {
                return;
            }
            Supplier<SettlementReport> last = unsettled;
            lease.end();
            if (last == null && settling) {
                log.error(
                        "reservation {} could not be settled, and is not released: settle it with finalizeUsage, now or late;"
                                + " when its lease runs out, what was tracked, or held, is booked",
                        Checks.shown(reservation.value()));
                return;
            }
            done(last == null ? manager.releaseReservation(reservation) : last.get());
        } catch (RefusedException.AlreadyClosed | RefusedException.Conflict | RefusedException.NotFound e) {
            log.debug("reservation {} was closed elsewhere", Checks.shown(reservation.value()), e);
        } catch (CreditStoreException e) {
            log.warn(
                    "reservation {} could not be {}; its lease runs out, and what was tracked, or held, is booked",
                    Checks.shown(reservation.value()),
                    unsettled == null ? "released" : "settled: settle it late with finalizeUsage",
                    e);
        } catch (RuntimeException e) {
            log.error("reservation {} could not be closed", Checks.shown(reservation.value()), e);
        } finally {
            closed = true;
            closing.unlock();
        }
    }

    private void done(@Nullable SettlementReport answer) {
        lease.end();
        closed = true;
        unsettled = null;
        report = answer;
    }

    private <T> T whileHeld(Supplier<T> call) {
        try {
            return call.get();
        } catch (RefusedException.AlreadyClosed | RefusedException.NotFound e) {
            lease.lose(e);
            throw e;
        }
    }

    private void learn(Progress news) {
        learning.lock();
        try {
            progress = progress.and(news);
        } finally {
            learning.unlock();
        }
    }

    Lease lease() {
        return lease;
    }

    @Override
    public String toString() {
        return "Execution[" + reservation + ", " + progress + (isLost() ? ", lost]" : "]");
    }

    /**
     * The output of a stream so far, and how much more the hold has room for.
     *
     * @param made how many tokens were counted
     * @param room how many more are held. Beyond them the hold is overrun. Without a forecast it is reckoned from the tokens held, as if
     *     there were no input
     * @param limited whether the room is all there is for now: the budget, or the caller's own constraints, had no more
     */
    public record Output(long made, long room, boolean limited) {}

    /** What became of opening an execution: started or rejected. */
    public sealed interface OpenResult {

        /**
         * The budget is held.
         *
         * @param execution the handle, to be closed
         */
        record Started(Execution execution) implements OpenResult {}

        /**
         * Nothing is held.
         *
         * @param rejection why
         */
        record Rejected(Rejection rejection) implements OpenResult {}
    }

    /**
     * How a handle treats its reservation. Immutable; start from {@link #DEFAULT} and change what differs.
     *
     * @param maxRunTime how long after its start the handle keeps the lease alive at most, from 1 ms to 30 days: one that
     *     hangs or is never closed lets go then. Usage reports renew the lease by themselves, whenever they come
     * @param onTrouble told when a renewal fails for the first time, and when the hold is lost; see {@link
     *     Execution#renewalFailure} and {@link Execution#isLost}. Called on a thread that renews, so it must be quick
     */
    public record Options(Duration maxRunTime, Consumer<Execution> onTrouble) {

        /** A day at most; trouble is logged only. */
        public static final Options DEFAULT = new Options(Duration.ofDays(1), execution -> {});

        public Options {
            Durations.millisWithin(maxRunTime, Duration.ofMillis(1), Duration.ofDays(30), "longest run time");
            Checks.present(onTrouble, "listener for trouble");
        }

        public Options withMaxRunTime(Duration other) {
            return new Options(other, onTrouble);
        }

        public Options withOnTrouble(Consumer<Execution> other) {
            return new Options(maxRunTime, other);
        }
    }
}
