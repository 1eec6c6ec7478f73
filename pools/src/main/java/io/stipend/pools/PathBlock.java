package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's block on one path, from being formed to being given back.
 *
 * <p>There is a block, or there is none. One that is there either serves ahead of demand, or is dissolved: then it holds what is in use, and
 * what callers wait for at this moment. It is fenced while the node cannot be sure that the store still holds it for the node.
 *
 * <p>What always holds:
 *
 * <ul>
 *   <li>What is granted to the {@link LocalBudget} is at most {@code booked + held}: what earlier blocks were settled with, and what the
 *       store has answered that this one holds. It is granted after the answer to an extension, and taken away before a give-back is sent.
 *   <li>All that is spent here is booked once: {@code booked} of earlier blocks, the rest with this one or, if it is lost, in a bill.
 *   <li>A reserve is answered only if the fence was ahead after it was held.
 * </ul>
 *
 * <p>{@link #reserve} may be called by any thread and takes no lock of this class unless it does not fit. All else happens under one lock,
 * which is held around calls of the store.
 */
final class PathBlock {

    private static final Logger log = LoggerFactory.getLogger(PathBlock.class);

    private static final double MAX_AHEAD_SECONDS = 10;
    private static final double HORIZON_PARTS = 8;
    private static final double DISSOLVE_SECONDS = 4;
    private static final double FORM_SECONDS = 8;

    /** So many requests are held ahead at least. */
    private static final int LEAST_REQUESTS = 2;

    /** A node that asks for more a second does not go straight to the store where little is left. */
    private static final double BUSY_PER_SECOND = 500;

    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** An extension tells what a report does not: that an account is frozen. So one is made this often. */
    private static final long TOP_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long SUCCESSION_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final BlockNode node;
    private final AccountPath path;
    private final StoreAdapter shared;
    private final PoolTimer timer;
    private final BlockConfig config;
    private final PathDemand demand;
    private final MissRounds misses;
    private final boolean eligible;

    /** Guards what follows, also while the store is called. */
    private final ReentrantLock steering = new ReentrantLock();

    private final StoreCall calls;
    private final BudgetHorizon horizon = new BudgetHorizon();
    private volatile @Nullable HeldBlock block;
    private volatile boolean serving;

    /** Whether it is to be closed as soon as nothing is open here, however busy callers are. */
    private boolean ending;

    private ResourceVector booked = ResourceVector.ZERO;
    private long notBeforeNanos;
    private long lookAtNanos;
    private long reportedAtNanos;
    private long extendedAtNanos;
    private long returnAtNanos;
    private long busyAtNanos;

    /** The store's clock at a moment of ours. */
    private long storeMillis;

    private long storeMillisAtNanos;
    private long succeededPeriodEndMillis;

    private volatile @Nullable LocalBudget budget;

    /** What hot callers read: whether the local account may be asked, and until when. */
    private volatile boolean open;

    private volatile long fenceNanos;

    /** The terms that callers sent last. */
    private volatile List<AccountTerms> terms = List.of();

    private volatile boolean occupiedLimited;
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile List<Balance> balances = List.of();

    PathBlock(BlockNode node, AccountPath path, boolean eligible) {
        this.node = node;
        this.path = path;
        this.shared = node.shared();
        this.timer = node.timer();
        this.config = node.config();
        this.eligible = eligible;
        this.calls = new StoreCall(timer);
        long now = timer.nanoTime();
        this.demand = new PathDemand(now);
        this.notBeforeNanos = now;
        this.lookAtNanos = now;
        this.busyAtNanos = now;
        this.misses = new MissRounds(timer, this::extendFor);
    }

    AccountPath path() {
        return path;
    }

    // ---- callers

    /** Reserves from the block if there is one that has enough; else as the store says. */
    ReserveOutcome reserve(ReserveCommand command) {
        demand.count(command.envelope());
        noteTerms(command.terms());
        LocalBudget local = budget;
        if (!open || local == null || timer.nanoTime() - fenceNanos >= 0 || occupiedLimited) {
            if (block == null && demand.isSinceUpdate(config.reservesPerSecond())) {
                node.wake(this);
            }
            return node.straight(command);
        }
        ReserveOutcome outcome = node.reserveLocally(local.localized(command));
        if (outcome instanceof ReserveOutcome.Reserved reserved) {
            return admitted(command, reserved);
        }
        return outcome instanceof Insufficient ? missed(command, local) : outcome;
    }

    /** A pause of this thread may have outlasted the lease: then somebody else may have the budget by now. */
    private ReserveOutcome admitted(ReserveCommand command, ReserveOutcome.Reserved reserved) {
        if (!reserved.replayed() && timer.nanoTime() - fenceNanos >= 0) {
            node.undo(command.id());
            throw new CreditStoreException(
                    CreditStoreException.Kind.UNAVAILABLE,
                    "the lease of this node's block on " + path
                            + " ended while it reserved; nothing is held, try again");
        }
        return node.answers().reserved(command, reserved);
    }

    private ReserveOutcome missed(ReserveCommand command, LocalBudget local) {
        if (demand.reservesPerSecond() < BUSY_PER_SECOND) {
            node.wake(this);
            return node.straight(command);
        }
        for (int round = 0; round < MissRounds.MAX_ROUNDS; round++) {
            Insufficient refusal = misses.await(command.fit());
            if (!open) {
                return node.straight(command);
            }
            ReserveOutcome outcome = node.reserveLocally(local.localized(command));
            if (outcome instanceof ReserveOutcome.Reserved reserved) {
                return admitted(command, reserved);
            }
            if (!(outcome instanceof Insufficient)) {
                return outcome;
            }
            if (refusal != null) {
                node.figures().refused.increment();
                return refusal;
            }
        }
        return node.straight(command);
    }

    @SuppressWarnings("ReferenceEquality") // Policies mostly give the very same objects.
    private void noteTerms(List<AccountTerms> current) {
        if (terms != current && !terms.equals(current)) {
            terms = List.copyOf(current);
            boolean limited = false;
            for (AccountTerms each : current) {
                limited |= each.limits().get(Resource.MEMORY) != Limits.UNLIMITED
                        || each.limits().get(Resource.SLOTS) != Limits.UNLIMITED;
            }
            occupiedLimited = limited;
        }
    }

    /** Sees to it that so much more is idle here, as far as there is. Blocks like the store. */
    void makeRoom(ResourceVector amounts) {
        Insufficient unused = extendFor(() -> new MissRounds.Needs(amounts, ResourceVector.ZERO));
    }

    /** What is available on each account of the path, as this node knows it; empty if it does not. */
    List<Balance> balances() {
        LocalBudget local = budget;
        if (local == null) {
            return List.of();
        }
        ResourceVector idle = local.idle();
        return balances.stream()
                .map(balance -> {
                    Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
                    balance.amounts().forEach((resource, amount) -> amounts.put(resource, amount + idle.get(resource)));
                    return new Balance(balance.account(), amounts);
                })
                .toList();
    }

    // ---- steering

    /** Does what is due. Blocks like the store. Does nothing if somebody else does it already. */
    void step() {
        if (!steering.tryLock()) {
            return;
        }
        try {
            waking.set(false);
            demand.update(timer.nanoTime());
            calls.settle();
            stepAt(timer.nanoTime());
        } catch (CreditStoreException e) {
            failed(e);
        } finally {
            steering.unlock();
        }
    }

    private void failed(CreditStoreException e) {
        node.figures().failures.increment();
        log.debug("a call for the block on {} failed; it will be sent again", path, e);
    }

    private void stepAt(long now) {
        if (block == null) {
            stepWithout(now);
            return;
        }
        if (isReportDue(now)) {
            report();
        }
        if (block != null && isSuccessionDue(now)) {
            succeed();
        }
        if (block != null) {
            steer(now);
        }
    }

    /** Whether nothing is left to do here, so that this may be forgotten. */
    boolean isIdle() {
        if (!steering.tryLock()) {
            return false;
        }
        try {
            long now = timer.nanoTime();
            if (demand.reservesPerSecond() >= 0.05 || now - busyAtNanos < REFUSED_NANOS) {
                return false;
            }
            return block == null
                    && !calls.isUnanswered()
                    && (budget == null
                            || (unbooked().isZero() && budget.use().open().isZero()));
        } finally {
            steering.unlock();
        }
    }

    // ---- without a block

    private void stepWithout(long now) {
        if (now - notBeforeNanos < 0) {
            return;
        }
        if (budget != null && !unbooked().isZero()) {
            bill();
            notBeforeNanos = now + LOOK_NANOS;
            return;
        }
        double rate = demand.reservesPerSecond();
        if (!eligible || rate < config.reservesPerSecond() || terms.isEmpty() || now - lookAtNanos < 0) {
            return;
        }
        lookAtNanos = now + LOOK_NANOS;
        if (!look(now)) {
            return;
        }
        double seconds = horizon.seconds(demand);
        if (seconds >= FORM_SECONDS) {
            form(ahead(seconds), true);
        } else if (rate >= BUSY_PER_SECOND) {
            form(ResourceVector.ZERO, false);
        }
    }

    /** Looks at the accounts; false if no block may be formed on them. */
    private boolean look(long now) {
        List<Balance> seen = new ArrayList<>();
        for (int i = 0; i < path.accounts().size(); i++) {
            AccountId account = path.accounts().get(i);
            node.figures().calls.increment();
            AccountView view = shared.accountAdministration().show(account).orElse(null);
            if (view != null && view.frozen() != null) {
                notBeforeNanos = now + REFUSED_NANOS;
                return false;
            }
            Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
            for (Resource resource : Resource.values()) {
                if (view != null) {
                    view.available(resource).ifPresent(available -> amounts.put(resource, available));
                } else {
                    terms.get(i).limits().find(resource).ifPresent(limit -> amounts.put(resource, limit));
                }
            }
            seen.add(new Balance(account, amounts));
        }
        observe(now, seen, ResourceVector.ZERO);
        return !isOccupiedLimited();
    }

    private boolean isOccupiedLimited() {
        Set<Resource> limited = horizon.limited();
        return limited.contains(Resource.MEMORY) || limited.contains(Resource.SLOTS);
    }

    private ResourceVector ahead(double seconds) {
        return demand.in(Math.min(MAX_AHEAD_SECONDS, seconds / HORIZON_PARTS), LEAST_REQUESTS);
    }

    private void form(ResourceVector wanted, boolean ahead) {
        LocalBudget local = budget;
        if (local == null) {
            local = node.budgetOf(path);
            booked = local.use().spent();
            budget = local;
        }
        local.limit(horizon.limited());
        // What is still open here from a block that was lost needs room, too.
        ResourceVector envelope = local.limitedPart(plus(wanted, local.use().open()));
        ReservationId id = SharedPools.newBlock(path.accounts().get(0).tenant(), config.node());
        ReserveCommand command =
                new ReserveCommand(id, path, terms, envelope, config.lease().toMillis(), null, null, Map.of());
        node.log().opened(this, id, booked);
        send(() -> shared.creditStore().reserve(command), outcome -> formed(id, outcome, ahead));
    }

    private void formed(ReservationId id, ReserveOutcome outcome, boolean ahead) {
        if (!(outcome instanceof ReserveOutcome.Reserved reserved)) {
            notBeforeNanos = timer.nanoTime() + REFUSED_NANOS;
            return;
        }
        node.figures().formed.increment();
        block = HeldBlock.of(id, reserved.entry().request().envelope(), calls.sentAtNanos());
        serving = ahead;
        reportedAtNanos = calls.sentAtNanos();
        extendedAtNanos = reportedAtNanos;
        busyAtNanos = timer.nanoTime();
        storeSaid(reserved.entry().atMillis());
        renewed();
        grant();
        open = true;
    }

    /** What was used of a block that is gone, and is not booked with it, is charged. */
    private void bill() {
        ReservationId id = SharedPools.newBlock(path.accounts().get(0).tenant(), config.node());
        ResourceVector used = node.log().cut(this, this::unbooked);
        ChargeCommand command = new ChargeCommand(id, path, terms, used, OverrunPolicy.CHARGE, null, Map.of());
        node.log().opened(this, id, booked);
        send(() -> shared.creditStore().charge(command), outcome -> {
            if (outcome instanceof ChargeOutcome.Charged) {
                bookedNow(used);
            }
        });
    }

    // ---- with a block

    private boolean isReportDue(long now) {
        return now - reportedAtNanos >= config.reportInterval().toNanos()
                || unreported().credits() >= config.maxUnreported().units();
    }

    private ResourceVector unbooked() {
        return budget == null ? ResourceVector.ZERO : budget.use().spent().excessOver(booked);
    }

    private ResourceVector unreported() {
        HeldBlock held = block;
        return held == null ? ResourceVector.ZERO : unbooked().excessOver(held.reported());
    }

    private void report() {
        HeldBlock held = present();
        ResourceVector used = node.log().cut(this, this::unbooked);
        ResourceVector more = used.excessOver(held.reported());
        ResourceUsage usage = ResourceUsage.builder()
                .creditUnits(more.credits())
                .tokens(more.tokens())
                .apiCalls(more.apiCalls())
                // Reports keep its maximum.
                .computeMillis(used.computeTime())
                .build();
        TrackCommand command =
                new TrackCommand(held.id(), OperationId.of("report-" + (held.reports() + 1)), usage, true);
        reportedAtNanos = timer.nanoTime();
        send(() -> shared.creditStore().track(command), outcome -> {
            if (outcome instanceof TrackOutcome.Added added) {
                block = held.withReported(added.entry().used());
                storeSaid(added.entry().atMillis());
                renewed();
                observe(calls.sentAtNanos(), added.balances(), present().idle());
                if (isOccupiedLimited()) {
                    dissolve();
                }
            } else if (outcome instanceof Refusal refusal) {
                lost(refusal);
            }
        });
    }

    /** The store has the block for this node for a lease from when it was asked, at least. */
    private void renewed() {
        fenceNanos =
                calls.sentAtNanos() + config.lease().toNanos() - config.guard().toNanos();
    }

    private void storeSaid(long atMillis) {
        storeMillis = atMillis;
        storeMillisAtNanos = calls.sentAtNanos();
    }

    private void observe(long now, List<Balance> answered, ResourceVector ownIdle) {
        if (!answered.isEmpty()) {
            horizon.observe(now, answered, ownIdle);
            balances = answered;
            if (budget != null && block != null) {
                budget.limit(horizon.limited());
            }
        }
    }

    private void grant() {
        if (budget != null) {
            budget.grant(plus(booked, present().held()));
        }
    }

    private HeldBlock present() {
        HeldBlock held = block;
        if (held == null) {
            throw new IllegalStateException("there is no block on " + path);
        }
        return held;
    }

    private void steer(long now) {
        double rate = demand.reservesPerSecond();
        if (rate >= config.reservesPerSecond() / 4.0) {
            busyAtNanos = now;
        }
        boolean forsaken = now - busyAtNanos >= REFUSED_NANOS;
        double seconds = horizon.seconds(demand);
        if (serving && (seconds < DISSOLVE_SECONDS || forsaken)) {
            dissolve();
        } else if (!serving
                && !forsaken
                && !ending
                && seconds >= FORM_SECONDS
                && now - notBeforeNanos >= 0
                && rate >= config.reservesPerSecond()
                && !isOccupiedLimited()) {
            serving = true;
        }
        if (serving) {
            keepAhead(now, seconds);
        } else if (now - returnAtNanos >= 0) {
            returnAtNanos = now + TimeUnit.MILLISECONDS.toNanos(100);
            giveBack(ResourceVector.ZERO);
            if (block != null && (ending || forsaken || rate < BUSY_PER_SECOND)) {
                close();
            }
        }
    }

    private void keepAhead(long now, double seconds) {
        LocalBudget local = local();
        ResourceVector target = local.limitedPart(ahead(seconds));
        ResourceVector idle = idle();
        boolean isLow = false;
        boolean isHigh = false;
        for (Resource resource : Resource.values()) {
            isLow |= idle.get(resource) < (target.get(resource) + 3) / 4;
            isHigh |= local.isLimited(resource) && idle.get(resource) > 2 * target.get(resource);
        }
        if (isLow
                || (now - extendedAtNanos >= TOP_UP_NANOS
                        && !target.excessOver(idle).isZero())) {
            extend(target.excessOver(idle), ResourceVector.ZERO, false);
        } else if (isHigh) {
            giveBack(target);
        }
    }

    private LocalBudget local() {
        LocalBudget local = budget;
        if (local == null) {
            throw new IllegalStateException("nothing is granted on " + path);
        }
        return local;
    }

    /** What may be reserved here now, of what is granted by amount. */
    private ResourceVector idle() {
        LocalBudget local = local();
        return local.limitedPart(
                plus(booked, present().held()).excessOver(local.use().total()));
    }

    /** What is short because open reservations were not covered when a resource became limited, or in an overrun. */
    private ResourceVector deficit() {
        LocalBudget local = local();
        return local.limitedPart(
                local.use().total().excessOver(plus(booked, present().held())));
    }

    /** More, at once, as the store has it. A refusal comes back as a value. */
    private @Nullable Insufficient extend(ResourceVector amounts, ResourceVector least, boolean waitedFor) {
        HeldBlock held = present();
        ResourceVector more = plus(amounts, deficit());
        Insufficient[] refusal = new Insufficient[1];
        ExtendCommand command = extension(held.id(), HoldChange.more(more).atLeast(least));
        extendedAtNanos = timer.nanoTime();
        send(() -> shared.creditStore().extend(command), outcome -> {
            if (outcome instanceof ExtendOutcome.Extended extended) {
                block = held.withHeld(extended.entry().held());
                observe(calls.sentAtNanos(), extended.balances(), present().idle());
                grant();
                if (!extended.entry().added().equals(more)) {
                    refusal[0] = shortage(more.excessOver(extended.entry().added()), extended.balances());
                    refused(waitedFor);
                }
            } else if (outcome instanceof Insufficient lack) {
                refusal[0] = lack;
                refused(waitedFor);
            } else if (outcome instanceof Frozen) {
                refused(false);
                // Callers are told by the store, why and by whom.
                ending = true;
                close();
            } else if (outcome instanceof Refusal gone) {
                lost(gone);
            }
        });
        return refusal[0];
    }

    private ExtendCommand extension(ReservationId id, HoldChange change) {
        return new ExtendCommand(
                id,
                OperationId.unique(),
                ExtendCommand.fingerprint(change, 0),
                change,
                0,
                Limits.NONE,
                new PathPolicy(path, terms, List.of()),
                true);
    }

    /** Where the store granted less than was wanted, it is the account with the least that says so. */
    private static @Nullable Insufficient shortage(ResourceVector missing, List<Balance> balances) {
        for (Balance balance : balances) {
            for (Resource resource : Resource.values()) {
                long lacking = missing.get(resource);
                OptionalLong available = balance.available(resource);
                if (lacking > 0 && available.isPresent() && available.getAsLong() < lacking) {
                    return new Insufficient(balance.account(), resource, lacking, available.getAsLong());
                }
            }
        }
        return null;
    }

    private void refused(boolean waitedFor) {
        if (!waitedFor || serving) {
            notBeforeNanos = timer.nanoTime() + REFUSED_NANOS;
        }
        if (serving) {
            dissolve();
        }
    }

    private void dissolve() {
        if (serving) {
            serving = false;
            node.figures().dissolved.increment();
            returnAtNanos = timer.nanoTime();
        }
    }

    /** Gives back what is idle beyond an amount to keep. Nobody here can reserve it from before it is sent. */
    private void giveBack(ResourceVector keep) {
        ResourceVector excess = idle().excessOver(keep);
        ResourceVector taken = local().shrink(excess);
        if (taken.isZero()) {
            return;
        }
        HeldBlock held = present();
        ExtendCommand command = extension(held.id(), HoldChange.less(taken));
        send(() -> shared.creditStore().extend(command), outcome -> {
            if (outcome instanceof ExtendOutcome.Extended extended) {
                block = held.withHeld(extended.entry().held());
                observe(calls.sentAtNanos(), extended.balances(), present().idle());
            } else if (outcome instanceof Refusal gone) {
                lost(gone);
            }
        });
    }

    /** Ends the block if nothing is open here. */
    private void close() {
        open = false;
        ResourceVector idle = local().shrinkAll();
        if (local().use().open().isZero()) {
            settle(present().id());
        } else if (!ending) {
            // It has to hold what is in use until that is settled.
            local().grow(idle);
            open = true;
        }
    }

    /** Books what was used and is not booked yet, as the final figures of a reservation of ours. */
    private void settle(ReservationId id) {
        ResourceVector used = node.log().cut(this, this::unbooked);
        SettleCommand command = new SettleCommand(id, OperationId.SETTLE, figures(used), OverrunPolicy.CHARGE);
        send(() -> shared.creditStore().settle(command), outcome -> {
            if (outcome instanceof CloseOutcome.Closed) {
                bookedNow(used);
            } else if (outcome instanceof Refusal.AlreadyClosed closed) {
                // Somebody else closed it: what it was closed with is booked, and what is missing is billed.
                bookedNow(closed.closing().charged().atMost(used));
            } else {
                // The store does not know it any more; what was used is billed.
                bookedNow(ResourceVector.ZERO);
            }
        });
    }

    private void bookedNow(ResourceVector amounts) {
        booked = booked.plus(amounts);
        open = false;
        block = null;
        serving = false;
        ending = false;
        node.log().booked(this, booked);
    }

    static ResourceUsage figures(ResourceVector used) {
        return ResourceUsage.builder()
                .creditUnits(used.credits())
                .tokens(used.tokens())
                .apiCalls(used.apiCalls())
                .computeMillis(used.computeTime())
                .build();
    }

    /** The store says that the block is no more. */
    private void lost(Refusal refusal) {
        open = false;
        node.figures().lost.increment();
        log.warn("the block on {} is gone: {}; what was used of it is booked late", path, refusal.kind());
        notBeforeNanos = timer.nanoTime() + REFUSED_NANOS;
        local().shrinkAll();
        HeldBlock held = present();
        if (refusal instanceof Refusal.AlreadyClosed closed && closed.closing().kind() == CloseKind.EXPIRED) {
            settle(held.id());
        } else if (refusal instanceof Refusal.AlreadyClosed closed) {
            bookedNow(closed.closing().charged().atMost(unbooked()));
        } else {
            bookedNow(ResourceVector.ZERO);
        }
    }

    // ---- succession

    private boolean isSuccessionDue(long now) {
        return now - present().bornNanos() >= SUCCESSION_NANOS || isPeriodEnding(now);
    }

    /** Whether a period ends before the next report, on the store's clock as far as it is known here. */
    private boolean isPeriodEnding(long now) {
        long nowMillis = storeMillis + TimeUnit.NANOSECONDS.toMillis(now - storeMillisAtNanos);
        long soonMillis = nowMillis + config.reportInterval().toMillis();
        for (AccountTerms each : terms) {
            long end = each.period().endMillis(nowMillis);
            if (end <= soonMillis && end > succeededPeriodEndMillis) {
                succeededPeriodEndMillis = end;
                return true;
            }
        }
        return false;
    }

    /** The next block takes over all that is not used of this one, and this one is settled: usage is booked where it happened. */
    private void succeed() {
        report();
        HeldBlock old = block;
        if (old == null) {
            return;
        }
        ReservationId next = SharedPools.newBlock(path.accounts().get(0).tenant(), config.node());
        long bornNanos = timer.nanoTime();
        SplitCommand command =
                new SplitCommand(old.id(), next, old.idle(), config.lease().toMillis(), null, Map.of());
        node.log().succeeded(this, next, booked.plus(old.reported()));
        send(() -> shared.creditStore().split(command), outcome -> {
            if (outcome instanceof SplitOutcome.Split) {
                block = HeldBlock.of(next, old.idle(), bornNanos);
                booked = booked.plus(old.reported());
                renewed();
                settleFormer(old);
            } else if (outcome instanceof Refusal gone) {
                lost(gone);
            }
        });
    }

    private void settleFormer(HeldBlock old) {
        SettleCommand command =
                new SettleCommand(old.id(), OperationId.SETTLE, figures(old.reported()), OverrunPolicy.CHARGE);
        // Whatever closed it has booked what was reported.
        send(() -> shared.creditStore().settle(command), outcome -> node.log().booked(this, booked));
    }

    // ---- misses and the end

    private @Nullable Insufficient extendFor(Supplier<MissRounds.Needs> gathered) {
        steering.lock();
        try {
            calls.settle();
            if (block == null || !open) {
                return null;
            }
            MissRounds.Needs needs = gathered.get();
            LocalBudget local = local();
            ResourceVector ahead = serving ? ahead(horizon.seconds(demand)) : ResourceVector.ZERO;
            return extend(local.limitedPart(plus(needs.sum(), ahead)), local.limitedPart(needs.least()), true);
        } catch (CreditStoreException e) {
            failed(e);
            throw e;
        } finally {
            steering.unlock();
        }
    }

    /** Members of a pool on the path wait: what is idle here is theirs. */
    void yieldToWaiting() {
        if (!isServing()) {
            return;
        }
        steering.lock();
        try {
            if (serving) {
                notBeforeNanos = timer.nanoTime() + REFUSED_NANOS;
                dissolve();
            }
        } finally {
            steering.unlock();
        }
    }

    private boolean isServing() {
        return open && serving;
    }

    /** Whether there is a block. */
    boolean isHeld() {
        return block != null;
    }

    /** Whether this call is the first to ask for a step before one is made. */
    boolean isToWake() {
        return waking.compareAndSet(false, true);
    }

    /** Gives everything back. What is open here was released before. */
    void end() {
        steering.lock();
        try {
            calls.settle();
            if (block != null) {
                close();
            }
        } catch (CreditStoreException e) {
            log.warn("the block on {} is not given back; its lease ends by itself", path, e);
        } finally {
            steering.unlock();
        }
    }

    private <T> void send(Supplier<T> call, Consumer<T> answered) {
        node.figures().calls.increment();
        calls.send(call, answered);
    }

    private static ResourceVector plus(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(resource -> Math.min(one.get(resource) + other.get(resource), Checks.MAX_AMOUNT));
    }
}
