package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.Checks;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.JournalEntry;
import io.stipend.store.redis.internal.record.OperationRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import java.util.function.Function;

/** Reads the records of reservations that scripts answer with. */
final class ReservationAnswers {

    private ReservationAnswers() {}

    static JournalEntry.Closed closed(String tenant, ScriptAnswer answer) {
        return read(tenant, answer, ReservationRecord::closed);
    }

    /** What is to be read of an answer's id and record. */
    static <T> T read(String tenant, ScriptAnswer answer, Function<ReservationRecord, T> reading) {
        return ReservationRecord.readable(
                "the record of reservation " + Checks.shown(answer.text(0)),
                () -> reading.apply(ReservationRecord.of(new ReservationId(tenant, answer.text(0)), answer.text(1))));
    }

    static <E extends JournalEntry> E operation(
            Class<E> type, String tenant, OperationId operation, ScriptAnswer answer) {
        return ReservationRecord.readable(
                "an operation of reservation " + Checks.shown(answer.text(0)),
                () -> type.cast(OperationRecord.entry(
                        new ReservationId(tenant, answer.text(0)), operation, answer.text(1), answer.text(2))));
    }
}
