package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.record.Amounts;
import io.stipend.store.redis.internal.record.Balances;
import io.stipend.store.redis.internal.record.OperationRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.VerbAnswer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a script answered to a verb on a reservation. The answer's parts are those that the script's header names.
 *
 * @param operation the verb's operation, where its answer has a record of it
 */
record ReservationAnswer(String tenant, @Nullable OperationId operation, ScriptAnswer answer) implements VerbAnswer {

    /** Where the due holds begin, after account, resource, needed and available. */
    private static final int FIRST_DUE_HOLD = 4;

    /** How many parts there are of a reservation that was opened before: when, id and record. */
    private static final int OPENED_BEFORE = 3;

    /** Where the child's lease is, after id, record and request. */
    private static final int CHILD_LEASE = 3;

    /** What its expiry books is after that. */
    private static final int CHILD_ON_EXPIRY = 4;

    /** Where the balances are, after id, record and request. */
    private static final int BALANCES = 3;

    @Override
    public AnswerCode code() {
        return answer.code();
    }

    @Override
    public long atMillis() {
        return answer.number(0);
    }

    @Override
    public String subject() {
        return answer.text(0);
    }

    @Override
    public int resource() {
        return (int) answer.number(1);
    }

    @Override
    public long needed() {
        return answer.number(2);
    }

    @Override
    public long available() {
        return answer.number(3);
    }

    @Override
    public @Nullable String frozen() {
        return answer.code() == AnswerCode.FROZEN ? answer.text(1) : null;
    }

    @Override
    public List<String> dueHolds() {
        if (!answer.code().isShort() || answer.parts().size() <= FIRST_DUE_HOLD) {
            return List.of();
        }
        return answer.parts().subList(FIRST_DUE_HOLD, answer.parts().size()).stream()
                .map(ScriptAnswer::textOf)
                .toList();
    }

    @Override
    public JournalEntry.@Nullable Opened openedBefore() {
        return answer.parts().size() == OPENED_BEFORE ? read(tenant, answer, 1, ReservationRecord::opened) : null;
    }

    @Override
    public JournalEntry.Charged charged() {
        return read(tenant, answer, ReservationRecord::charged);
    }

    @Override
    public <E extends JournalEntry> E entry(Class<E> type) {
        return type.cast(type == JournalEntry.Closed.class ? closed(tenant, answer) : operationEntry());
    }

    @Override
    public long childLeaseMillis() {
        return answer.number(CHILD_LEASE);
    }

    @Override
    public OnExpiry childOnExpiry() {
        return answer.text(CHILD_ON_EXPIRY).isEmpty() ? OnExpiry.BOOK_TRACKED : OnExpiry.BOOK_HELD;
    }

    private JournalEntry operationEntry() {
        return ReservationRecord.readable(
                () -> "an operation of reservation " + Checks.shown(answer.text(0)),
                () -> OperationRecord.entry(
                        new ReservationId(tenant, answer.text(0)),
                        operation == null ? "" : operation.value(),
                        answer.text(1),
                        answer.text(2)));
    }

    @Override
    public List<Balance> balances(List<AccountId> path) {
        return ReservationRecord.readable(
                () -> "the balances of reservation " + Checks.shown(answer.text(0)),
                () -> Balances.of(path, answer.text(BALANCES)));
    }

    @Override
    public Refusal.OverrunRejected rejected() {
        ResourceVector held = Amounts.vector(answer.text(0));
        ResourceVector used = Amounts.vector(answer.text(1));
        return new Refusal.OverrunRejected(held, used.consumables().excessOver(held));
    }

    static JournalEntry.Closed closed(String tenant, ScriptAnswer answer) {
        return read(tenant, answer, ReservationRecord::closed);
    }

    /** Reads something of the record that an answer has after the reservation's id. */
    static <T> T read(String tenant, ScriptAnswer answer, Function<ReservationRecord, T> reading) {
        return read(tenant, answer, 0, reading);
    }

    static <T> T read(String tenant, ScriptAnswer answer, int part, Function<ReservationRecord, T> reading) {
        String id = answer.text(part);
        return ReservationRecord.readable(
                () -> "the record of reservation " + Checks.shown(id),
                () -> reading.apply(ReservationRecord.of(new ReservationId(tenant, id), answer.text(part + 1))));
    }
}
