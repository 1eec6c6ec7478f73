package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Fingerprint;
import io.stipend.testkit.harness.DamagePlanter;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Damages the heap past the store's own methods, by its fields. One thread only, while nobody else works. */
final class MemoryDamage implements DamagePlanter {

    private static final int LIMITS = 0;
    private static final int GRANTS = Resource.count();
    private static final int RESERVED = 2 * Resource.count();
    private static final int SPENT = 3 * Resource.count();

    private final StripedReservations reservations;
    private final ConcurrentMap<AccountId, Account> accounts;
    private final ConcurrentMap<String, NavigableMap<AccountId, Account>> accountsInOrder;
    private final MemoryJournal journal;

    @SuppressWarnings("unchecked")
    MemoryDamage(StoreAdapter adapter) {
        this.reservations = (StripedReservations) field(field(adapter, "credits"), "reservations");
        this.accounts = (ConcurrentMap<AccountId, Account>) field(field(adapter, "accounts"), "accounts");
        this.accountsInOrder =
                (ConcurrentMap<String, NavigableMap<AccountId, Account>>) field(field(adapter, "accounts"), "inOrder");
        this.journal = (MemoryJournal) field(adapter, "journal");
    }

    @Override
    public void addToReserved(AccountId account, long units) {
        addToBooks(account, RESERVED, units);
    }

    @Override
    public void addToSpent(AccountId account, long units) {
        addToBooks(account, SPENT, units);
    }

    @Override
    public void addToGrants(AccountId account, long units) {
        addToBooks(account, GRANTS, units);
    }

    @Override
    public void addToLimit(AccountId account, long units) {
        addToBooks(account, LIMITS, units);
    }

    @Override
    public void addToSequence(AccountId account, long by) {
        Account damaged = present(accounts.get(account));
        long sequence = (long) field(damaged, "sequence");
        set(damaged, "sequence", sequence + by);
    }

    @Override
    public void freeze(AccountId account, @Nullable String reason) {
        set(present(accounts.get(account)), "frozen", reason);
    }

    @Override
    public void delete(AccountId account) {
        present(accounts.remove(account));
        present(accountsInOrder.get(account.tenant())).remove(account);
    }

    @Override
    public void delete(ReservationId reservation) {
        Reservation deleted = find(reservation);
        Stripe stripe = stripeOf(reservation);
        ReservationTable open = (ReservationTable) field(stripe, "open");
        ClosedGeneration young = (ClosedGeneration) field(stripe, "young");
        if (!open.remove(deleted) && !young.remove(deleted)) {
            throw new AssertionError("not there: " + reservation);
        }
    }

    @Override
    public void delete(ReservationId reservation, String operation) {
        Reservation damaged = find(reservation);
        OperationId id = OperationId.of(operation);
        present(damaged.operation(id));
        Object operations = field(damaged, "operations");
        if (operations instanceof Map<?, ?> map) {
            map.remove(id);
        } else {
            set(damaged, "operations", new HashMap<>());
        }
    }

    @Override
    public void deleteWaiting(String tenant, String stream, long sequence) {
        rewrite(tenant, stream, sequence, (entries, damaged) -> entries.remove(damaged));
    }

    @Override
    public void repeatWaiting(String tenant, String stream, long sequence) {
        rewrite(tenant, stream, sequence, List::add);
    }

    @Override
    public void addToUsed(ReservationId reservation, long units) {
        Reservation damaged = find(reservation);
        damaged.used = damaged.used.plus(ResourceVector.of(Resource.CREDITS, units));
    }

    @Override
    public void addToHeld(ReservationId reservation, long units) {
        Reservation damaged = find(reservation);
        damaged.held = damaged.held.plus(ResourceVector.of(Resource.CREDITS, units));
    }

    @Override
    public void addToCharged(ReservationId reservation, long units) {
        Reservation damaged = find(reservation);
        JournalEntry.Closed was = present(damaged.closing());
        damaged.closeWith(with(was, "charged", was.charged().plus(ResourceVector.of(Resource.CREDITS, units))));
    }

    @Override
    public void addToSequence(ReservationId reservation, long by) {
        find(reservation).sequence += (int) by;
    }

    @Override
    public void closeWithoutReturning(ReservationId reservation) {
        Reservation leaking = find(reservation);
        leaking.closeWith(new JournalEntry.Closed(
                leaking.header(),
                ++leaking.sequence,
                leaking.opened.atMillis(),
                CloseKind.RELEASED,
                OperationId.RELEASE,
                Fingerprint.NONE,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                leaking.stepId,
                leaking.held,
                leaking.used,
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                leaking.peak,
                false));
        stripeOf(reservation).moveToClosed(leaking);
    }

    @Override
    public void endLeaseAt(ReservationId reservation, long atMillis) {
        Reservation damaged = find(reservation);
        damaged.expiresAtMillis = atMillis;
        stripeOf(reservation).dueScan().watch(damaged);
    }

    @Override
    public void endPeriodAt(AccountId account, long atMillis) {
        set(present(accounts.get(account)), "periodEndMillis", atMillis);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void addToOverride(AccountId account, long units) {
        Account damaged = present(accounts.get(account));
        Map<Resource, Long> overrides = new EnumMap<>((Map<Resource, Long>) field(damaged, "overrides"));
        present(overrides.computeIfPresent(Resource.CREDITS, (resource, limit) -> limit + units));
        set(damaged, "overrides", overrides);
    }

    @Override
    public void addToWaitingCharge(String tenant, String stream, long sequence, long units) {
        rewrite(tenant, stream, sequence, (entries, damaged) -> {
            ResourceVector more = ResourceVector.of(Resource.CREDITS, units);
            JournalEntry changed = damaged instanceof JournalEntry.Charged charge
                    ? with(charge, "charged", charge.charged().plus(more))
                    : with(
                            (JournalEntry.Closed) damaged,
                            "charged",
                            ((JournalEntry.Closed) damaged).charged().plus(more));
            entries.set(entries.indexOf(damaged), changed);
        });
    }

    @Override
    public void openAt(ReservationId reservation, long atMillis) {
        Reservation damaged = find(reservation);
        ReservationHeader header = with(damaged.header(), "openedAtMillis", atMillis);
        set(damaged, "opened", with(damaged.opened, "header", header));
        damaged.closeWith(with(present(damaged.closing()), "header", header));
    }

    @Override
    public void closeAs(ReservationId reservation, CloseKind kind) {
        changeClosing(reservation, "kind", kind);
    }

    @Override
    public void closeWith(ReservationId reservation, OverrunPolicy policy) {
        changeClosing(reservation, "overrunPolicy", policy);
    }

    @Override
    public void expireWith(ReservationId reservation, OnExpiry onExpiry) {
        Reservation damaged = find(reservation);
        set(damaged, "opened", with(damaged.opened, "request", with(damaged.opened.request(), "onExpiry", onExpiry)));
    }

    @Override
    public void closeBy(ReservationId reservation, String operation) {
        changeClosing(reservation, "operationId", OperationId.of(operation));
    }

    private void changeClosing(ReservationId reservation, String component, Object value) {
        Reservation damaged = find(reservation);
        damaged.closeWith(with(present(damaged.closing()), component, value));
    }

    @Override
    public void addToAnswer(ReservationId reservation, String operation, long units) {
        Reservation damaged = find(reservation);
        JournalEntry.Tracked was = (JournalEntry.Tracked) present(damaged.operation(OperationId.of(operation)));
        damaged.remember(with(was, "used", was.used().plus(ResourceVector.of(Resource.CREDITS, units))));
    }

    @Override
    public void addToMoved(ReservationId reservation, String operation, long units) {
        Reservation damaged = find(reservation);
        JournalEntry.Extended was = extension(damaged, operation);
        boolean isMore = was.returned().isZero();
        ResourceVector amounts = isMore ? was.added() : was.returned();
        ResourceVector other = ResourceVector.map(
                resource -> amounts.get(resource) + (resource == Resource.CREDITS ? isMore ? units : -units : 0));
        damaged.remember(with(was, isMore ? "added" : "returned", other));
    }

    @Override
    public void addToWanted(ReservationId reservation, String operation, long units) {
        Reservation damaged = find(reservation);
        JournalEntry.Extended was = extension(damaged, operation);
        HoldChange asked = was.asked();
        ResourceVector more = asked.more().plus(ResourceVector.of(Resource.CREDITS, units));
        damaged.remember(with(was, "asked", new HoldChange(more, asked.least(), asked.less())));
    }

    @Override
    public void addToLeast(ReservationId reservation, String operation, long units) {
        Reservation damaged = find(reservation);
        JournalEntry.Extended was = extension(damaged, operation);
        ResourceVector least = was.asked().least().plus(ResourceVector.of(Resource.CREDITS, units));
        damaged.remember(with(was, "asked", was.asked().atLeast(least)));
    }

    private static JournalEntry.Extended extension(Reservation reservation, String operation) {
        return (JournalEntry.Extended) present(reservation.operation(OperationId.of(operation)));
    }

    @Override
    public void setParent(ReservationId child, String parent) {
        Reservation damaged = find(child);
        set(damaged, "opened", with(damaged.opened, "header", with(damaged.header(), "parentId", parent)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public void addToGiven(ReservationId parent, long units) {
        List<JournalEntry.Split> moves = (List<JournalEntry.Split>) field(find(parent), "moves");
        JournalEntry.Split was = moves.get(0);
        moves.set(0, with(was, "given", was.given().plus(ResourceVector.of(Resource.CREDITS, units))));
    }

    @Override
    public void swapNumbers(ReservationId reservation, String one, String other) {
        Reservation damaged = find(reservation);
        JournalEntry.OfReservation first = present(damaged.operation(OperationId.of(one)));
        JournalEntry.OfReservation second = present(damaged.operation(OperationId.of(other)));
        damaged.remember((JournalEntry.OfReservation) with((Record) first, "sequence", second.sequence()));
        damaged.remember((JournalEntry.OfReservation) with((Record) second, "sequence", first.sequence()));
    }

    @Override
    public void zeroPeak(ReservationId reservation) {
        find(reservation).peak = 0;
    }

    /** A record like another one, but for one of its components. */
    @SuppressWarnings("unchecked")
    private static <T extends Record> T with(T was, String component, Object value) {
        try {
            RecordComponent[] components = was.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            boolean found = false;
            for (int i = 0; i < components.length; i++) {
                boolean isIt = components[i].getName().equals(component);
                types[i] = components[i].getType();
                values[i] = isIt ? value : components[i].getAccessor().invoke(was);
                found |= isIt;
            }
            if (!found) {
                throw new AssertionError(was.getClass() + " has no component " + component + " any more");
            }
            return (T) was.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void bind(StepId step, ReservationId other) {
        present(reservations.steps().put(step, find(other)));
    }

    @Override
    public void dropFromIndex(ReservationId reservation) {
        set(stripeOf(reservation).dueScan(), "nextDueMillis", find(reservation).expiresAtMillis + 1);
    }

    /** Credits are the first of each part of the books. */
    private void addToBooks(AccountId account, int from, long units) {
        long[] books = (long[]) field(present(accounts.get(account)), "books");
        books[from] += units;
    }

    private Reservation find(ReservationId reservation) {
        return present(stripeOf(reservation).find(reservation, Reservation.hashOf(reservation)));
    }

    private Stripe stripeOf(ReservationId reservation) {
        int hash = Reservation.hashOf(reservation);
        return reservations.stripes().stream()
                .filter(stripe -> stripe.find(reservation, hash) != null)
                .findAny()
                .orElseThrow(() -> new AssertionError("no reservation " + reservation));
    }

    /** Writes the lane that a stream is in anew, after its entries, of which one is given, have been changed. */
    @SuppressWarnings("unchecked")
    private void rewrite(
            String tenant, String stream, long sequence, BiConsumer<List<JournalEntry>, JournalEntry> change) {
        List<JournalShard> lanes = (List<JournalShard>) field(journal, "lanes");
        for (JournalShard lane : lanes) {
            List<JournalEntry> entries = new ArrayList<>();
            lane.copyTo(entries, Integer.MAX_VALUE);
            int size = entries.size();
            JournalEntry damaged = entries.stream()
                    .filter(entry -> entry.tenant().equals(tenant)
                            && entry.sequence() == sequence
                            && entry.stream().equals(stream))
                    .findAny()
                    .orElse(null);
            if (damaged != null) {
                change.accept(entries, damaged);
                lane.drop(size);
                entries.forEach(lane::append);
                return;
            }
        }
        throw new AssertionError("no entry " + sequence + " of " + stream + " waits");
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "nothing to damage");
    }

    private static Object field(Object owner, String name) {
        try {
            return present(open(owner, name).get(owner));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void set(Object owner, String name, @Nullable Object value) {
        try {
            open(owner, name).set(owner, value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Field open(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new AssertionError(owner.getClass() + " has no field " + name + " any more", e);
        }
    }
}
