package io.stipend.core.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An id that is text to its users, but kept as two numbers where it is a UUID, as every id is that Stipend makes. Two
 * numbers are quicker to make, to compare and to hash than 36 characters, and take a fifth of the room, which counts when
 * a million reservations are open. The text is made when it
 * is first asked for.
 */
abstract sealed class CompactId permits OperationId, ReservationId {

    private static final int UUID_LENGTH = 36;

    /** The UUID; zeros if the id is none. */
    private final long high;

    private final long low;

    /** The text; that of a UUID when it was first asked for. Any thread makes the same, so a race does no harm. */
    private @Nullable String text;

    /** An id that is this UUID. */
    CompactId(long high, long low) {
        this.high = high;
        this.low = low;
        this.text = null;
    }

    /** An id given as text, which its subclass has checked. One that Stipend made, come back as text, equals itself. */
    CompactId(String checked) {
        UUID uuid = canonicalUuid(checked);
        high = uuid == null ? 0 : uuid.getMostSignificantBits();
        low = uuid == null ? 0 : uuid.getLeastSignificantBits();
        text = checked;
    }

    /** The id as text. */
    public final String value() {
        String made = text;
        if (made == null) {
            made = new UUID(high, low).toString();
            text = made;
        }
        return made;
    }

    final boolean sameValue(CompactId other) {
        return high == other.high && low == other.low && (high != 0 || value().equals(other.value()));
    }

    final int valueHash() {
        return high != 0 ? Long.hashCode(high ^ low) : value().hashCode();
    }

    /** The value; of a reservation id, the tenant is not part of it. */
    @Override
    public final String toString() {
        return value();
    }

    private static @Nullable UUID canonicalUuid(String text) {
        if (text.length() != UUID_LENGTH || text.charAt(8) != '-') {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text) ? uuid : null;
        } catch (IllegalArgumentException notAUuid) {
            return null;
        }
    }
}
