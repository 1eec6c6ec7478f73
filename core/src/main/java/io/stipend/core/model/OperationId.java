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

    private static final int UUID_LENGTH = 36;

    /** The UUID as two numbers; zeros for an id that is no UUID. */
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
        Checks.id(value, "operation id");
        if (value.length() == UUID_LENGTH && value.charAt(8) == '-') {
            // One of our own, come back as text, must equal itself.
            try {
                UUID uuid = UUID.fromString(value);
                if (uuid.toString().equals(value)) {
                    return new OperationId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), value);
                }
            } catch (IllegalArgumentException notAUuid) {
                return new OperationId(0, 0, value);
            }
        }
        return new OperationId(0, 0, value);
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
        return high == that.high && low == that.low && (high != 0 || toString().equals(that.toString()));
    }

    @Override
    public int hashCode() {
        return high != 0 ? Long.hashCode(high ^ low) : toString().hashCode();
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
