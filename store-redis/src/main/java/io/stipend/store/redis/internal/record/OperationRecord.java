package io.stipend.store.redis.internal.record;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.JournalEntry;
import io.stipend.store.support.UsageBits;

/** The record of a report, an extension, or what moved between it and a child: see operations.lua for its parts. */
public final class OperationRecord {

    private static final int VERB = 0;
    private static final int SEQUENCE = 1;
    private static final int AT = 2;
    private static final int OPENED_AT = 3;
    private static final int EXPIRES_AT = 4;
    private static final int PEAK_BEFORE = 5;
    private static final int PEAK = 6;
    private static final int STEP = 7;
    private static final int HELD = 8;
    private static final int USED = 9;
    private static final int AMOUNTS = 10;
    private static final int REPORTED = 11;
    private static final int LEASE = 12;
    private static final int FINGERPRINT = 13;
    private static final int CHILD = 13;
    private static final int ASKED = 13;
    private static final int AT_LEAST = 14;
    private static final int EXTENSION_FINGERPRINT = 15;
    private static final int COUNT = 16;

    private OperationRecord() {}

    /**
     * The journal's entry of an operation.
     *
     * @param operation its name, which is an operation id unless it is a split
     * @param request what the reservation was asked for with
     */
    public static JournalEntry.OfReservation entry(ReservationId id, String operation, String record, String request) {
        Parts parts = new Parts(record, 0, record.length(), COUNT);
        ReservationRecord.Request asked = ReservationRecord.Request.of(request, 0);
        return switch (parts.letter(VERB)) {
            case 't' ->
                new JournalEntry.Tracked(
                        asked.header(id, parts.number(OPENED_AT)),
                        parts.number(SEQUENCE),
                        parts.number(AT),
                        OperationId.of(operation),
                        parts.number(FINGERPRINT),
                        UsageBits.usage(parts.vector(AMOUNTS), parts.smallNumber(REPORTED)),
                        parts.textOrNull(STEP),
                        parts.vector(HELD),
                        parts.vector(USED),
                        parts.ratio(PEAK_BEFORE),
                        parts.ratio(PEAK),
                        parts.number(EXPIRES_AT));
            case 'x' ->
                new JournalEntry.Extended(
                        asked.header(id, parts.number(OPENED_AT)),
                        parts.number(SEQUENCE),
                        parts.number(AT),
                        OperationId.of(operation),
                        parts.number(EXTENSION_FINGERPRINT),
                        parts.signed(ASKED).change(parts.vector(AT_LEAST)),
                        parts.signed(AMOUNTS).above(),
                        parts.signed(AMOUNTS).below(),
                        parts.number(LEASE),
                        parts.vector(HELD),
                        parts.vector(USED),
                        parts.ratio(PEAK),
                        parts.number(EXPIRES_AT));
            case 'm' ->
                new JournalEntry.Split(
                        asked.header(id, parts.number(OPENED_AT)),
                        parts.number(SEQUENCE),
                        parts.number(AT),
                        parts.text(CHILD),
                        parts.signed(AMOUNTS).below(),
                        parts.signed(AMOUNTS).above(),
                        parts.vector(HELD),
                        parts.vector(USED),
                        parts.ratio(PEAK),
                        parts.number(EXPIRES_AT));
            default -> throw new IllegalArgumentException("operation of unknown kind " + parts.text(VERB));
        };
    }
}
