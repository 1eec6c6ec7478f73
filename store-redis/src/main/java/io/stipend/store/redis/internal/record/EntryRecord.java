package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.JournalEntry;

/** The record of an entry of the journal, as the scripts write it: kind and text. */
public final class EntryRecord {

    private EntryRecord() {}

    /**
     * The entry in a record.
     *
     * @param kind r for a reservation that was opened or closed, o for an operation, a for a change of an account
     * @param text tenant, reservation or account, and what its kind has, each on a line
     */
    public static JournalEntry entry(String kind, String text) {
        String[] lines = text.split("\n", "o".equals(kind) ? 5 : 3);
        return switch (kind) {
            case "r" -> {
                ReservationRecord row = ReservationRecord.of(new ReservationId(lines[0], lines[1]), lines[2]);
                yield row.isOpen() ? row.opened() : row.closed();
            }
            case "o" ->
                OperationRecord.entry(
                        new ReservationId(lines[0], lines[1]), OperationId.of(lines[2]), lines[3], lines[4]);
            case "a" -> AccountRecord.changed(AccountId.parse(lines[0], lines[1]), lines[2]);
            default -> throw new IllegalArgumentException("journal entry of unknown kind " + kind);
        };
    }
}
