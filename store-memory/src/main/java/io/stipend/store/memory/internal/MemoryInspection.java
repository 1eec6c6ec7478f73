package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.core.spi.UsageSums;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A look at all books of a memory store at once. It keeps everybody out: administrators by their lock, everyone else by the
 * monitors of all stripes, taken in order. It copies while it does (some hundred nanoseconds for each reservation and
 * account), and shows the copy when it has let go.
 */
final class MemoryInspection implements BookInspection {

    /** A close this long before a period began may belong to it: its verb had read the clock before. */
    private static final long SLACK_MILLIS = 1000;

    private final StripedReservations reservations;
    private final List<Stripe> stripes;
    private final Map<StepId, Reservation> steps;
    private final MemoryAccounts accounts;
    private final MemoryJournal journal;
    private final InstantSource clock;

    MemoryInspection(
            StripedReservations reservations, MemoryAccounts accounts, MemoryJournal journal, InstantSource clock) {
        this.reservations = reservations;
        this.stripes = reservations.stripes();
        this.steps = reservations.steps();
        this.accounts = accounts;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public void tenants(Consumer<? super String> each) {
        Set<String> tenants = new HashSet<>();
        accounts.forEach(account -> tenants.add(account.id().tenant()));
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.forEach(reservation -> tenants.add(tenant(reservation)));
            }
        }
        tenants.forEach(each);
    }

    @Override
    public void openReservations(String tenant, Consumer<? super ReservationSnapshot> each) {
        for (Stripe stripe : stripes) {
            List<ReservationSnapshot> open = new ArrayList<>();
            synchronized (stripe) {
                stripe.forEachOpen(reservation -> {
                    if (tenant(reservation).equals(tenant)) {
                        open.add(reservation.snapshot());
                    }
                });
            }
            open.forEach(each);
        }
    }

    @Override
    public Optional<StoredReservation> find(ReservationId id, long afterSequence, int limit) {
        int hash = Reservation.hashOf(id);
        Stripe stripe = reservations.stripeOf(hash);
        StoredReservation all;
        synchronized (stripe) {
            Reservation found = stripe.find(id, hash);
            if (found == null) {
                return Optional.empty();
            }
            all = found.stored();
        }
        return Optional.of(new StoredReservation(
                all.snapshot(),
                all.operations().stream()
                        .filter(operation -> operation.sequence() > afterSequence)
                        .limit(limit)
                        .toList(),
                all.expiredAtMillis()));
    }

    @Override
    public void read(String tenant, BookReader reader) {
        alone(() -> copy(tenant)).show(reader);
    }

    /** Looks at one stripe after the other, so that nobody waits for long. */
    @Override
    public List<UsageSum> usage(UsageQuery query) {
        UsageSums sums = new UsageSums(query);
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.forEach(reservation -> {
                    if (!reservation.isOpen() && tenant(reservation).equals(query.tenant())) {
                        ReservationSnapshot snapshot = reservation.snapshot();
                        JournalEntry.Closed closing = snapshot.closing();
                        if (closing != null) {
                            sums.add(snapshot.header(), snapshot.attributes(), closing.atMillis(), closing.charged());
                        }
                    }
                });
            }
        }
        return sums.list();
    }

    @Override
    public List<JournalEntry.AccountChanged> history(AccountId account, long afterSequence, int max) {
        return accounts.changes(account).stream()
                .filter(change -> change.sequence() > afterSequence)
                .limit(max)
                .toList();
    }

    @Override
    public RepairOutcome repair(RepairCommand command) {
        return accounts.repair(command);
    }

    @Override
    public int repairIndexes(String tenant) {
        return alone(() -> watchAll(tenant) + nameAll(tenant));
    }

    /** Does something while nobody changes anything. */
    private <T> T alone(Supplier<T> action) {
        Lock quiet = accounts.quiet();
        quiet.lock();
        try {
            return holdingFrom(0, action);
        } finally {
            quiet.unlock();
        }
    }

    private <T> T holdingFrom(int next, Supplier<T> action) {
        if (next == stripes.size()) {
            return action.get();
        }
        synchronized (stripes.get(next)) {
            return holdingFrom(next + 1, action);
        }
    }

    // ---- with everybody kept out

    /** What was there at one moment. */
    private record Copy(
            long nowMillis,
            List<JournalEntry> waiting,
            List<StoredAccount> accounts,
            List<StoredReservation> reservations,
            Map<String, String> steps,
            List<String> unwatched) {

        void show(BookReader reader) {
            reader.begun(nowMillis);
            waiting.forEach(reader::waiting);
            accounts.forEach(reader::account);
            reservations.forEach(reader::reservation);
            steps.forEach(reader::step);
            unwatched.forEach(id -> reader.damaged(
                    BookReader.Kind.INDEX,
                    id,
                    "reservation " + id + " is open, and the sweeper will not look at it when its lease has run out"));
        }
    }

    private Copy copy(String tenant) {
        Copy copy = new Copy(
                clock.millis(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                new ArrayList<>());
        journal.forEachWaiting(entry -> {
            if (entry.tenant().equals(tenant)) {
                copy.waiting().add(entry);
            }
        });
        long forgottenUpTo = Long.MIN_VALUE;
        for (Stripe stripe : stripes) {
            forgottenUpTo = Math.max(forgottenUpTo, stripe.forgottenUpToMillis());
            stripe.forEach(reservation -> {
                if (tenant(reservation).equals(tenant)) {
                    copy.reservations().add(reservation.stored());
                    if (reservation.isOpen() && !stripe.dueScan().isWatched(reservation)) {
                        copy.unwatched().add(reservation.header().id().value());
                    }
                }
            });
        }
        long lastForgotten = forgottenUpTo;
        accounts.forEach(account -> {
            if (account.id().tenant().equals(tenant)) {
                copy.accounts().add(account.stored(isExact(account.spentSinceMillis(), lastForgotten)));
            }
        });
        steps.forEach((step, reservation) -> {
            if (step.tenant().equals(tenant)) {
                copy.steps().put(step.value(), reservation.header().id().value());
            }
        });
        return copy;
    }

    /** Whether all that was closed in a period is still here. */
    private static boolean isExact(long spentSinceMillis, long forgottenUpToMillis) {
        return forgottenUpToMillis == Long.MIN_VALUE || forgottenUpToMillis < spentSinceMillis - SLACK_MILLIS;
    }

    private int watchAll(String tenant) {
        int[] repaired = new int[1];
        for (Stripe stripe : stripes) {
            List<Reservation> unwatched = new ArrayList<>();
            stripe.forEachOpen(reservation -> {
                if (tenant(reservation).equals(tenant) && !stripe.dueScan().isWatched(reservation)) {
                    unwatched.add(reservation);
                }
            });
            unwatched.forEach(stripe.dueScan()::watch);
            repaired[0] += unwatched.size();
        }
        return repaired[0];
    }

    /** Lets every step name the reservation that has it: the open one, else the one that was closed last. */
    private int nameAll(String tenant) {
        Map<StepId, Reservation> holders = new HashMap<>();
        for (Stripe stripe : stripes) {
            stripe.forEach(reservation -> {
                if (reservation.stepId != null && tenant(reservation).equals(tenant)) {
                    holders.merge(new StepId(tenant, reservation.stepId), reservation, MemoryInspection::later);
                }
            });
        }
        int[] repaired = new int[1];
        steps.entrySet().removeIf(named -> {
            boolean dangles = named.getKey().tenant().equals(tenant) && !holders.containsKey(named.getKey());
            repaired[0] += dangles ? 1 : 0;
            return dangles;
        });
        holders.forEach((step, holder) -> {
            Reservation named = steps.get(step);
            boolean fits =
                    named == null ? !holder.isOpen() : isHeldBy(step, named) && (named.isOpen() || !holder.isOpen());
            if (!fits) {
                steps.put(step, holder);
                repaired[0]++;
            }
        });
        return repaired[0];
    }

    private boolean isHeldBy(StepId step, Reservation named) {
        int hash = named.hash();
        return step.value().equals(named.stepId)
                && stripes.stream()
                        .anyMatch(stripe -> stripe.find(named.header().id(), hash) == named);
    }

    private static Reservation later(Reservation one, Reservation other) {
        JournalEntry.Closed first = one.closing();
        JournalEntry.Closed second = other.closing();
        if (first == null || second == null) {
            return first == null ? one : other;
        }
        return first.atMillis() > second.atMillis() ? one : other;
    }

    private static String tenant(Reservation reservation) {
        return reservation.header().id().tenant();
    }
}
