package io.stipend.core.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names one call of a verb on one reservation or account, so that the store can tell the same call again (replay) from
 * another one (conflict). Unique within its reservation or account. Immutable.
 *
 * <p>One that Stipend makes itself is a UUID (version 7) kept as two numbers; it becomes text only where a store needs it.
 */
public final class OperationId {

    /** The settle of a reservation, unless the caller names it otherwise: to settle again is then a replay. */
    public static final OperationId SETTLE = new OperationId(0, 0, "settle");

    /** The release of a reservation, unless the caller names it otherwise. */
    public static final OperationId RELEASE = new OperationId(0, 0, "release");

    /** The expiry of a reservation: there is only one. */
    public static final OperationId EXPIRE = new OperationId(0, 0, "expire");

    private final long high;
    private final long low;
    private @Nullable String text;

    private OperationId(long high, long low, @Nullable String text) {
        this.high = high;
        this.low = low;
        this.text = text;
    }

    /** The caller's own id; refuses a bad one with {@code InvalidRequestException}. */
    public static OperationId of(String value) {
        return new OperationId(0, 0, Checks.id(value, "operation id"));
    }

    /** An id nobody else has. */
    public static OperationId unique() {
        return new OperationId(TimeOrderedIds.high(System.currentTimeMillis()), TimeOrderedIds.low(), null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof OperationId that)) {
            return false;
        }
        boolean bothNumbers = high != 0 && that.high != 0;
        return bothNumbers ? high == that.high && low == that.low : toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The id as text. */
    @Override
    public String toString() {
        String made = text;
        if (made == null) {
            made = new UUID(high, low).toString();
            text = made;
        }
        return made;
    }
}
