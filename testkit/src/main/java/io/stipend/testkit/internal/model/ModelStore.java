package io.stipend.testkit.internal.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of docs/semantics.md as plain code: maps, loops and long arithmetic, one thread, no hurry. What a store
 * answers is compared with what this answers. It shares no arithmetic with any store; where it and a store differ, the
 * page decides.
 */
public final class ModelStore implements CreditStore, StoreUpkeep, AccountAdministration {

    /** How many due holds a verb expires at a time. */
    private static final int DUE_AT_A_TIME = 16;

    private static final long LONGEST_LEASE_MILLIS = Duration.ofDays(30).toMillis();

    private static final Comparator<ModelReservation> OLDEST_FIRST = Comparator.comparingLong(
                    (ModelReservation reservation) -> reservation.expiresAtMillis)
            .thenComparing(reservation -> reservation.opened.header().id().value());

    private final InstantSource clock;
    private final Map<AccountId, ModelAccount> accounts = new TreeMap<>();
    private final Map<ReservationId, ModelReservation> reservations = new HashMap<>();
    private final Map<StepId, ModelReservation> steps = new HashMap<>();
    private final List<JournalEntry> journal = new ArrayList<>();

    /** An empty store on a clock of the caller's. */
    public ModelStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Every entry ever written, in order; the list itself, so that a reader may consume it. */
    public List<JournalEntry> journal() {
        return journal;
    }

    // ---- reserve

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        ModelReservation known = reservations.get(command.id());
        if (known != null) {
            return known.charged == null && known.opened.request().fingerprint() == command.fingerprint()
                    ? new ReserveOutcome.Reserved(known.opened, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        StepId step = command.stepId() == null ? null : new StepId(command.id().tenant(), command.stepId());
        ModelReservation holder = step == null ? null : openHolder(step, now);
        if (step != null && holder != null) {
            return new Refusal.StepTaken(step, holder.opened.header().id());
        }
        List<ModelAccount> path = new ArrayList<>();
        for (AccountId id : command.path().accounts()) {
            path.add(account(id));
        }
        for (int i = 0; i < path.size(); i++) {
            path.get(i).rollOver(now);
            path.get(i).adopt(command.terms().get(i), now);
        }
        Frozen frozen = frozen(command.id().tenant(), path);
        if (frozen != null) {
            return frozen;
        }
        Insufficient lack = firstLackAfterExpiry(path, command.fit(), command.ceilings(), now);
        if (lack != null) {
            return lack;
        }
        hold(path, command.envelope());
        JournalEntry.Opened entry = new JournalEntry.Opened(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), now),
                command,
                now + command.leaseMillis());
        open(new ModelReservation(entry, path, null), step);
        return new ReserveOutcome.Reserved(entry, false);
    }

    private void open(ModelReservation reservation, @Nullable StepId step) {
        reservations.put(reservation.opened.header().id(), reservation);
        if (step != null) {
            steps.put(step, reservation);
        }
        journal.add(reservation.opened);
    }

    /** The tenant, if it is frozen, else the first account of the path that is; null if none is. */
    private @Nullable Frozen frozen(String tenant, List<ModelAccount> path) {
        ModelAccount ofTenant = accounts.get(AccountId.ofTenant(tenant));
        if (ofTenant != null && ofTenant.frozen != null) {
            return new Frozen(ofTenant.id, ofTenant.frozen);
        }
        for (ModelAccount account : path) {
            if (account.frozen != null) {
                return new Frozen(account.id, account.frozen);
            }
        }
        return null;
    }

    /** Where there is too little, due holds are expired as long as that may help: the oldest first, sixteen at a time. */
    private @Nullable Insufficient firstLackAfterExpiry(
            List<ModelAccount> path, ResourceVector needed, List<Limits> ceilings, long now) {
        Insufficient lack = firstLack(path, needed, ceilings);
        List<ModelReservation> due = dueOn(path, now);
        while (lack != null && !due.isEmpty()) {
            due.stream().limit(DUE_AT_A_TIME).forEach(reservation -> expire(reservation, now));
            lack = firstLack(path, needed, ceilings);
            due = dueOn(path, now);
        }
        return lack;
    }

    private List<ModelReservation> dueOn(List<ModelAccount> path, long now) {
        return reservations.values().stream()
                .filter(reservation -> reservation.isDue(now) && !Collections.disjoint(reservation.path, path))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** The accounts' own room comes first, on all of the path; then the ceilings. */
    private static @Nullable Insufficient firstLack(
            List<ModelAccount> path, ResourceVector needed, List<Limits> ceilings) {
        for (ModelAccount account : path) {
            for (Resource resource : Resource.values()) {
                if (needed.get(resource) > 0 && needed.get(resource) > account.reservable(resource)) {
                    return new Insufficient(
                            account.id, resource, needed.get(resource), account.reservable(resource), false);
                }
            }
        }
        for (int i = 0; i < ceilings.size(); i++) {
            for (Resource resource : Resource.values()) {
                long left = ceilings.get(i).get(resource) - path.get(i).inUse(resource);
                boolean hasCeiling = ceilings.get(i).get(resource) != Limits.UNLIMITED;
                if (hasCeiling && needed.get(resource) > 0 && needed.get(resource) > left) {
                    return new Insufficient(path.get(i).id, resource, needed.get(resource), left, true);
                }
            }
        }
        return null;
    }

    private static void hold(List<ModelAccount> path, ResourceVector amounts) {
        for (ModelAccount account : path) {
            for (Resource resource : Resource.values()) {
                account.hold(resource, amounts.get(resource));
            }
        }
    }

    // ---- steps

    /** Whoever holds a step with an open reservation; one that is due is expired, and holds it no longer. */
    private @Nullable ModelReservation openHolder(StepId step, long now) {
        ModelReservation holder = steps.get(step);
        return holder == null || closingAt(holder, now) != null ? null : holder;
    }

    @Override
    public BindOutcome bindStep(ReservationId id, StepId step) {
        long now = clock.millis();
        ModelReservation holder = openHolder(step, now);
        ModelReservation reservation = reservations.get(id);
        if (reservation == null) {
            return new Refusal.NotFound();
        }
        JournalEntry.Closed closing = closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        if (reservation.stepId != null) {
            return reservation.stepId.equals(step.value())
                    ? new BindOutcome.Bound()
                    : new Refusal.OtherStep(new StepId(id.tenant(), reservation.stepId));
        }
        if (holder != null) {
            return new Refusal.StepTaken(step, holder.opened.header().id());
        }
        reservation.stepId = step.value();
        steps.put(step, reservation);
        return new BindOutcome.Bound();
    }

    // ---- track, extend

    @Override
    public TrackOutcome track(TrackCommand command) {
        ModelReservation reservation = resolve(command.target());
        if (reservation == null) {
            return new Refusal.NotFound();
        }
        JournalEntry before = reservation.operations.get(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Tracked tracked && tracked.fingerprint() == command.fingerprint()
                    ? new TrackOutcome.Added(tracked, true, balances(reservation, command.asksBalances()))
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        Map<Resource, Long> sum = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            sum.put(resource, inRange(added(resource, reservation.used(resource), command.usage())));
        }
        double peakBefore = reservation.peak;
        reservation.used.putAll(sum);
        reservation.peak = Math.max(peakBefore, reservation.ratio());
        renew(reservation, now, reservation.opened.request().leaseMillis());
        JournalEntry.Tracked entry = new JournalEntry.Tracked(
                reservation.opened.header(),
                ++reservation.sequence,
                now,
                command.operationId(),
                command.fingerprint(),
                command.usage(),
                reservation.stepId,
                ResourceVector.of(reservation.held),
                ResourceVector.of(reservation.used),
                peakBefore,
                reservation.peak,
                reservation.expiresAtMillis);
        write(reservation, command.operationId(), entry);
        return new TrackOutcome.Added(entry, false, balances(reservation, command.asksBalances()));
    }

    private static long added(Resource resource, long before, ResourceUsage report) {
        return switch (resource) {
            case CREDITS, TOKENS, API_CALLS -> before + report.amounts().get(resource);
            case COMPUTE_TIME, MEMORY -> Math.max(before, report.amounts().get(resource));
            case SLOTS -> 0;
        };
    }

    private static long inRange(long sum) {
        if (sum > ModelAccount.MAX) {
            throw new InvalidRequestException("sum " + sum + " is out of range");
        }
        return sum;
    }

    private static void renew(ModelReservation reservation, long now, long leaseMillis) {
        long before = isTooFar(reservation, now) ? 0 : reservation.expiresAtMillis;
        reservation.expiresAtMillis = Math.max(before, now + leaseMillis);
    }

    /** A lease that ends later than any can was given by a clock that was ahead. */
    private static boolean isTooFar(ModelReservation reservation, long now) {
        return reservation.expiresAtMillis > now + LONGEST_LEASE_MILLIS;
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        ModelReservation reservation = resolve(command.target());
        if (reservation == null) {
            return new Refusal.NotFound();
        }
        JournalEntry before = reservation.operations.get(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Extended extended && extended.fingerprint() == command.fingerprint()
                    ? new ExtendOutcome.Extended(extended, true, balances(reservation, command.asksBalances()))
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        HoldChange change = command.change();
        for (Resource resource : Resource.values()) {
            inRange(reservation.held(resource) + change.least().get(resource));
        }
        for (Resource resource : Resource.values()) {
            long least = change.least().get(resource);
            long most = most(command, resource);
            if (least > 0 && reservation.held(resource) + least > most) {
                return new ExtendOutcome.TooLarge(resource, reservation.held(resource) + least, most);
            }
        }
        Map<Resource, Long> added = new EnumMap<>(Resource.class);
        Map<Resource, Long> returned = new EnumMap<>(Resource.class);
        ModelReservation parent = change.isNone() ? null : reservation.openParent(now);
        if (parent != null) {
            IdleTooSmall lack = idleLack(command, reservation, parent, now);
            if (lack != null) {
                return lack;
            }
            for (Resource resource : Resource.values()) {
                added.put(resource, Math.min(permitted(command, reservation, resource), parent.idle(resource)));
                returned.put(resource, Math.min(change.less().get(resource), reservation.idle(resource)));
                reservation.held.merge(resource, amount(added, resource) - amount(returned, resource), Long::sum);
            }
        } else if (!change.isNone()) {
            for (ModelAccount account : reservation.path) {
                account.rollOver(now);
                AccountTerms current = command.policy().termsOf(account.id);
                if (current != null) {
                    account.adopt(current, now);
                }
            }
            Frozen frozen = change.more().isZero()
                    ? null
                    : frozen(reservation.opened.header().id().tenant(), reservation.path);
            if (frozen != null) {
                return frozen;
            }
            Insufficient lack = lack(command, reservation, now);
            if (lack != null) {
                return lack;
            }
            for (Resource resource : Resource.values()) {
                long less = Math.min(change.less().get(resource), reservation.idle(resource));
                long more = grantable(command, reservation, resource);
                added.put(resource, more);
                returned.put(resource, less);
                long delta = more - less;
                reservation.held.merge(resource, delta, Long::sum);
                reservation.path.forEach(account -> account.hold(resource, delta));
            }
        }
        if (command.leaseMillis() > 0) {
            renew(reservation, now, command.leaseMillis());
        }
        JournalEntry.Extended entry = new JournalEntry.Extended(
                reservation.opened.header(),
                ++reservation.sequence,
                now,
                command.operationId(),
                command.fingerprint(),
                change,
                ResourceVector.of(added),
                ResourceVector.of(returned),
                command.leaseMillis(),
                ResourceVector.of(reservation.held),
                ResourceVector.of(reservation.used),
                reservation.peak,
                reservation.expiresAtMillis);
        write(reservation, command.operationId(), entry);
        ResourceVector toParent = takenBack(parent, returned);
        if (parent != null && !(entry.added().isZero() && toParent.isZero())) {
            move(parent, reservation.opened.header().id(), entry.added(), toParent, now);
        }
        return new ExtendOutcome.Extended(entry, false, balances(reservation, command.asksBalances()));
    }

    private List<Balance> balances(ModelReservation reservation, boolean asked) {
        return asked
                ? reservation.path.stream()
                        .map(account -> account.balance(clock.millis()))
                        .toList()
                : List.of();
    }

    private static long most(ExtendCommand command, Resource resource) {
        long most = command.mostHeld().get(resource);
        return most == Limits.UNLIMITED ? ModelAccount.MAX : most;
    }

    /** Why an extension is refused, if it is: due holds are expired as long as there is less than is wanted. */
    private @Nullable Insufficient lack(ExtendCommand command, ModelReservation reservation, long now) {
        ResourceVector wanted = ResourceVector.map(resource -> permitted(command, reservation, resource));
        List<Limits> ceilings = ceilings(command, reservation);
        return firstLackAfterExpiry(reservation.path, wanted, ceilings, now) == null
                ? null
                : firstLack(reservation.path, command.change().least(), ceilings);
    }

    /** The same for an extension that takes from what is idle of a parent. */
    private @Nullable IdleTooSmall idleLack(
            ExtendCommand command, ModelReservation reservation, ModelReservation parent, long now) {
        ResourceVector wanted = ResourceVector.map(resource -> permitted(command, reservation, resource));
        return firstIdleLackAfterExpiry(parent, wanted, now) == null
                ? null
                : firstIdleLack(parent, command.change().least());
    }

    private static long amount(Map<Resource, Long> amounts, Resource resource) {
        return Objects.requireNonNull(amounts.get(resource));
    }

    /** How much more a reservation may hold, of what is wanted. */
    private static long permitted(ExtendCommand command, ModelReservation reservation, Resource resource) {
        long room = Math.max(0, most(command, resource) - reservation.held(resource));
        return Math.min(command.change().more().get(resource), room);
    }

    /** How much of that there is on every account. */
    private static long grantable(ExtendCommand command, ModelReservation reservation, Resource resource) {
        long grantable = permitted(command, reservation, resource);
        List<Limits> ceilings = ceilings(command, reservation);
        for (int i = 0; i < reservation.path.size(); i++) {
            ModelAccount account = reservation.path.get(i);
            long ceiling =
                    ceilings.isEmpty() ? Limits.UNLIMITED : ceilings.get(i).get(resource);
            long left = ceiling == Limits.UNLIMITED ? ModelAccount.MAX : ceiling - account.inUse(resource);
            grantable = Math.min(grantable, Math.max(0, Math.min(account.reservable(resource), left)));
        }
        return grantable;
    }

    private static List<Limits> ceilings(ExtendCommand command, ModelReservation reservation) {
        return command.policy()
                .ceilingsOn(reservation.path.stream().map(account -> account.id).toList());
    }

    private void write(ModelReservation reservation, OperationId operationId, JournalEntry.OfReservation entry) {
        reservation.operations.put(operationId, entry);
        journal.add(entry);
    }

    // ---- parents and children

    @Override
    public SplitOutcome split(SplitCommand command) {
        ModelReservation known = reservations.get(command.child());
        if (known != null) {
            return known.opened.request().fingerprint() == command.fingerprint()
                    ? new SplitOutcome.Split(known.opened, null, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        StepId step =
                command.stepId() == null ? null : new StepId(command.child().tenant(), command.stepId());
        ModelReservation holder = step == null ? null : openHolder(step, now);
        ModelReservation parent = reservations.get(command.parent());
        if (parent == null) {
            return new Refusal.NotFound();
        }
        JournalEntry.Closed closing = closingAt(parent, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        if (step != null && holder != null) {
            return new Refusal.StepTaken(step, holder.opened.header().id());
        }
        IdleTooSmall lack = firstIdleLackAfterExpiry(parent, command.part(), now);
        if (lack != null) {
            return lack;
        }
        JournalEntry.Split given = move(parent, command.child(), command.part(), ResourceVector.ZERO, now);
        JournalEntry.Opened entry = opened(command, parent, now);
        open(new ModelReservation(entry, parent.path, parent), step);
        return new SplitOutcome.Split(entry, given, false);
    }

    private static JournalEntry.Opened opened(SplitCommand command, ModelReservation parent, long now) {
        ReservationHeader of = parent.opened.header();
        ReservationHeader header = new ReservationHeader(
                command.child(), of.path(), of.swarmId(), now, of.id().value());
        long lease = command.leaseMillis() == 0 ? parent.opened.request().leaseMillis() : command.leaseMillis();
        ReserveCommand request = new ReserveCommand(
                command.child(),
                command.fingerprint(),
                of.path(),
                Collections.nCopies(of.path().accounts().size(), AccountTerms.UNLIMITED),
                command.part(),
                lease,
                command.onExpiry() == null ? parent.opened.request().onExpiry() : command.onExpiry(),
                of.swarmId(),
                command.stepId(),
                command.attributes());
        return new JournalEntry.Opened(header, request, now + lease);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        ModelReservation known = reservations.get(parent);
        return known == null
                ? List.of()
                : known.children.stream()
                        .filter(child -> reservations.get(child.opened.header().id()) == child)
                        .map(ModelReservation::snapshot)
                        .toList();
    }

    /** Where too little is idle, children of it that are due are expired as long as that may help: the oldest first, sixteen at a time. */
    private @Nullable IdleTooSmall firstIdleLackAfterExpiry(ModelReservation parent, ResourceVector needed, long now) {
        IdleTooSmall lack = firstIdleLack(parent, needed);
        List<ModelReservation> due = dueChildren(parent, now);
        while (lack != null && !due.isEmpty()) {
            due.stream().limit(DUE_AT_A_TIME).forEach(child -> expire(child, now));
            lack = firstIdleLack(parent, needed);
            due = dueChildren(parent, now);
        }
        return lack;
    }

    private static List<ModelReservation> dueChildren(ModelReservation parent, long now) {
        return parent.children.stream()
                .filter(child -> child.isDue(now))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    private static @Nullable IdleTooSmall firstIdleLack(ModelReservation parent, ResourceVector needed) {
        for (Resource resource : Resource.values()) {
            if (needed.get(resource) > parent.idle(resource)) {
                return new IdleTooSmall(
                        parent.opened.header().id(), resource, needed.get(resource), parent.idle(resource));
            }
        }
        return null;
    }

    /** Moves a part of a reservation's hold to a child, or back; both are on the same accounts, so none of those changes. */
    private JournalEntry.Split move(
            ModelReservation parent, ReservationId child, ResourceVector given, ResourceVector returned, long now) {
        for (Resource resource : Resource.values()) {
            parent.held.merge(resource, returned.get(resource) - given.get(resource), Long::sum);
        }
        JournalEntry.Split entry = new JournalEntry.Split(
                parent.opened.header(),
                ++parent.sequence,
                now,
                child.value(),
                given,
                returned,
                ResourceVector.of(parent.held),
                ResourceVector.of(parent.used),
                parent.peak,
                parent.expiresAtMillis);
        journal.add(entry);
        return entry;
    }

    /** What a parent takes back of this: it cannot hold more than the largest amount. */
    private static ResourceVector takenBack(@Nullable ModelReservation parent, Map<Resource, Long> offered) {
        return parent == null
                ? ResourceVector.ZERO
                : ResourceVector.map(
                        resource -> Math.min(amount(offered, resource), ModelAccount.MAX - parent.held(resource)));
    }

    // ---- settle, release, expire

    @Override
    public CloseOutcome settle(SettleCommand command) {
        ModelReservation reservation = resolve(command.target());
        if (reservation == null) {
            return new Refusal.NotFound();
        }
        JournalEntry before = reservation.operations.get(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Closed settled
                            && settled.kind() == CloseKind.SETTLED
                            && settled.fingerprint() == command.fingerprint()
                    ? new CloseOutcome.Closed(settled, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = closingAt(reservation, now);
        if (closing != null && closing.kind() != CloseKind.EXPIRED) {
            return new Refusal.AlreadyClosed(closing);
        }
        Map<Resource, Long> finals = new EnumMap<>(Resource.class);
        Map<Resource, Long> overrun = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            long figure = command.usage().reports(resource)
                    ? command.usage().amounts().get(resource)
                    : reservation.used(resource);
            finals.put(resource, figure);
            if (resource.isConsumable()) {
                overrun.put(resource, Math.max(0, figure - reservation.held(resource)));
            }
        }
        boolean isOverrun = overrun.values().stream().anyMatch(amount -> amount > 0);
        if (command.overrunPolicy() == OverrunPolicy.REJECT && isOverrun) {
            return new Refusal.OverrunRejected(ResourceVector.of(reservation.held), ResourceVector.of(overrun));
        }
        reservation.used.putAll(finals);
        JournalEntry.Closed entry = close(
                reservation,
                CloseKind.SETTLED,
                command.operationId(),
                command.fingerprint(),
                command.usage(),
                command.overrunPolicy(),
                now);
        return new CloseOutcome.Closed(entry, false);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        ModelReservation reservation = resolve(command.target());
        if (reservation == null) {
            return new Refusal.NotFound();
        }
        JournalEntry before = reservation.operations.get(command.operationId());
        if (before != null) {
            return before instanceof JournalEntry.Closed released
                            && released.kind() == CloseKind.RELEASED
                            && released.fingerprint() == command.fingerprint()
                    ? new CloseOutcome.Closed(released, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        JournalEntry.Closed closing = closingAt(reservation, now);
        if (closing != null) {
            return new Refusal.AlreadyClosed(closing);
        }
        JournalEntry.Closed entry = close(
                reservation,
                CloseKind.RELEASED,
                command.operationId(),
                command.fingerprint(),
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                now);
        return new CloseOutcome.Closed(entry, false);
    }

    /** How a reservation is closed, now that its lease has been looked at. */
    private JournalEntry.@Nullable Closed closingAt(ModelReservation reservation, long now) {
        return reservation.isDue(now) ? expire(reservation, now) : reservation.closing;
    }

    private JournalEntry.Closed expire(ModelReservation reservation, long now) {
        return close(
                reservation, CloseKind.EXPIRED, OperationId.EXPIRE, 0, ResourceUsage.NONE, OverrunPolicy.CHARGE, now);
    }

    private JournalEntry.Closed close(
            ModelReservation reservation,
            CloseKind kind,
            OperationId operationId,
            long fingerprint,
            ResourceUsage report,
            OverrunPolicy policy,
            long now) {
        JournalEntry.Closed expiry = reservation.closing;
        boolean late = expiry != null;
        boolean booksHold = booksHold(reservation);
        Map<Resource, Long> charged = new EnumMap<>(Resource.class);
        Map<Resource, Long> booked = new EnumMap<>(Resource.class);
        reservation.path.forEach(account -> account.rollOver(now));
        for (Resource resource : Resource.values()) {
            long bookedBefore = expiry == null ? 0 : expiry.charged().get(resource);
            booked.put(resource, bookedBefore);
            long covered = late ? bookedBefore : reservation.held(resource);
            long wanted = resource.isConsumable() ? reservation.used(resource) : 0;
            if (kind == CloseKind.EXPIRED && booksHold && resource.isConsumable()) {
                wanted = Math.max(wanted, reservation.held(resource));
            }
            long affordable = covered + room(reservation.path, resource, policy);
            long kept = expiry == null ? 0 : bookedBefore - refundable(reservation, expiry, resource);
            charged.put(resource, Math.max(kept, Math.min(wanted, affordable)));
        }
        ModelReservation parent = late ? null : reservation.openParent(now);
        Map<Resource, Long> rest = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            rest.put(resource, Math.max(0, reservation.held(resource) - amount(charged, resource)));
        }
        ResourceVector toParent = takenBack(parent, rest);
        for (ModelAccount account : reservation.path) {
            for (Resource resource : Resource.values()) {
                account.hold(resource, late ? 0 : toParent.get(resource) - reservation.held(resource));
                long before = Objects.requireNonNull(booked.get(resource));
                account.spend(resource, Objects.requireNonNull(charged.get(resource)) - before);
            }
        }
        JournalEntry.Closed entry = new JournalEntry.Closed(
                reservation.opened.header(),
                ++reservation.sequence,
                now,
                kind,
                operationId,
                fingerprint,
                report,
                policy,
                reservation.stepId,
                ResourceVector.of(reservation.held),
                ResourceVector.of(reservation.used),
                ResourceVector.of(charged),
                ResourceVector.of(booked),
                reservation.peak,
                late);
        reservation.closing = entry;
        if (kind == CloseKind.EXPIRED) {
            journal.add(entry); // No caller's operation, so none to be repeated.
        } else {
            write(reservation, operationId, entry);
        }
        if (parent != null && !toParent.isZero()) {
            move(parent, reservation.opened.header().id(), ResourceVector.ZERO, toParent, now);
        }
        return entry;
    }

    private static boolean booksHold(ModelReservation reservation) {
        return reservation.opened.request().onExpiry() == OnExpiry.BOOK_HELD;
    }

    /** How much of what an expiry booked can be given back on every account; nothing but of a hold. */
    private static long refundable(ModelReservation reservation, JournalEntry.Closed expiry, Resource resource) {
        long refundable = booksHold(reservation) ? expiry.charged().get(resource) : 0;
        for (ModelAccount account : reservation.path) {
            refundable = Math.min(refundable, account.refundable(resource, expiry.atMillis()));
        }
        return refundable;
    }

    /** How much can be charged beyond what is held, or booked, on every account. */
    private static long room(List<ModelAccount> path, Resource resource, OverrunPolicy policy) {
        long room = ModelAccount.MAX;
        for (ModelAccount account : path) {
            room = Math.min(room, account.room(resource, policy == OverrunPolicy.CAP));
        }
        return room;
    }

    // ---- charge

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        ModelReservation known = reservations.get(command.id());
        if (known != null) {
            return known.charged != null && known.charged.fingerprint() == command.fingerprint()
                    ? new ChargeOutcome.Charged(known.charged, true)
                    : new Refusal.Conflict();
        }
        long now = clock.millis();
        List<ModelAccount> path =
                command.path().accounts().stream().map(this::account).toList();
        for (int i = 0; i < path.size(); i++) {
            path.get(i).rollOver(now);
            path.get(i).adopt(command.terms().get(i), now);
        }
        if (command.overrunPolicy() == OverrunPolicy.REJECT) {
            Insufficient lack = firstLackAfterExpiry(path, command.used(), List.of(), now);
            if (lack != null) {
                return lack;
            }
        }
        Map<Resource, Long> charged = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            long amount = Math.min(command.used().get(resource), room(path, resource, command.overrunPolicy()));
            charged.put(resource, amount);
            path.forEach(account -> account.spend(resource, amount));
        }
        JournalEntry.Charged entry = new JournalEntry.Charged(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), now),
                command.fingerprint(),
                command.overrunPolicy(),
                command.attributes(),
                command.used(),
                ResourceVector.of(charged));
        reservations.put(command.id(), ModelReservation.ofCharge(entry, path));
        journal.add(entry);
        return new ChargeOutcome.Charged(entry, false);
    }

    @Override
    public ExpiryResult expireDue(int max) {
        long now = clock.millis();
        for (ModelReservation reservation : reservations.values()) {
            if (reservation.closing == null && isTooFar(reservation, now)) {
                reservation.expiresAtMillis = now + reservation.opened.request().leaseMillis();
            }
        }
        int expired = 0;
        long booked = 0;
        for (ModelReservation reservation : reservations.values()) {
            if (reservation.isDue(now)) {
                if (expired == max) {
                    return new ExpiryResult(expired, 0, booked, true);
                }
                booked += expire(reservation, now).charged().credits();
                expired++;
            }
        }
        return new ExpiryResult(expired, 0, booked, false);
    }

    @Override
    public int prune(Duration retention, int max) {
        long closedBy = clock.millis() - retention.toMillis();
        List<ModelReservation> old = new ArrayList<>();
        for (ModelReservation reservation : reservations.values()) {
            if (reservation.closing != null && reservation.closing.atMillis() <= closedBy && old.size() < max) {
                old.add(reservation);
            }
        }
        old.forEach(this::forget);
        return old.size();
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        long closedBy = clock.millis() - retention.toMillis();
        int forgotten = 0;
        for (ReservationId id : ids) {
            ModelReservation reservation = reservations.get(id);
            if (reservation != null
                    && reservation.closing != null
                    && reservation.closing.atMillis() <= closedBy
                    && reservation.closing.charged().isZero()) {
                forget(reservation);
                forgotten++;
            }
        }
        return forgotten;
    }

    private void forget(ModelReservation reservation) {
        ReservationId id = reservation.opened.header().id();
        reservations.remove(id);
        if (reservation.stepId != null) {
            steps.remove(new StepId(id.tenant(), reservation.stepId), reservation);
        }
    }

    // ---- looking

    private @Nullable ModelReservation resolve(ReservationRef reference) {
        return reference instanceof StepId step ? steps.get(step) : reservations.get((ReservationId) reference);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return Optional.ofNullable(resolve(reference)).map(ModelReservation::snapshot);
    }

    @Override
    public long openReservations() {
        return reservations.values().stream()
                .filter(reservation -> reservation.closing == null)
                .count();
    }

    @Override
    public Optional<AccountView> show(AccountId id) {
        return Optional.ofNullable(accounts.get(id)).map(this::view);
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int max) {
        return accounts.values().stream()
                .filter(account -> account.id.tenant().equals(tenant))
                .filter(account -> after == null || account.id.compareTo(after) > 0)
                .limit(max)
                .map(this::view)
                .toList();
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        return account(command.account()).apply(command, clock.millis());
    }

    /** Whether a reservation is open, or was closed at this moment. */
    public boolean isLive(ReservationId id) {
        ModelReservation reservation = reservations.get(id);
        return reservation != null && (reservation.closing == null || reservation.closing.atMillis() == clock.millis());
    }

    /** How much of a resource could be reserved on every account of a path. */
    public long reservable(AccountPath path, Resource resource) {
        long least = ModelAccount.MAX;
        for (AccountId id : path.accounts()) {
            ModelAccount account = accounts.get(id);
            least = Math.min(least, account == null ? least : account.reservable(resource));
        }
        return least;
    }

    /** How much of a resource is reserved and spent on an account as it stands. */
    public long inUse(AccountId id, Resource resource) {
        ModelAccount account = accounts.get(id);
        return account == null ? 0 : account.inUse(resource);
    }

    private AccountView view(ModelAccount account) {
        account.rollOver(clock.millis());
        return account.view();
    }

    private ModelAccount account(AccountId id) {
        return accounts.computeIfAbsent(id, absent -> new ModelAccount(absent, journal));
    }
}
