package io.stipend.store.redis.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.core.spi.UsageSums;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.record.AccountAnswer;
import io.stipend.store.redis.internal.record.AccountRecord;
import io.stipend.store.redis.internal.record.OperationRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.HashPage;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.redis.internal.verb.RequestRunner;
import io.stipend.store.redis.internal.verb.ScriptRequest;
import io.stipend.store.support.VerbOutcomes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The books as they are stored. Thread safe. */
public final class RedisInspection implements BookInspection {

    private static final int PAGE = 500;

    private final ScriptRunner runner;
    private final Keys keys;
    private final RequestRunner requests;
    private final TenantFinder tenantNames;
    private final Indexes indexes;

    public RedisInspection(ScriptRunner runner, Keys keys, RequestRunner requests) {
        this.runner = runner;
        this.keys = keys;
        this.requests = requests;
        this.tenantNames = new TenantFinder(runner, keys);
        this.indexes = new Indexes(runner);
    }

    @Override
    public void tenants(Consumer<? super String> each) {
        tenantNames.find().forEach(each);
    }

    /** From the reservations themselves: through the index, one whose lease is renewed meanwhile would come again. */
    @Override
    public void openReservations(String tenantName, Consumer<? super ReservationSnapshot> each) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        scan(tenant, tenant.reservations(), "*", "o", field -> each.accept(snapshot(tenant, field)));
    }

    private static ReservationSnapshot snapshot(Keys.Tenant tenant, HashPage.Field field) {
        return readable(
                field.name(), () -> record(tenant, field.name(), field.record()).snapshot());
    }

    private static ReservationRecord record(Keys.Tenant tenant, String id, String text) {
        return ReservationRecord.of(new ReservationId(tenant.name(), id), text);
    }

    private static <T> T readable(String id, Supplier<T> reading) {
        return ReservationRecord.readable(() -> "the record of reservation " + Checks.shown(id), reading);
    }

    @Override
    public void read(String tenantName, BookReader reader) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        try (BookSnapshot books = BookSnapshot.of(runner, tenant)) {
            if (!books.exists()) {
                return;
            }
            new SnapshotReader(tenantName, books, reader).showAll();
            if (books.broken().isEmpty()) {
                indexes.check(tenant, reader);
            }
        }
    }

    @Override
    public List<JournalEntry.AccountChanged> history(AccountId account, long afterSequence, int limit) {
        Keys.Tenant tenant = keys.tenant(account.tenant());
        List<JournalEntry.AccountChanged> changes = new ArrayList<>();
        scan(tenant, tenant.changes(), Keys.pattern(account.toString()) + "\n*", "", field -> {
            JournalEntry.AccountChanged change = ReservationRecord.readable(
                    () -> "a change of account " + Checks.shown(account.toString()),
                    () -> AccountRecord.kept(account.tenant(), field));
            if (change.sequence() > afterSequence) {
                changes.add(change);
            }
        });
        changes.sort(Comparator.comparingLong(JournalEntry.AccountChanged::sequence));
        return List.copyOf(changes.subList(0, Math.min(limit, changes.size())));
    }

    /** By the index of closed reservations, so it takes as long as there are some within the time. */
    @Override
    public List<UsageSum> usage(UsageQuery query) {
        Keys.Tenant tenant = keys.tenant(query.tenant());
        UsageSums sums = new UsageSums(query);
        HashPage.each(
                cursor -> runner.run(ScriptCall.of(
                        Script.READ_CLOSED,
                        tenant,
                        List.of(
                                tenant.nameBytes(),
                                cursor,
                                Bytes.of(Math.max(1, query.fromMillis())),
                                Bytes.of(query.toMillis() - 1),
                                Bytes.of(PAGE)))),
                answer -> HashPage.of(answer).fields().forEach(field -> add(sums, tenant, field)));
        return sums.list();
    }

    private static void add(UsageSums sums, Keys.Tenant tenant, HashPage.Field field) {
        ReservationSnapshot snapshot = snapshot(tenant, field);
        JournalEntry.Closed closing = snapshot.closing();
        if (closing != null) {
            sums.add(snapshot.header(), snapshot.attributes(), closing.atMillis(), closing.charged());
        }
    }

    @Override
    public Optional<StoredReservation> find(ReservationId id, long afterSequence, int limit) {
        Keys.Tenant tenant = keys.tenant(id.tenant());
        ScriptAnswer answer = runner.run(ScriptCall.of(
                Script.FIND_ENTRIES,
                tenant,
                List.of(tenant.nameBytes(), Bytes.of(id.value()), Bytes.of(afterSequence + 1), Bytes.of(limit))));
        return switch (answer.code()) {
            case DONE -> Optional.of(stored(tenant, answer));
            case DAMAGED -> throw answer.damage();
            default -> Optional.empty();
        };
    }

    private static StoredReservation stored(Keys.Tenant tenant, ScriptAnswer answer) {
        String id = answer.text(0);
        String text = answer.text(1);
        String request = text.split("\n", 2)[1];
        List<JournalEntry.OfReservation> entries = new ArrayList<>();
        for (int i = 2; i < answer.parts().size(); i += 2) {
            String operation = answer.text(i);
            String record = answer.text(i + 1);
            entries.add(ReservationRecord.readable(
                    () -> "an operation of reservation " + Checks.shown(id),
                    () -> OperationRecord.entry(new ReservationId(tenant.name(), id), operation, record, request)));
        }
        return readable(id, () -> record(tenant, id, text).stored(List.copyOf(entries)));
    }

    private void scan(
            Keys.Tenant tenant, byte[] hash, String names, String beginning, Consumer<? super HashPage.Field> each) {
        HashPage.each(
                cursor -> runner.run(ScriptCall.of(
                        Script.SCAN_RECORDS,
                        tenant,
                        List.of(hash),
                        List.of(cursor, Bytes.of(PAGE), Bytes.of(names), Bytes.of(beginning)))),
                answer -> HashPage.of(answer).fields().forEach(each));
    }

    @Override
    public RepairOutcome repair(RepairCommand command) {
        AccountId account = command.account();
        ScriptAnswer answer = requests.ask(ScriptRequest.repair(keys.tenant(account.tenant()), command), false);
        return VerbOutcomes.repair(command, new AccountAnswer(account, answer));
    }

    @Override
    public int repairIndexes(String tenantName) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        return requests.hasKeys(tenant, false) ? indexes.repair(tenant) : 0;
    }
}
