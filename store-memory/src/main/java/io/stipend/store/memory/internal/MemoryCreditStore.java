package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.store.support.DueHolds;
import io.stipend.store.support.Leases;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The verbs, on books in the heap. A verb holds the monitor of one stripe and, where it moves
 * amounts, the monitors of the accounts on the path, taken in one order. Monitors, because they are held for nanoseconds
 * and never around I/O: they are the fastest lock the JVM has for that, also under contention.
 */
final class MemoryCreditStore implements CreditStore {

    private static final Refusal.NotFound NOT_FOUND = new Refusal.NotFound();
    private static final Refusal.Forgotten FORGOTTEN = new Refusal.Forgotten();

    private final MemoryAccounts accounts;
    private final MemoryJournal journal;
    private final StripedReservations reservations;
    private final ReservationTree tree;
    private final InstantSource clock;
    private final Charges charges;

    /** One for all plain reserves, whose command is what is kept of it. */
    private final PathLock.Action<ReserveOutcome> holdPlain =
            (reservation, now) -> hold(reservation, reservation.opened.request(), now);

    MemoryCreditStore(
            MemoryAccounts accounts, MemoryJournal journal, StripedReservations reservations, InstantSource clock) {
        this.accounts = accounts;
        this.journal = journal;
        this.reservations = reservations;
        this.tree = new ReservationTree(reservations, clock);
        this.clock = clock;
        this.charges = new Charges(accounts, journal, reservations, clock);
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        ReserveOutcome outcome = tryReserve(command);
        for (int round = 0; outcome instanceof Insufficient && round < DueHolds.MAX_ROUNDS; round++) {
            if (!reservations.expireDueOn(accounts.onPath(command.path()))) {
                break;
            }
            outcome = tryReserve(command);
        }
        return outcome;
    }

    private ReserveOutcome tryReserve(ReserveCommand command) {
        StepId step = command.stepId() == null ? null : new StepId(command.id().tenant(), command.stepId());
        int hash = Reservation.hashOf(command.id());
        Stripe stripe = reservations.stripeOf(hash);
        journal.giveWay(stripe.journal());
        // The step's holder may be in another stripe, and nobody holds two. A replay looks at nothing but itself.
        if (step != null && !stripe.isKnown(command.id(), hash)) {
            reservations.expireHolderIfDue(step);
        }
        synchronized (stripe) {
            Reservation known = stripe.find(command.id(), hash);
            if (known != null) {
                return known.charged() == null && known.opened.request().fingerprint() == command.fingerprint()
                        ? new ReserveOutcome.Reserved(known.opened, true)
                        : new Refusal.Conflict();
            }
            if (stripe.hasForgotten(command.id())) {
                return FORGOTTEN;
            }
            stripe.journal().checkRoom();
            stripe.checkRoomFor(command.id());
            return open(stripe, command, step);
        }
    }

    @Override
    public BindOutcome bindStep(ReservationId id, StepId step) {
        reservations.expireHolderIfDue(step);
        return at(id, refusal -> refusal, MemoryCreditStore::bind, step);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return at(command.target(), refusal -> refusal, MemoryCreditStore::track, command);
    }

    /** Due holds keep nobody from what is wanted, so they go before less than that is granted. */
    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        ExtendOutcome outcome = tryExtend(command, true);
        for (int round = 0; isShort(outcome) && round < DueHolds.MAX_ROUNDS; round++) {
            boolean anyExpired = outcome instanceof IdleTooSmall lack
                    ? reservations.expireDueChildren(lack.parent())
                    : reservations.expireDueOn(pathOf(command.target()));
            if (!anyExpired) {
                break;
            }
            outcome = tryExtend(command, true);
        }
        return isShort(outcome) && !command.change().isAllOrNone() ? tryExtend(command, false) : outcome;
    }

    private static boolean isShort(ExtendOutcome outcome) {
        return outcome instanceof Insufficient || outcome instanceof IdleTooSmall;
    }

    /** @param all whether to refuse what cannot be granted in full, within what the reservation may hold */
    private ExtendOutcome tryExtend(ExtendCommand command, boolean all) {
        return at(
                command.target(),
                refusal -> refusal,
                (store, same, stripe, reservation) -> store.extend(same, all, stripe, reservation),
                command);
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return tree.split(command);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return tree.children(parent);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return at(command.target(), refusal -> refusal, MemoryCreditStore::settle, command);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return at(command.target(), refusal -> refusal, MemoryCreditStore::release, command);
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return charges.charge(command);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return at(
                reference,
                refusal -> Optional.empty(),
                (store, same, stripe, reservation) -> Optional.of(reservation.snapshot()),
                reference);
    }

    // ---- verbs, with the stripe's monitor held

    private ReserveOutcome open(Stripe stripe, ReserveCommand command, @Nullable StepId step) {
        Reservation stepHolder = step == null ? null : reservations.named(step);
        if (step != null && stepHolder != null && stepHolder.isOpen()) {
            return new Refusal.StepTaken(step, stepHolder.header().id());
        }
        long now = clock.millis();
        Account[] path = accounts.onPath(command.path());
        // The account's own path, where it is the whole path: one for all its reservations.
        AccountPath accountPath = path.length == 1 ? path[0].path() : command.path();
        ReservationHeader header = new ReservationHeader(command.id(), accountPath, command.swarmId(), now);
        JournalEntry.Opened entry = new JournalEntry.Opened(header, command, now + command.leaseMillis());
        Reservation reservation = new Reservation(entry, path);
        ReserveOutcome outcome = PathLock.holding(
                reservation, now, command.isPlain() ? holdPlain : (opened, at) -> hold(opened, command, at));
        if (outcome instanceof ReserveOutcome.Reserved) {
            stripe.addOpen(reservation);
            stripe.journal().append(entry);
        }
        return outcome;
    }

    /** Holds the envelope on all accounts, or says why not. */
    private ReserveOutcome hold(Reservation reservation, ReserveCommand command, long now) {
        for (int i = 0; i < reservation.accounts.length; i++) {
            reservation.accounts[i].touch(now);
            reservation.accounts[i].adopt(command.terms().get(i), now);
        }
        Frozen frozen = accounts.frozen(command.id().tenant(), reservation.accounts);
        if (frozen != null) {
            return frozen;
        }
        Insufficient insufficiency = insufficiency(reservation.accounts, command.fit(), command.ceilings());
        if (insufficiency != null) {
            return insufficiency;
        }
        if (command.stepId() != null) {
            StepId step = new StepId(command.id().tenant(), command.stepId());
            Reservation holder = reservations.takeStep(step, reservation);
            if (holder != reservation) {
                return new Refusal.StepTaken(step, holder.header().id());
            }
        }
        for (Account account : reservation.accounts) {
            account.hold(command.envelope());
        }
        return new ReserveOutcome.Reserved(reservation.opened, false);
    }

    /** The first account and resource of which there is too little; else those of which ceilings, if any, leave too little; or null. */
    private static @Nullable Insufficient insufficiency(Account[] path, ResourceVector needed, List<Limits> ceilings) {
        for (Account account : path) {
            Resource lack = account.firstLack(needed);
            if (lack != null) {
                return new Insufficient(account.id(), lack, needed.get(lack), account.capacity(lack));
            }
        }
        for (int i = 0; i < ceilings.size(); i++) {
            Resource lack = path[i].firstLackUnder(ceilings.get(i), needed);
            if (lack != null) {
                long left = path[i].leftUnder(ceilings.get(i), lack);
                return new Insufficient(path[i].id(), lack, needed.get(lack), left, true);
            }
        }
        return null;
    }

    private BindOutcome bind(StepId step, Stripe stripe, Reservation reservation) {
        JournalEntry.Closed closing = stripe.closingAt(reservation, clock.millis());
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        if (reservation.stepId != null) {
            return reservation.stepId.equals(step.value())
                    ? new BindOutcome.Bound()
                    : new Refusal.OtherStep(new StepId(step.tenant(), reservation.stepId));
        }
        Reservation holder = reservations.takeStep(step, reservation);
        if (holder != reservation) {
            return new Refusal.StepTaken(step, holder.header().id());
        }
        reservation.stepId = step.value();
        return new BindOutcome.Bound();
    }

    private TrackOutcome track(TrackCommand command, Stripe stripe, Reservation reservation) {
        JournalEntry before = reservation.operation(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Tracked tracked && tracked.fingerprint() == command.fingerprint()
                    ? new TrackOutcome.Added(tracked, true, balances(reservation, command.asksBalances()))
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = stripe.closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        stripe.journal().checkRoom();
        ResourceVector used = command.usage().addedTo(reservation.used);
        double peakBefore = reservation.peak;
        reservation.used = used;
        reservation.peak = Math.max(peakBefore, ResourceVector.usageRatio(used, reservation.held));
        reservation.expiresAtMillis = Leases.renewed(
                reservation.expiresAtMillis, now, reservation.opened.request().leaseMillis());
        stripe.dueScan().watch(reservation);
        JournalEntry.Tracked entry = new JournalEntry.Tracked(
                reservation.header(),
                ++reservation.sequence,
                now,
                command.operationId(),
                command.fingerprint(),
                command.usage(),
                reservation.stepId,
                reservation.held,
                used,
                peakBefore,
                reservation.peak,
                reservation.expiresAtMillis);
        reservation.remember(entry);
        stripe.journal().append(entry);
        return new TrackOutcome.Added(entry, false, balances(reservation, command.asksBalances()));
    }

    private ExtendOutcome extend(ExtendCommand command, boolean all, Stripe stripe, Reservation reservation) {
        JournalEntry before = reservation.operation(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Extended extended && extended.fingerprint() == command.fingerprint()
                    ? new ExtendOutcome.Extended(extended, true, balances(reservation, command.asksBalances()))
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = stripe.closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        stripe.journal().checkRoom();
        HoldChange change = command.change();
        ResourceVector heldAtLeast = reservation.held.plus(change.least());
        Resource excess = command.firstExcess(reservation.held);
        if (excess != null) {
            return new ExtendOutcome.TooLarge(
                    excess, heldAtLeast.get(excess), command.mostHeld().get(excess));
        }
        Reservation.Parent parent = change.isNone() ? null : reservation.openParent(now);
        if (parent != null) {
            parent.stripe().journal().checkRoom();
        }
        Grant grant = change.isNone()
                ? Grant.NOTHING
                : parent == null
                        ? PathLock.holding(reservation, now, moving(command, all))
                        : taking(command, all, reservation, parent.reservation());
        if (grant.refusal != null) {
            return grant.refusal;
        }
        reservation.changeHold(grant.added, grant.returned);
        if (command.leaseMillis() > 0) {
            reservation.expiresAtMillis = Leases.renewed(reservation.expiresAtMillis, now, command.leaseMillis());
            stripe.dueScan().watch(reservation);
        }
        JournalEntry.Extended entry = new JournalEntry.Extended(
                reservation.header(),
                ++reservation.sequence,
                now,
                command.operationId(),
                command.fingerprint(),
                change,
                grant.added,
                grant.returned,
                command.leaseMillis(),
                reservation.held,
                reservation.used,
                reservation.peak,
                reservation.expiresAtMillis);
        reservation.remember(entry);
        stripe.journal().append(entry);
        if (parent != null) {
            ReservationTree.move(parent, reservation, grant.added, grant.returned, now);
        }
        return new ExtendOutcome.Extended(entry, false, balances(reservation, command.asksBalances()));
    }

    /** What is available on each account of the path at one moment; nothing if nobody asked. */
    private List<Balance> balances(Reservation reservation, boolean asked) {
        return asked
                ? PathLock.holding(
                        reservation,
                        clock.millis(),
                        (shown, now) -> Stream.of(shown.accounts)
                                .map(account -> account.balance(now))
                                .toList())
                : List.of();
    }

    /** By how much a hold changes on all accounts, or why it does not. */
    private record Grant(
            ResourceVector added,
            ResourceVector returned,
            @Nullable ExtendOutcome refusal) {

        static final Grant NOTHING = new Grant(ResourceVector.ZERO, ResourceVector.ZERO, null);
    }

    /** Changes the hold of a child by what is idle of its parent, as much as there is, or says why not. No account changes. */
    private static Grant taking(ExtendCommand command, boolean all, Reservation child, Reservation parent) {
        ResourceVector wanted = command.permitted(child.held);
        IdleTooSmall lack = ReservationTree.firstLack(
                parent, all ? wanted : command.change().least());
        return lack == null
                ? new Grant(
                        wanted.atMost(parent.idle()), command.change().less().atMost(child.idle()), null)
                : new Grant(ResourceVector.ZERO, ResourceVector.ZERO, lack);
    }

    /** Changes the hold on all accounts, by as much as there is, or says why not. */
    private PathLock.Action<Grant> moving(ExtendCommand command, boolean all) {
        return (reservation, now) -> {
            ResourceVector wanted = command.permitted(reservation.held);
            ResourceVector least = all ? wanted : command.change().least();
            for (Account account : reservation.accounts) {
                account.touch(now);
                AccountTerms current = command.policy().termsOf(account.id());
                if (current != null) {
                    account.adopt(current, now);
                }
            }
            Frozen frozen = command.change().more().isZero()
                    ? null
                    : accounts.frozen(reservation.header().id().tenant(), reservation.accounts);
            if (frozen != null) {
                return new Grant(ResourceVector.ZERO, ResourceVector.ZERO, frozen);
            }
            List<Limits> ceilings =
                    command.policy().ceilingsOn(reservation.header().path().accounts());
            Insufficient refusal = insufficiency(reservation.accounts, least, ceilings);
            if (refusal != null) {
                return new Grant(ResourceVector.ZERO, ResourceVector.ZERO, refusal);
            }
            ResourceVector added = wanted;
            for (int i = 0; !all && i < reservation.accounts.length; i++) {
                added = reservation.accounts[i].atMostAvailable(
                        added, ceilings.isEmpty() ? Limits.NONE : ceilings.get(i));
            }
            ResourceVector less = command.change().less();
            ResourceVector returned = less.isZero() ? ResourceVector.ZERO : less.atMost(reservation.idle());
            for (Account account : reservation.accounts) {
                account.hold(added);
                account.unhold(returned);
            }
            return new Grant(added, returned, null);
        };
    }

    private CloseOutcome settle(SettleCommand command, Stripe stripe, Reservation reservation) {
        JournalEntry before = reservation.operation(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Closed settled
                            && settled.kind() == CloseKind.SETTLED
                            && settled.fingerprint() == command.fingerprint()
                    ? new CloseOutcome.Closed(settled, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed expiry = stripe.closingAt(reservation, now);
        if (expiry != null && expiry.kind() != CloseKind.EXPIRED) {
            return new Refusal.AlreadyClosed(expiry);
        }
        ResourceVector used = command.usage().replacing(reservation.used);
        if (command.overrunPolicy() == OverrunPolicy.REJECT) {
            ResourceVector overrun = used.consumables().excessOver(reservation.held);
            if (!overrun.isZero()) {
                return new Refusal.OverrunRejected(reservation.held, overrun);
            }
        }
        Closing closing = new Closing(
                CloseKind.SETTLED,
                command.operationId(),
                command.fingerprint(),
                command.usage(),
                command.overrunPolicy(),
                used);
        JournalEntry.Closed entry = expiry == null
                ? stripe.close(reservation, closing, now)
                : stripe.closeLate(reservation, closing, expiry, now);
        return new CloseOutcome.Closed(entry, false);
    }

    private CloseOutcome release(ReleaseCommand command, Stripe stripe, Reservation reservation) {
        JournalEntry before = reservation.operation(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Closed released
                            && released.kind() == CloseKind.RELEASED
                            && released.fingerprint() == command.fingerprint()
                    ? new CloseOutcome.Closed(released, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = stripe.closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        JournalEntry.Closed entry = stripe.close(reservation, Closing.release(reservation, command), now);
        return new CloseOutcome.Closed(entry, false);
    }

    // ---- finding reservations

    @FunctionalInterface
    private interface Verb<C, T> {
        T apply(MemoryCreditStore store, C command, Stripe stripe, Reservation reservation);
    }

    /** Does something to a reservation with its stripe's monitor held and, where it is a child, that of its parent's. */
    private <C, T> T at(ReservationRef target, Function<Refusal, T> refused, Verb<C, T> verb, C command) {
        ReservationId id;
        if (target instanceof ReservationId own) {
            id = own;
        } else {
            Reservation named = reservations.named((StepId) target);
            if (named == null) {
                return refused.apply(NOT_FOUND);
            }
            id = named.header().id();
        }
        int hash = Reservation.hashOf(id);
        Stripe stripe = reservations.stripeOf(hash);
        Reservation.Parent parent;
        synchronized (stripe) {
            Reservation reservation = stripe.find(id, hash);
            if (reservation == null) {
                return refused.apply(absent(stripe, id));
            }
            parent = reservation.parent();
            if (parent == null) {
                return verb.apply(this, command, stripe, reservation);
            }
        }
        // A child: what it gives back goes to its parent, whose stripe may have to be taken first.
        return StripedReservations.holding(List.of(stripe, parent.stripe()), () -> {
            Reservation child = stripe.find(id, hash);
            return child == null ? refused.apply(absent(stripe, id)) : verb.apply(this, command, stripe, child);
        });
    }

    /** The accounts of a reservation; none if it is unknown. */
    private Account[] pathOf(ReservationRef target) {
        return at(
                target, refusal -> new Account[0], (store, same, stripe, reservation) -> reservation.accounts, target);
    }

    private static Refusal absent(Stripe stripe, ReservationId id) {
        return stripe.hasForgotten(id) ? FORGOTTEN : NOT_FOUND;
    }
}
