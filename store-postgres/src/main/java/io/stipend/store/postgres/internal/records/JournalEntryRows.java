package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.store.support.SignedAmounts;
import io.stipend.store.support.UsageBits;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads journal entries: the columns of the type {@code entry}, in its order, from a column on. */
public final class JournalEntryRows {

    // Where each column is, counted from the first.
    private static final int KIND = 0;
    private static final int TENANT = 1;
    private static final int STREAM = 2;
    private static final int SEQUENCE = 3;
    private static final int AT = 4;
    private static final int PATH = 5;
    private static final int SWARM = 6;
    private static final int STEP = 7;
    private static final int ATTRIBUTES = 8;
    private static final int OPENED_AT = 9;
    private static final int EXPIRES_AT = 10;
    private static final int LEASE_MILLIS = 11;
    private static final int OPERATION = 12;
    private static final int REPORT = 13;
    private static final int REPORTED = 14;
    private static final int HELD = 15;
    private static final int USED = 16;
    private static final int PEAK_BEFORE = 17;
    private static final int PEAK = 18;
    private static final int STATE = 19;
    private static final int OVERRUN_POLICY = 20;
    private static final int CHARGED = 21;
    private static final int BOOKED_BEFORE = 22;
    private static final int LATE = 23;
    private static final int CHANGE = 24;
    private static final int RESOURCE = 25;
    private static final int NEW_LIMIT = 26;
    private static final int ALLOWANCE_DELTA = 27;
    private static final int SPENT_DELTA = 28;
    private static final int REASON = 29;
    private static final int FINGERPRINT = 30;
    private static final int ASKED = 31;
    private static final int AT_LEAST = 32;
    private static final int ON_EXPIRY = 33;
    private static final int PARENT = 34;
    private static final int CHILD = 35;

    private final ResultSet row;
    private final int first;

    private JournalEntryRows(ResultSet row, int first) {
        this.row = row;
        this.first = first;
    }

    /** The entry of the current row; null where there is none. */
    public static @Nullable JournalEntry read(ResultSet row, int firstColumn) throws SQLException {
        int kind = row.getInt(firstColumn + KIND);
        if (row.wasNull()) {
            return null;
        }
        JournalEntryRows entry = new JournalEntryRows(row, firstColumn);
        return switch (kind) {
            case 0 -> entry.opened();
            case 1 -> entry.tracked();
            case 2 -> entry.extended();
            case 3 -> entry.closed();
            case 4 -> entry.accountChanged();
            case 5 -> entry.charged();
            case 6 -> entry.split();
            default -> throw new SQLException("journal entry of unknown kind " + kind);
        };
    }

    /** The lease in an entry that has one. */
    static long leaseMillis(ResultSet row, int firstColumn) throws SQLException {
        return row.getLong(firstColumn + LEASE_MILLIS);
    }

    /** What an expiry books, in an entry that says it. */
    static OnExpiry onExpiry(ResultSet row, int firstColumn) throws SQLException {
        return onExpiry(row.getInt(firstColumn + ON_EXPIRY));
    }

    /** What a refused settle says: the hold, and by how much the final figures exceed it. There is no entry then. */
    static Refusal.OverrunRejected readRejected(ResultSet row, int firstColumn) throws SQLException {
        ResourceVector held = AmountArrays.read(row, firstColumn + HELD);
        ResourceVector used = AmountArrays.read(row, firstColumn + USED);
        return new Refusal.OverrunRejected(held, used.consumables().excessOver(held));
    }

    private JournalEntry opened() throws SQLException {
        ReservationHeader header = header();
        ReserveCommand request = new ReserveCommand(
                header.id(),
                number(FINGERPRINT),
                header.path(),
                // Policy is not kept with the reservation: it is no part of what was asked.
                Collections.nCopies(header.path().accounts().size(), AccountTerms.UNLIMITED),
                vector(HELD),
                number(LEASE_MILLIS),
                onExpiry(row.getInt(first + ON_EXPIRY)),
                header.swarmId(),
                row.getString(first + STEP),
                attributes(row, first + ATTRIBUTES));
        return new JournalEntry.Opened(header, request, number(EXPIRES_AT));
    }

    private JournalEntry tracked() throws SQLException {
        return new JournalEntry.Tracked(
                header(),
                number(SEQUENCE),
                number(AT),
                OperationId.of(text(OPERATION)),
                number(FINGERPRINT),
                report(),
                row.getString(first + STEP),
                vector(HELD),
                vector(USED),
                row.getDouble(first + PEAK_BEFORE),
                row.getDouble(first + PEAK),
                number(EXPIRES_AT));
    }

    private JournalEntry extended() throws SQLException {
        SignedAmounts changed = AmountArrays.signed(row, first + REPORT);
        return new JournalEntry.Extended(
                header(),
                number(SEQUENCE),
                number(AT),
                OperationId.of(text(OPERATION)),
                number(FINGERPRINT),
                AmountArrays.signed(row, first + ASKED).change(vector(AT_LEAST)),
                changed.above(),
                changed.below(),
                number(LEASE_MILLIS),
                vector(HELD),
                vector(USED),
                row.getDouble(first + PEAK),
                number(EXPIRES_AT));
    }

    private JournalEntry split() throws SQLException {
        SignedAmounts moved = AmountArrays.signed(row, first + REPORT);
        return new JournalEntry.Split(
                header(),
                number(SEQUENCE),
                number(AT),
                text(CHILD),
                moved.below(),
                moved.above(),
                vector(HELD),
                vector(USED),
                row.getDouble(first + PEAK),
                number(EXPIRES_AT));
    }

    private JournalEntry closed() throws SQLException {
        return new JournalEntry.Closed(
                header(),
                number(SEQUENCE),
                number(AT),
                closeKind(row.getInt(first + STATE)),
                operation(text(OPERATION)),
                number(FINGERPRINT),
                report(),
                overrunPolicy(row.getInt(first + OVERRUN_POLICY)),
                row.getString(first + STEP),
                vector(HELD),
                vector(USED),
                vector(CHARGED),
                vector(BOOKED_BEFORE),
                row.getDouble(first + PEAK),
                row.getBoolean(first + LATE));
    }

    private JournalEntry charged() throws SQLException {
        return new JournalEntry.Charged(
                header(),
                number(FINGERPRINT),
                overrunPolicy(row.getInt(first + OVERRUN_POLICY)),
                attributes(row, first + ATTRIBUTES),
                vector(USED),
                vector(CHARGED));
    }

    private JournalEntry accountChanged() throws SQLException {
        return new JournalEntry.AccountChanged(
                AccountId.parse(text(TENANT), text(STREAM)),
                number(SEQUENCE),
                number(AT),
                AccountChange.values()[row.getInt(first + CHANGE)],
                Resource.at(row.getInt(first + RESOURCE)),
                number(NEW_LIMIT),
                number(ALLOWANCE_DELTA),
                number(SPENT_DELTA),
                text(REASON));
    }

    private ReservationHeader header() throws SQLException {
        String tenant = text(TENANT);
        return new ReservationHeader(
                new ReservationId(tenant, text(STREAM)),
                path(tenant, row, first + PATH),
                row.getString(first + SWARM),
                number(OPENED_AT),
                row.getString(first + PARENT));
    }

    private ResourceUsage report() throws SQLException {
        return UsageBits.usage(vector(REPORT), row.getInt(first + REPORTED));
    }

    private ResourceVector vector(int column) throws SQLException {
        return AmountArrays.read(row, first + column);
    }

    private long number(int column) throws SQLException {
        return row.getLong(first + column);
    }

    private String text(int column) throws SQLException {
        return Objects.requireNonNull(row.getString(first + column));
    }

    // ---- values that other tables have too

    static CloseKind closeKind(int state) {
        return CloseKind.values()[state - 1];
    }

    /** The state of a reservation that was closed so. */
    public static int state(CloseKind kind) {
        return kind.ordinal() + 1;
    }

    static OnExpiry onExpiry(int choice) {
        return OnExpiry.values()[choice];
    }

    static OverrunPolicy overrunPolicy(int policy) {
        return OverrunPolicy.values()[policy];
    }

    /** The usual operations are the same everywhere; one object for each will do. */
    static OperationId operation(String id) {
        return switch (id) {
            case "settle" -> OperationId.SETTLE;
            case "release" -> OperationId.RELEASE;
            case "expire" -> OperationId.EXPIRE;
            case "charge" -> OperationId.CHARGE;
            default -> OperationId.of(id);
        };
    }

    static AccountPath path(String tenant, ResultSet row, int column) throws SQLException {
        List<AccountId> accounts = new ArrayList<>();
        for (String account : texts(row, column)) {
            accounts.add(AccountId.parse(tenant, account));
        }
        return AccountPath.of(accounts);
    }

    static Map<String, String> attributes(ResultSet row, int column) throws SQLException {
        String[] texts = texts(row, column);
        if (texts.length == 0) {
            return Map.of();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            attributes.put(texts[i], texts[i + 1]);
        }
        return Collections.unmodifiableMap(attributes);
    }

    private static String[] texts(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? new String[0] : (String[]) array.getArray();
    }
}
