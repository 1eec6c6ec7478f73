package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.JournalEntry;

/** The record of an entry of the journal, as the scripts write it: kind and text. */
public final class EntryRecord {

    private EntryRecord() {}

    /**
     * The entry in a record.
     *
     * @param kind r for a reservation that was opened, closed or charged, o for an operation, a for a change of an account
     * @param text tenant, reservation or account, and what its kind has, each on a line
     */
    public static JournalEntry entry(String kind, String text) {
        int tenantEnd = text.indexOf('\n');
        int streamEnd = text.indexOf('\n', tenantEnd + 1);
        String tenant = text.substring(0, tenantEnd);
        String stream = text.substring(tenantEnd + 1, streamEnd);
        return switch (kind) {
            case "r" -> {
                ReservationRecord row = ReservationRecord.of(new ReservationId(tenant, stream), text, streamEnd + 1);
                if (row.isCharge()) {
                    yield row.charged();
                }
                yield row.isOpen() ? row.opened() : row.closed();
            }
            case "o" -> {
                String[] lines = text.substring(streamEnd + 1).split("\n", 3);
                yield OperationRecord.entry(new ReservationId(tenant, stream), lines[0], lines[1], lines[2]);
            }
            case "a" -> AccountRecord.changed(AccountId.parse(tenant, stream), text.substring(streamEnd + 1));
            default -> throw new IllegalArgumentException("journal entry of unknown kind " + kind);
        };
    }
}
