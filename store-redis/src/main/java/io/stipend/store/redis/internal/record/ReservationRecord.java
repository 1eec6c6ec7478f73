package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoredReservation;
import io.stipend.store.support.UsageBits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A reservation's record: see reservations.lua for its parts. No id holds a control character, so none can end a part. */
public final class ReservationRecord {

    private static final int STATE = 0;
    private static final int SEQUENCE = 1;
    private static final int OPENED_AT = 2;
    private static final int EXPIRES_AT = 3;
    private static final int PEAK = 4;
    private static final int STEP = 5;
    private static final int HELD = 6;
    private static final int USED = 7;
    private static final int CLOSED_AT = 8;
    private static final int OPERATION = 9;
    private static final int REPORT = 10;
    private static final int REPORTED = 11;
    private static final int POLICY = 12;
    private static final int CHARGED = 13;
    private static final int BOOKED_BEFORE = 14;
    private static final int FINGERPRINT = 15;
    private static final int LATE = 16;
    private static final int COUNT = 17;

    private static final PathTexts PATHS = new PathTexts();

    private final ReservationId id;
    private final Parts parts;
    private final Request request;

    private ReservationRecord(ReservationId id, Parts parts, Request request) {
        this.id = id;
        this.parts = parts;
        this.request = request;
    }

    public static ReservationRecord of(ReservationId id, String record) {
        return of(id, record, 0);
    }

    /** The record that a text ends with. */
    static ReservationRecord of(ReservationId id, String text, int from) {
        int end = text.indexOf('\n', from);
        return new ReservationRecord(id, new Parts(text, from, end, COUNT), Request.of(text, end + 1));
    }

    /**
     * Reads what Redis has; whatever keeps it from being read is damage.
     *
     * @param what names it
     */
    public static <T> T readable(Supplier<String> what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CreditStoreException known) {
            throw known;
        } catch (RuntimeException unreadable) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.DAMAGED,
                    what.get() + " cannot be read; a person must look at it",
                    unreadable);
        }
    }

    public boolean isOpen() {
        return parts.is(STATE, 'o');
    }

    public boolean isCharge() {
        return parts.is(STATE, 'c');
    }

    /** The entry of a charge. */
    public JournalEntry.Charged charged() {
        return new JournalEntry.Charged(
                header(), request.fingerprint, policy(), request.attributes, parts.vector(USED), parts.vector(CHARGED));
    }

    private OverrunPolicy policy() {
        return OverrunPolicy.values()[parts.smallNumber(POLICY)];
    }

    private ReservationHeader header() {
        return request.header(id, parts.number(OPENED_AT));
    }

    /** The entry with which it was opened, whatever has become of it since. */
    public JournalEntry.Opened opened() {
        ReservationHeader header = header();
        return new JournalEntry.Opened(
                header, request.command(header), header.openedAtMillis() + request.leaseMillis());
    }

    public JournalEntry.Closed closed() {
        return new JournalEntry.Closed(
                header(),
                parts.number(SEQUENCE),
                parts.number(CLOSED_AT),
                kind(),
                operation(parts.text(OPERATION)),
                parts.number(FINGERPRINT),
                UsageBits.usage(parts.vector(REPORT), parts.smallNumber(REPORTED)),
                policy(),
                parts.textOrNull(STEP),
                parts.vector(HELD),
                parts.vector(USED),
                parts.vector(CHARGED),
                parts.vector(BOOKED_BEFORE),
                parts.ratio(PEAK),
                isLate());
    }

    private boolean isLate() {
        return !parts.is(LATE, '0');
    }

    public ReservationSnapshot snapshot() {
        return new ReservationSnapshot(
                header(),
                request.fingerprint,
                request.envelope,
                request.leaseMillis,
                request.onExpiry,
                parts.textOrNull(STEP),
                request.attributes,
                parts.vector(HELD),
                parts.vector(USED),
                parts.ratio(PEAK),
                parts.number(EXPIRES_AT),
                isOpen() ? null : closed(),
                parts.number(SEQUENCE));
    }

    /** The record, with those of its operations. */
    public StoredReservation stored(List<JournalEntry.OfReservation> operations) {
        boolean late = !isOpen() && isLate();
        return new StoredReservation(
                snapshot(), operations, late ? OptionalLong.of(parts.number(LATE)) : OptionalLong.empty());
    }

    /** The number of the latest operation that there can be: they come before the closing. */
    public long latestOperation() {
        return parts.number(SEQUENCE) - (isOpen() ? 0 : 1);
    }

    private CloseKind kind() {
        return switch (parts.letter(STATE)) {
            case 's' -> CloseKind.SETTLED;
            case 'r' -> CloseKind.RELEASED;
            case 'e' -> CloseKind.EXPIRED;
            case 'c' -> CloseKind.CHARGED;
            default -> throw new IllegalArgumentException("state " + parts.text(STATE));
        };
    }

    /** The usual operations are the same everywhere; one object for each will do. */
    private static OperationId operation(String id) {
        return switch (id) {
            case "settle" -> OperationId.SETTLE;
            case "release" -> OperationId.RELEASE;
            case "expire" -> OperationId.EXPIRE;
            case "charge" -> OperationId.CHARGE;
            default -> OperationId.of(id);
        };
    }

    /** What was asked for, in three lines, and a fourth with what it was split from. */
    public record Request(
            ResourceVector envelope,
            long leaseMillis,
            @Nullable String swarm,
            @Nullable String step,
            OnExpiry onExpiry,
            long fingerprint,
            String path,
            Map<String, String> attributes,
            @Nullable String parent) {

        private static final String BOOKS_HELD = "h";
        private static final String BOOKS_TRACKED = "t";

        public static String text(ReserveCommand command) {
            return text(
                    command.envelope(),
                    command.leaseMillis(),
                    command.swarmId(),
                    command.stepId(),
                    command.onExpiry(),
                    command.fingerprint(),
                    command.path(),
                    command.attributes());
        }

        /** Of a charge: the request for a reservation that holds nothing. */
        public static String text(ChargeCommand command) {
            return text(
                    ResourceVector.ZERO,
                    0,
                    command.swarmId(),
                    null,
                    OnExpiry.BOOK_TRACKED,
                    command.fingerprint(),
                    command.path(),
                    command.attributes());
        }

        private static String text(
                ResourceVector envelope,
                long leaseMillis,
                @Nullable String swarmId,
                @Nullable String stepId,
                OnExpiry onExpiry,
                long fingerprint,
                AccountPath path,
                Map<String, String> attributes) {
            StringBuilder text = Amounts.append(new StringBuilder(160), envelope)
                    .append('\t')
                    .append(leaseMillis)
                    .append('\t')
                    .append(swarmId == null ? "" : swarmId)
                    .append('\t')
                    .append(stepId == null ? "" : stepId)
                    .append('\t')
                    .append(onExpiry == OnExpiry.BOOK_HELD ? BOOKS_HELD : "")
                    .append('\t')
                    .append(fingerprint)
                    .append('\n')
                    .append(String.join("\t", path.texts()))
                    .append('\n');
            return append(text, attributes).toString();
        }

        /** What an expiry books, for the script that splits: as the parent's if there is none. */
        public static String text(@Nullable OnExpiry onExpiry) {
            if (onExpiry == null) {
                return "";
            }
            return onExpiry == OnExpiry.BOOK_HELD ? BOOKS_HELD : BOOKS_TRACKED;
        }

        /** Attributes as the third line has them. */
        public static String text(Map<String, String> attributes) {
            return append(new StringBuilder(), attributes).toString();
        }

        private static StringBuilder append(StringBuilder text, Map<String, String> attributes) {
            attributes.forEach(
                    (key, value) -> text.append(key).append('\t').append(value).append('\t'));
            return text;
        }

        /** The request that a text ends with. */
        public static Request of(String text, int from) {
            int firstEnd = endOfLine(text, from);
            int pathEnd = endOfLine(text, firstEnd + 1);
            int attributesEnd = text.indexOf('\n', pathEnd + 1);
            int end = attributesEnd < 0 ? text.length() : attributesEnd;
            Parts first = new Parts(text, from, firstEnd, 6);
            return new Request(
                    first.vector(0),
                    first.number(1),
                    first.textOrNull(2),
                    first.textOrNull(3),
                    first.textOrNull(4) == null ? OnExpiry.BOOK_TRACKED : OnExpiry.BOOK_HELD,
                    first.number(5),
                    text.substring(firstEnd + 1, pathEnd),
                    attributes(Parts.texts(text, pathEnd + 1, end)),
                    attributesEnd < 0 ? null : parent(text, attributesEnd + 1));
        }

        /** The parent of a reservation that was split, in the fourth line, before the time at which that was opened. */
        private static String parent(String text, int from) {
            return new Parts(text, from, text.length(), 2).text(0);
        }

        private static int endOfLine(String text, int from) {
            int end = text.indexOf('\n', from);
            if (end < 0) {
                throw new IllegalArgumentException("the request has less than three lines");
            }
            return end;
        }

        private static Map<String, String> attributes(List<String> parts) {
            if (parts.isEmpty()) {
                return Map.of();
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i + 1 < parts.size(); i += 2) {
                attributes.put(parts.get(i), parts.get(i + 1));
            }
            return Collections.unmodifiableMap(attributes);
        }

        ReservationHeader header(ReservationId id, long openedAtMillis) {
            return new ReservationHeader(id, PATHS.of(id.tenant(), path), swarm, openedAtMillis, parent);
        }

        ReserveCommand command(ReservationHeader header) {
            return new ReserveCommand(
                    header.id(),
                    fingerprint,
                    header.path(),
                    // Policy is not kept with the reservation: it is no part of what was asked.
                    Collections.nCopies(header.path().accounts().size(), AccountTerms.UNLIMITED),
                    envelope,
                    leaseMillis,
                    onExpiry,
                    swarm,
                    step,
                    attributes);
        }
    }
}
