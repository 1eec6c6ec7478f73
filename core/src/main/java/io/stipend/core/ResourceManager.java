package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.error.StipendException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StepAdvice;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.core.spi.check.Checks;
import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Budgets for the steps of a swarm: reserve before a step runs, track while it runs, settle when it ends.
 *
 * <p>Each call is one call of the store, and blocks as long as that does: nanoseconds in memory, a round trip otherwise.
 * Thread safe; made once and shared. Works on virtual threads.
 *
 * <p>A refusal that is part of everyday life is a value: {@link ReserveResult.Rejected}, {@link Extension.Result.Refused}.
 * What the caller got wrong, or came too late for, is a {@link io.stipend.core.error.StipendException} that names the
 * value and the remedy; then nothing changed. {@link io.stipend.core.spi.CreditStoreException} says that the store
 * failed; {@link io.stipend.core.spi.OutcomeUnknownException} that it may or may not have made the change, and that the
 * same call with the same operation id is safe.
 *
 * <p>Operation ids make a second try safe. Reserve: the reservation id, when the caller gave one. Settle and release: by
 * themselves, once per reservation. Usage reports and extensions: when the caller gives an id; otherwise each call
 * counts.
 */
public final class ResourceManager {

    /** The tier of reservations whose user has none: it limits nothing. */
    private static final Tier NO_TIER = Tier.builder("none").build();

    /** A reservation that may hold no credits, whatever else. */
    private static final Limits NOTHING_HELD = Limits.of(Map.of(Resource.CREDITS, 0L));

    private final CreditStore store;
    private final StoreUpkeep upkeep;
    private final ManagerConfig config;
    private final ReserveCommands commands;
    private final ManagerCounters counters;
    private final @Nullable Forecasts forecasts;
    private final Advisory advisory;
    private volatile boolean stopping;
    private final Telemetry telemetry;

    /**
     * Makes a manager.
     *
     * @param store where the books are kept
     * @param upkeep tells the store's numbers
     * @param limits what each account may use
     * @param config how it judges
     * @param telemetry where its numbers go
     */
    @Inject
    public ResourceManager(
            CreditStore store, StoreUpkeep upkeep, LimitPolicy limits, ManagerConfig config, Telemetry telemetry) {
        this(store, upkeep, limits, config, PriceSource.none(), telemetry, null, null);
    }

    /** The same, with what the calls of models cost, forecasts of what steps use, and advice, if there are any. */
    ResourceManager(
            CreditStore store,
            StoreUpkeep upkeep,
            LimitPolicy limits,
            ManagerConfig config,
            PriceSource prices,
            Telemetry telemetry,
            @Nullable Forecasts forecasts,
            @Nullable CostAdvisor advisor) {
        this.forecasts = forecasts;
        this.telemetry = telemetry;
        this.counters = new ManagerCounters(telemetry);
        this.store = telemetry.metered(store);
        this.upkeep = upkeep;
        this.config = config;
        this.commands = new ReserveCommands(limits, config, prices);
        this.advisory = new Advisory(advisor, commands);
        telemetry.figures(upkeep);
        telemetry.slowGauge(
                "stipend.reservations.active",
                "Reservations open in the store",
                "",
                upkeep,
                StoreUpkeep::openReservations);
    }

    /**
     * Reserves a budget that is charged to nobody, but checked, tracked, expired and published all the same.
     *
     * @param available what the step could have
     * @param constraints the most it may use, and what it needs; the rest is estimated
     * @return approved or rejected
     */
    public ReserveResult reserveBudget(AvailableResources available, ExecutionConstraints constraints) {
        return reserveBudget(BudgetRequest.builder(available, constraints).build());
    }

    /**
     * Reserves a budget for a user, in a swarm.
     *
     * @param available what the step could have
     * @param constraints the most it may use, and what it needs; the rest is estimated
     * @param userId the user it is charged to
     * @param swarmId the swarm it runs in, or null; also charged if swarms have a limit
     * @return approved or rejected
     */
    public ReserveResult reserveBudget(
            AvailableResources available, ExecutionConstraints constraints, String userId, @Nullable String swarmId) {
        BudgetRequest.Builder request =
                BudgetRequest.builder(available, constraints).user(userId);
        return reserveBudget((swarmId == null ? request : request.swarm(swarmId)).build());
    }

    /**
     * Reserves a budget: holds the envelope on every account of the path, or on none.
     *
     * <p>Checked in this order, and the first failure is the answer: credits at hand, time at hand, models, the largest
     * reservation of the user's tier, accounts, the request's ceilings on them.
     *
     * <p>A second try with the same reservation id gets the first answer again, whatever limits, tiers and this manager's
     * configuration say today, and whatever has become of the credits at hand and of the reservation since. Only where the
     * second try would be rejected, or cannot be put to the store, does that cost a look of its own.
     *
     * @return approved or rejected
     * @throws StipendException when the constraints name a call and no cost, and the prices have none for it either; nothing is held
     * @throws InvalidRequestException when the path has more than eight accounts, or one twice, or the user's id is too
     *     long for a window of its tier; when more is to be held than must be available; when an account with a ceiling is not on the
     *     path
     * @throws TierResolver.UnavailableException when the user's tier cannot be had; nothing is held
     * @throws RefusedException.Conflict when the reservation id was used before for something else
     * @throws RefusedException.StepConflict when another open reservation has the step id
     */
    public ReserveResult reserveBudget(BudgetRequest request) {
        Checks.present(request, "request");
        requireAccepting();
        HoldPlan plan = forecasts == null ? null : forecasts.plan(request);
        return forecasts == null || plan == null ? advised(request, null) : advised(request, plan, forecasts);
    }

    /**
     * What {@link #reserveBudget(BudgetRequest)} would answer now, as far as the books tell. It is advice and no promise: others may
     * hold what is there before it is asked for, and the accounts are looked at one after the other, each in a call of its own. Nothing
     * is held, remembered or counted, and no rejection is counted either.
     *
     * @param accounts the accounts of this manager's store
     * @return the first answer if the request was approved before; else a rejection, or an approval whose reservation is not there, and
     *     whose lease would begin with the reserve, so its end is 0
     * @throws StipendException as {@link #reserveBudget(BudgetRequest)} does
     */
    public ReserveResult previewReserve(BudgetRequest request, AccountAdministration accounts) {
        Checks.present(request, "request");
        Optional<ReserveResult> before = firstAnswer(request);
        if (before.isPresent()) {
            return before.get();
        }
        HoldPlan plan = forecasts == null ? null : forecasts.plan(request);
        try {
            StepAdvice advice = advisory.advise(request, plan);
            return preview(commands.prepare(request, plan), new ReservePreview(accounts))
                    .advising(advice);
        } finally {
            if (forecasts != null && plan != null) {
                forecasts.forget(plan);
            }
        }
    }

    private static ReserveResult preview(ReserveCommands.Prepared prepared, ReservePreview preview) {
        if (prepared instanceof ReserveCommands.Prepared.Rejected failed) {
            return new ReserveResult.Rejected(failed.rejection());
        }
        ReserveCommand command = ((ReserveCommands.Prepared.Accepted) prepared).command();
        return preview.rejection(command)
                .<ReserveResult>map(ReserveResult.Rejected::new)
                .orElseGet(() ->
                        new ReserveResult.Approved(command.id(), command.envelope(), 0, command.leaseMillis(), false));
    }

    /** Advice comes first: where it fails, nothing is held. */
    private ReserveResult advised(BudgetRequest request, @Nullable HoldPlan plan) {
        StepAdvice advice = advisory.advise(request, plan);
        ReserveResult result = reserve(request, plan);
        return advice == null ? result : result.advising(advice);
    }

    /** A plan of which nothing comes is forgotten. */
    private ReserveResult advised(BudgetRequest request, HoldPlan plan, Forecasts plans) {
        boolean opened = false;
        try {
            ReserveResult result = advised(request, plan);
            if (result instanceof ReserveResult.Approved approved) {
                opened = true;
                return approved.by(plans.opened(approved.reservationId(), plan));
            }
            return result;
        } finally {
            if (!opened) {
                plans.forget(plan);
            }
        }
    }

    private ReserveResult reserve(BudgetRequest request, @Nullable HoldPlan plan) {
        ReserveCommands.Prepared prepared;
        try {
            prepared = commands.prepare(request, plan);
        } catch (StipendException failure) {
            return firstAnswer(request).orElseThrow(() -> failure);
        }
        if (prepared instanceof ReserveCommands.Prepared.Rejected failed) {
            return firstAnswer(request).orElseGet(() -> rejected(failed.rejection()));
        }
        ReserveCommand command = ((ReserveCommands.Prepared.Accepted) prepared).command();
        return store.reserve(command)
                .foldReserve(
                        this::approved,
                        refusal -> rejected(Rejection.of(refusal)),
                        new Failures(command.id(), command.id()));
    }

    /** The first answer to a request that has an id of the caller's own and was approved before. */
    private Optional<ReserveResult> firstAnswer(BudgetRequest request) {
        if (request.reservationId() == null) {
            return Optional.empty();
        }
        ReservationId id = new ReservationId(request.tenant(), request.reservationId());
        return store.find(id).map(found -> {
            if (found.fingerprint() != request.fingerprint()
                    || (found.closing() != null && found.closing().kind() == CloseKind.CHARGED)) {
                throw new Failures(id, id).conflict(new Refusal.Conflict());
            }
            return new ReserveResult.Approved(
                    id,
                    found.asked(),
                    found.header().openedAtMillis() + found.leaseMillis(),
                    found.leaseMillis(),
                    true);
        });
    }

    /**
     * Binds a step to an open reservation, so that usage can be reported by step. Binding it again does nothing.
     *
     * @param reservation the reservation, which has no step or this one
     * @param stepId the step, in the reservation's tenant; free, or that of a reservation that is closed
     * @throws RefusedException.NotFound when the reservation is not known
     * @throws RefusedException.AlreadyClosed when it is closed
     * @throws RefusedException.StepConflict when it has another step, or another open reservation has this one
     */
    public void setStepId(ReservationId reservation, String stepId) {
        Checks.present(reservation, "reservation id");
        StepId step = new StepId(reservation.tenant(), stepId);
        store.bindStep(reservation, step).boundOrThrow(new Failures(reservation, stepId));
    }

    /**
     * Reports usage by step, in the default tenant: {@link #trackUsage(ReservationRef, ResourceUsage)}.
     *
     * @param stepId a step bound to an open reservation
     */
    public TrackingReport trackUsage(String stepId, ResourceUsage usage) {
        return trackUsage(StepId.of(stepId), usage);
    }

    /** Reports usage that counts however often this is called: {@link #trackUsage(ReservationRef, ResourceUsage, OperationId)}. */
    public TrackingReport trackUsage(ReservationRef target, ResourceUsage usage) {
        return trackUsage(target, usage, OperationId.unique());
    }

    /** Reports usage: see {@link #trackUsage(ReservationRef, ResourceUsage, OperationId, boolean)}. */
    public TrackingReport trackUsage(ReservationRef target, ResourceUsage usage, OperationId reportId) {
        return trackUsage(target, usage, reportId, false);
    }

    /**
     * Reports what was used since the last report, and renews the lease. Credits, tokens and API calls add up; compute
     * time and memory keep their maximum. Never refused for want of budget: the answer says how much is left, so that the
     * caller adapts.
     *
     * @param target the reservation, by its id or by its step
     * @param usage what to add
     * @param reportId names the report: the same one again changes nothing and returns the first answer
     * @param asksBalances whether the answer is to have what is available on each account of the path: see {@link
     *     TrackingReport#balances}. A second try may ask where the first one did not
     * @throws RefusedException.NotFound when the reservation is not known
     * @throws RefusedException.AlreadyClosed when it is closed; if it expired, {@link #finalizeUsage} still books what was used
     * @throws RefusedException.Conflict when the report id was used before for another report
     * @throws InvalidRequestException when a sum would pass the largest amount
     */
    public TrackingReport trackUsage(
            ReservationRef target, ResourceUsage usage, OperationId reportId, boolean asksBalances) {
        checkCall(target, reportId);
        Checks.present(usage, "usage");
        TrackOutcome.Added added = store.track(new TrackCommand(target, reportId, usage, asksBalances))
                .addedOrThrow(new Failures(target, reportId));
        TrackingReport report = new TrackingReport(added, config.thresholds());
        if (!added.replayed()) {
            counters.entered(report.entered());
        }
        return report;
    }

    /** Settles with the manager's overrun policy: see {@link #finalizeUsage(ReservationRef, ResourceUsage, OverrunPolicy, OperationId)}. */
    public SettlementReport finalizeUsage(ReservationRef target, ResourceUsage usage) {
        return settle(target, usage, null, OperationId.SETTLE);
    }

    /** Settles with an overrun policy: see {@link #finalizeUsage(ReservationRef, ResourceUsage, OverrunPolicy, OperationId)}. */
    public SettlementReport finalizeUsage(ReservationRef target, ResourceUsage usage, OverrunPolicy overrunPolicy) {
        return finalizeUsage(target, usage, overrunPolicy, OperationId.SETTLE);
    }

    /** Settles with the manager's overrun policy: see {@link #finalizeUsage(ReservationRef, ResourceUsage, OverrunPolicy, OperationId)}. */
    public SettlementReport finalizeUsage(ReservationRef target, ResourceUsage usage, OperationId operationId) {
        return settle(target, usage, null, operationId);
    }

    /**
     * Settles: closes a reservation with its final usage, charges every account of its path, and returns the rest of the
     * hold. An expired reservation can still be settled: what is missing is booked, and the report says {@code late}.
     * What expiry had booked too much is given back if it had booked the hold ({@link
     * io.stipend.core.spi.OnExpiry#BOOK_HELD}) and no account of the path has begun a new period since; else it stays booked.
     *
     * @param target the reservation, by its id or by its step
     * @param usage the final figures; a resource not reported keeps what was tracked, an explicit zero is zero
     * @param overrunPolicy what to do when they exceed the hold
     * @param operationId names the settlement: the same one again changes nothing and returns the first answer
     * @throws RefusedException.NotFound when the reservation is not known
     * @throws RefusedException.AlreadyClosed when another operation settled or released it
     * @throws RefusedException.Conflict when the operation id was used before for other figures
     * @throws RefusedException.OverrunRejected when the policy is REJECT and usage exceeds the hold
     */
    public SettlementReport finalizeUsage(
            ReservationRef target, ResourceUsage usage, OverrunPolicy overrunPolicy, OperationId operationId) {
        Checks.present(overrunPolicy, "overrun policy");
        return settle(target, usage, overrunPolicy, operationId);
    }

    private SettlementReport settle(
            ReservationRef target, ResourceUsage usage, @Nullable OverrunPolicy named, OperationId operationId) {
        checkCall(target, operationId);
        Checks.present(usage, "usage");
        SettleCommand command = new SettleCommand(
                target,
                operationId,
                SettleCommand.fingerprint(usage, named),
                usage,
                named == null ? config.overrunPolicy() : named);
        return report(target, operationId, store.settle(command));
    }

    /** Releases a reservation: see {@link #releaseReservation(ReservationRef, OperationId)}. */
    public SettlementReport releaseReservation(ReservationRef target) {
        return releaseReservation(target, OperationId.RELEASE);
    }

    /**
     * Closes a reservation early: charges what was tracked and returns the rest of the hold.
     *
     * @param target the reservation, by its id or by its step
     * @param operationId names the release: the same one again changes nothing and returns the first answer
     * @throws RefusedException.NotFound when the reservation is not known
     * @throws RefusedException.AlreadyClosed when it is closed
     */
    public SettlementReport releaseReservation(ReservationRef target, OperationId operationId) {
        checkCall(target, operationId);
        return report(target, operationId, store.release(new ReleaseCommand(target, operationId)));
    }

    /**
     * Closes a reservation and all that was split from it, to any depth: to stop an agent and its sub-agents. Each is closed like by {@link
     * #releaseReservation(ReservationRef)}, in a step of its own, from the root on, so that none of them can be split any more when
     * its children are looked for. Those that are closed already stay as they are, the root too. The same call again is safe, and
     * goes on where a first one failed.
     *
     * @param root the reservation to begin with
     * @return how each was closed that this call closed, or closed when it was made before; the root first
     * @throws RefusedException.NotFound when the root is not known
     */
    public List<SettlementReport> releaseTree(ReservationId root) {
        Checks.present(root, "reservation");
        List<SettlementReport> closed = new ArrayList<>();
        Deque<ReservationId> left = new ArrayDeque<>(List.of(Checks.present(root, "reservation")));
        while (!left.isEmpty()) {
            ReservationId next = left.remove();
            releaseUnlessEnded(next, next.equals(root)).ifPresent(closed::add);
            store.children(next).forEach(child -> left.add(child.header().id()));
        }
        return closed;
    }

    /** Empty if it had ended by itself, which is as good. */
    private Optional<SettlementReport> releaseUnlessEnded(ReservationId id, boolean mustBeKnown) {
        CloseOutcome outcome = store.release(new ReleaseCommand(id, OperationId.RELEASE));
        boolean isGone = outcome instanceof Refusal.NotFound && !mustBeKnown;
        return isGone || outcome instanceof Refusal.AlreadyClosed || outcome instanceof Refusal.Forgotten
                ? Optional.empty()
                : Optional.of(report(id, OperationId.RELEASE, outcome));
    }

    /**
     * Hands a part of what is idle of an open reservation to a sub-agent: in one step the reservation holds that much less, and a new
     * one, its child, holds it, on the same accounts. No account moves, so budgets, frozen accounts and tiers refuse nothing here.
     *
     * <p>The child is a reservation like any other, with a lease, a step and events of its own; it can be split again. What it does not use
     * goes back to its parent when it is closed, or to the accounts if the parent is closed by then. The parent's usage ratio is judged
     * against what it still holds, with its next report.
     *
     * @param parent the reservation that gives the part
     * @param part how much, and what the child is to have
     * @return approved, with the child's id; or rejected because too little is idle
     * @throws RefusedException.NotFound when the parent is not known
     * @throws RefusedException.AlreadyClosed when the parent is closed
     * @throws RefusedException.Conflict when the child's id was used before for something else
     * @throws RefusedException.StepConflict when another open reservation has the step id
     */
    public SplitResult splitReservation(ReservationId parent, BudgetRequest.Part part) {
        Checks.present(parent, "parent");
        Checks.present(part, "part");
        String own = part.reservationId();
        ReservationId child =
                own == null ? ReservationId.unique(parent.tenant()) : new ReservationId(parent.tenant(), own);
        SplitOutcome outcome = store.split(new SplitCommand(
                parent, child, part.amounts(), part.leaseMillis(), part.onExpiry(), part.stepId(), part.attributes()));
        boolean isAboutChild = outcome instanceof Refusal.Conflict || outcome instanceof Refusal.Forgotten;
        ReservationId refused = isAboutChild ? child : parent;
        return outcome.foldSplit(
                split -> new SplitResult(approved(split.entry(), split.replayed()), Optional.ofNullable(split.given())),
                idle -> new SplitResult(rejected(Rejection.of(idle)), Optional.empty()),
                new Failures(refused, refused));
    }

    /** Extends a reservation, each call anew: see {@link #extendReservation(ReservationRef, Extension, OperationId)}. */
    public Extension.Result extendReservation(ReservationRef target, Extension extension) {
        return extendReservation(target, extension, OperationId.unique());
    }

    /**
     * Changes an open hold, or its lease, or both, in one step. More is held on all accounts of its path, or on none; less gives
     * idle hold back, and asks no account. The usage ratio moves; a level once entered is not left, and not announced again.
     *
     * <p>What the reservation holds then must not pass the largest reservation of its user's tier. The store judges this in
     * the same step. If users have tiers and the extension does not {@linkplain Extension#forUser name its user}, more
     * resources cost one more call of the store, which looks the user up.
     *
     * <p>Accounts take over the terms that policy gives them now, in the same step: those of a reservation that was looked up, and
     * those that the extension names ({@link Extension#forUser}, {@link Extension#madeFor}). Others keep the terms that are stored.
     *
     * <p>A reservation that was split from another takes from what is idle of that, and gives to it, as long as that is open.
     *
     * <p>A second try with the same operation id gets the first answer again, whatever limits and tiers say today, also where the
     * user's tier cannot be had. Only then does that cost a look of its own.
     *
     * @param target the reservation, by its id or by its step
     * @param operationId names the extension: the same one again changes nothing and returns the first answer
     * @return extended, or refused because an account has too little or is frozen, too little of the parent is idle, or the reservation
     *     would be too large
     * @throws RefusedException.NotFound when the reservation is not known
     * @throws RefusedException.AlreadyClosed when it is closed
     * @throws RefusedException.Conflict when the operation id was used before for another extension
     * @throws InvalidRequestException when a sum would pass the largest amount
     * @throws TierResolver.UnavailableException when the user's tier cannot be had; nothing has changed
     */
    public Extension.Result extendReservation(ReservationRef target, Extension extension, OperationId operationId) {
        checkCall(target, operationId);
        Checks.present(extension, "extension");
        Failures failures = new Failures(target, operationId);
        HoldChange change = extension.change();
        boolean enlarges = !change.more().isZero();
        String user = extension.owner().userId();
        ReservationRef extended = target;
        AccountPath path = null;
        if (user == null && commands.tiered() && enlarges) {
            ReservationSnapshot found = store.find(target).orElseThrow(() -> failures.notFound(new Refusal.NotFound()));
            // By its id, for a step may name another reservation meanwhile. A closed one is the store's to refuse.
            extended = found.header().id();
            path = found.isOpen() ? found.header().path() : AccountPath.EMPTY;
            user = path.userId();
        }
        Tier tier;
        PathPolicy policy;
        try {
            Tier known = enlarges ? commands.tierOf(target.tenant(), user) : null;
            tier = known == null ? NO_TIER : known;
            policy = enlarges ? commands.policy(target.tenant(), extension, known, path) : PathPolicy.NONE;
        } catch (StipendException failure) {
            return firstAnswer(extended, extension, operationId, failure);
        }
        ExtendOutcome outcome = store.extend(new ExtendCommand(
                extended,
                operationId,
                ExtendCommand.fingerprint(change, extension.leaseMillis()),
                change,
                extension.leaseMillis(),
                tier.largest(),
                policy,
                extension.asksBalances()));
        if (forecasts != null && enlarges && extended instanceof ReservationId id) {
            count(forecasts, id, change, outcome);
        }
        return outcome.foldExtend(
                ResourceManager::extended,
                excess -> new Extension.Result.Refused(tier.tooLarge(excess)),
                idle -> new Extension.Result.Refused(Rejection.of(idle)),
                refusal -> new Extension.Result.Refused(Rejection.of(refusal)),
                failures);
    }

    private static void count(Forecasts plans, ReservationId id, HoldChange change, ExtendOutcome outcome) {
        boolean again = outcome instanceof ExtendOutcome.Extended extended && extended.replayed();
        if (!again) {
            plans.extended(
                    id,
                    outcome instanceof ExtendOutcome.Extended extended
                            && extended.entry().added().equals(change.more()));
        }
    }

    /**
     * The first answer to an extension that was made before. Where it was not, it cannot be judged, and is not made: the store is
     * asked for one that it refuses in any case.
     */
    private Extension.Result firstAnswer(
            ReservationRef target, Extension extension, OperationId operationId, StipendException failure) {
        return store.extend(new ExtendCommand(
                        target,
                        operationId,
                        ExtendCommand.fingerprint(extension.change(), extension.leaseMillis()),
                        HoldChange.more(ResourceVector.of(Resource.CREDITS, 1)),
                        0,
                        NOTHING_HELD,
                        PathPolicy.NONE,
                        extension.asksBalances()))
                .foldExtend(
                        ResourceManager::extended,
                        excess -> {
                            throw failure;
                        },
                        idle -> {
                            throw failure;
                        },
                        lack -> {
                            throw failure;
                        },
                        new Failures(target, operationId));
    }

    private static Extension.Result extended(ExtendOutcome.Extended extended) {
        JournalEntry.Extended entry = extended.entry();
        return new Extension.Result.Extended(
                entry.sequence(),
                entry.added(),
                entry.returned(),
                entry.held(),
                entry.used(),
                ResourceVector.usageRatio(entry.used(), entry.held()),
                entry.expiresAtMillis(),
                extended.replayed(),
                extended.balances());
    }

    /**
     * Books usage on every account of a path without a hold: a bill that comes later, a tool with a fixed price. Nothing refuses it
     * unless the policy is REJECT, also where an account is frozen or in debt: usage that happened is never thrown away.
     *
     * @param charge what was used, by whom. With an id of its own, a second try changes nothing and returns the first answer
     * @return what was booked; rejected where the policy is REJECT and an account has too little, overdraft included
     * @throws InvalidRequestException when the path has more than eight accounts, or one twice
     * @throws TierResolver.UnavailableException when the user's tier cannot be had; nothing is booked
     * @throws RefusedException.Conflict when the id was used before for something else
     */
    public BudgetRequest.Charge.Result charge(BudgetRequest.Charge charge) {
        Checks.present(charge, "charge");
        ChargeCommand command;
        try {
            command = commands.command(charge, config.overrunPolicy());
        } catch (StipendException failure) {
            return firstAnswer(charge).orElseThrow(() -> failure);
        }
        return store.charge(command)
                .foldCharge(this::charged, this::chargeRejected, new Failures(command.id(), command.id()));
    }

    private BudgetRequest.Charge.Result charged(ChargeOutcome.Charged charged) {
        if (!charged.replayed()) {
            counters.charged(charged.entry());
        }
        return booked(charged.entry().closing(), charged.replayed());
    }

    private BudgetRequest.Charge.Result chargeRejected(Insufficient lack) {
        counters.chargeRejected();
        return new BudgetRequest.Charge.Result.Rejected(Rejection.of(lack));
    }

    private BudgetRequest.Charge.Result booked(JournalEntry.Closed entry, boolean replayed) {
        return new BudgetRequest.Charge.Result.Booked(
                new SettlementReport(entry, config.thresholds(), config.efficiencyTarget(), replayed));
    }

    /** The first answer to a charge that has an id of the caller's own and was booked before. */
    private Optional<BudgetRequest.Charge.Result> firstAnswer(BudgetRequest.Charge charge) {
        if (charge.chargeId() == null) {
            return Optional.empty();
        }
        ReservationId id = new ReservationId(charge.tenant(), charge.chargeId());
        return store.find(id).map(found -> {
            JournalEntry.Closed closing = found.closing();
            if (closing == null
                    || closing.kind() != CloseKind.CHARGED
                    || closing.fingerprint() != charge.fingerprint()) {
                throw new Failures(id, id).conflict(new Refusal.Conflict());
            }
            return booked(closing, true);
        });
    }

    /** A reservation as it stands; empty when it is not known, or its retention is over. */
    public Optional<ReservationSnapshot> findReservation(ReservationRef target) {
        return store.find(Checks.present(target, "reservation"));
    }

    /**
     * What was split from a reservation and is still known, open and closed, each as it stands, the first first; nothing when the
     * reservation is not known. Their own children are not among them.
     */
    public List<ReservationSnapshot> childrenOf(ReservationId parent) {
        return store.children(Checks.present(parent, "reservation"));
    }

    /** The status of a reservation as it stands; empty when it is not known, or its retention is over. */
    public Optional<ReservationStatus> statusOf(ReservationRef target) {
        return findReservation(target).map(snapshot -> ReservationStatus.of(snapshot, config.thresholds()));
    }

    /** What this manager did since it was made, and what is open in the store now. */
    public Metrics getMetrics() {
        return counters.snapshot(upkeep.openReservations(), forecasts == null ? List.of() : forecasts.figures());
    }

    /** Refuses to reserve from now on; all else goes on. */
    void stopAccepting() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    private void requireAccepting() {
        if (stopping) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.UNAVAILABLE,
                    "this process is stopping and reserves nothing any more; reserve in another, or once it runs again");
        }
    }

    /** Where this manager's numbers go. */
    Telemetry telemetry() {
        return telemetry;
    }

    private ReserveResult approved(ReserveOutcome.Reserved reserved) {
        return approved(reserved.entry(), reserved.replayed());
    }

    private ReserveResult approved(JournalEntry.Opened entry, boolean replayed) {
        if (!replayed) {
            counters.approved(entry.request().envelope());
        }
        return new ReserveResult.Approved(
                entry.header().id(),
                entry.request().envelope(),
                entry.expiresAtMillis(),
                entry.request().leaseMillis(),
                replayed);
    }

    private ReserveResult rejected(Rejection rejection) {
        counters.rejected(rejection.code());
        return new ReserveResult.Rejected(rejection);
    }

    private SettlementReport report(ReservationRef target, OperationId operationId, CloseOutcome outcome) {
        CloseOutcome.Closed closed = outcome.closedOrThrow(new Failures(target, operationId));
        if (!closed.replayed()) {
            counters.closed(closed.entry(), config.efficiencyTarget());
            if (forecasts != null) {
                forecasts.closed(closed.entry());
            }
        }
        return new SettlementReport(closed.entry(), config.thresholds(), config.efficiencyTarget(), closed.replayed());
    }

    private static void checkCall(ReservationRef target, OperationId operationId) {
        Checks.present(target, "reservation");
        Checks.present(operationId, "operation id");
    }

    /**
     * What became of a split.
     *
     * @param child approved or rejected, like a reserve
     * @param given the entry of the parent's journal, which says what the parent holds now; empty if the split was rejected, or made before
     */
    public record SplitResult(ReserveResult child, Optional<JournalEntry.Split> given) {

        /** The approval of the child, for callers to whom a rejection is an error: see {@link ReserveResult#orElseThrow()}. */
        public ReserveResult.Approved orElseThrow() {
            return child.orElseThrow();
        }
    }

    /**
     * What a manager did since it was made, and what is open now.
     *
     * @param activeAllocations reservations open in the store now, whoever made them
     * @param totalReservations reserves this manager decided: approved + rejected. A replay is not counted again.
     * @param approvedReservations reserves it approved
     * @param rejectedReservations reserves it rejected
     * @param rejectedBy the rejections by reason; every reason is there
     * @param creditsUsed credits booked by settles, releases and charges through this manager, on each account of a path counted once;
     *     what late settles give back of what expiry had booked is not subtracted
     * @param forecasts how good the forecasts were of what steps use, by model; empty where nothing is forecast
     */
    public record Metrics(
            long activeAllocations,
            long totalReservations,
            long approvedReservations,
            long rejectedReservations,
            Map<Rejection.Code, Long> rejectedBy,
            Credits creditsUsed,
            List<ForecastFigures> forecasts) {}
}
