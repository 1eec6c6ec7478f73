package io.stipend.store.redis.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.record.AccountAnswer;
import io.stipend.store.redis.internal.record.AccountRecord;
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
import java.util.function.Consumer;

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
        scan(
                tenant,
                tenant.reservations(),
                "*",
                "o",
                field -> each.accept(ReservationRecord.readable(
                        () -> "the record of reservation " + Checks.shown(field.name()),
                        () -> ReservationRecord.of(new ReservationId(tenantName, field.name()), field.record())
                                .snapshot())));
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
