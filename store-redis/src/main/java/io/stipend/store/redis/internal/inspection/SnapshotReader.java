package io.stipend.store.redis.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.store.redis.internal.record.AccountRecord;
import io.stipend.store.redis.internal.record.EntryRecord;
import io.stipend.store.redis.internal.record.OperationRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.HashPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows a reader what a snapshot holds; what cannot be read is told as damage. Not thread safe. */
final class SnapshotReader {

    /** How many operations are asked for at once. */
    private static final int OPERATIONS = 250;

    private final String tenant;
    private final BookSnapshot books;
    private final BookReader reader;

    SnapshotReader(String tenant, BookSnapshot books, BookReader reader) {
        this.tenant = tenant;
        this.books = books;
        this.reader = reader;
    }

    void showAll() {
        reader.begun(books.nowMillis());
        for (BookSnapshot.Part part : books.broken()) {
            reader.damaged(BookReader.Kind.UNREADABLE, part.toString(), "the key is missing, or of another type");
        }
        showWaiting();
        showAccounts();
        books.each(BookSnapshot.Part.RESERVATIONS, this::showReservations);
        books.each(BookSnapshot.Part.STEPS, page -> page.forEach(step -> reader.step(step.name(), step.record())));
    }

    private void showWaiting() {
        for (BookSnapshot.Waiting entry : books.waiting()) {
            read(entry.id(), "an entry of the journal", () -> EntryRecord.entry(entry.kind(), entry.text()))
                    .ifPresent(reader::waiting);
        }
    }

    private void showAccounts() {
        Map<String, List<JournalEntry.AccountChanged>> changes = changes();
        books.each(BookSnapshot.Part.ACCOUNTS, page -> {
            for (HashPage.Field field : page) {
                List<JournalEntry.AccountChanged> ofAccount = changes.getOrDefault(field.name(), List.of());
                Optional<StoredAccount> account = read(
                        field.name(),
                        "the record of the account",
                        () -> AccountRecord.stored(AccountId.parse(tenant, field.name()), field.record(), ofAccount));
                account.ifPresent(reader::account);
            }
        });
    }

    /** What administrators did, by account. */
    private Map<String, List<JournalEntry.AccountChanged>> changes() {
        Map<String, List<JournalEntry.AccountChanged>> changes = new HashMap<>();
        books.each(BookSnapshot.Part.CHANGES, page -> {
            for (HashPage.Field field : page) {
                String account = field.name().split("\n", 2)[0];
                read(account, "a change of the account", () -> AccountRecord.kept(tenant, field))
                        .ifPresent(change -> changes.computeIfAbsent(account, name -> new ArrayList<>())
                                .add(change));
            }
        });
        changes.values().forEach(each -> each.sort(Comparator.comparingLong(JournalEntry.AccountChanged::sequence)));
        return changes;
    }

    /** A reservation whose operations are to be asked for. */
    private record Bare(HashPage.Field field, ReservationRecord row) {

        long last(long limit) {
            return Math.min(row.latestOperation(), 1 + limit);
        }
    }

    private void showReservations(List<HashPage.Field> page) {
        List<Bare> bare = new ArrayList<>();
        long wanted = 0;
        for (HashPage.Field field : page) {
            Optional<Bare> reservation = read(field.name(), "the record of the reservation", () -> {
                ReservationRecord row = ReservationRecord.of(new ReservationId(tenant, field.name()), field.record());
                row.snapshot();
                return new Bare(field, row);
            });
            if (reservation.isPresent()) {
                bare.add(reservation.get());
                wanted += reservation.get().last(books.operations()) - 1;
            }
            if (wanted >= OPERATIONS) {
                showWithOperations(bare);
                bare.clear();
                wanted = 0;
            }
        }
        showWithOperations(bare);
    }

    private void showWithOperations(List<Bare> reservations) {
        Map<String, List<BookSnapshot.Operation>> operations = new HashMap<>();
        List<BookSnapshot.Slice> slices = new ArrayList<>();
        long wanted = 0;
        for (Bare reservation : reservations) {
            long last = reservation.last(books.operations());
            for (long first = 2; first <= last; first += OPERATIONS) {
                long end = Math.min(last, first + OPERATIONS - 1);
                slices.add(new BookSnapshot.Slice(reservation.field.name(), first, end));
                wanted += end - first + 1;
                if (wanted >= OPERATIONS) {
                    collect(slices, operations);
                    slices.clear();
                    wanted = 0;
                }
            }
        }
        collect(slices, operations);
        for (Bare reservation : reservations) {
            reader.reservation(whole(reservation, operations.getOrDefault(reservation.field.name(), List.of())));
        }
    }

    private void collect(List<BookSnapshot.Slice> slices, Map<String, List<BookSnapshot.Operation>> operations) {
        for (BookSnapshot.Operation operation : books.operations(slices)) {
            operations
                    .computeIfAbsent(operation.reservation(), id -> new ArrayList<>())
                    .add(operation);
        }
    }

    private StoredReservation whole(Bare reservation, List<BookSnapshot.Operation> operations) {
        String request = reservation.field.record().split("\n", 2)[1];
        List<JournalEntry.OfReservation> entries = new ArrayList<>(operations.size());
        for (BookSnapshot.Operation operation : operations) {
            read(
                            operation.reservation(),
                            "an operation of the reservation",
                            () -> OperationRecord.entry(
                                    new ReservationId(tenant, operation.reservation()),
                                    operation.id(),
                                    operation.record(),
                                    request))
                    .ifPresent(entries::add);
        }
        return reservation.row.stored(entries);
    }

    private <T> Optional<T> read(String subject, String what, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (RuntimeException unreadable) {
            unreadable(subject, what);
            return Optional.empty();
        }
    }

    private void unreadable(String subject, String what) {
        reader.damaged(BookReader.Kind.UNREADABLE, subject, subject + ": " + what + " cannot be read");
    }
}
