package io.stipend.pools;

import io.stipend.core.spi.check.Durations;
import java.time.Duration;

/**
 * Whether, and how, a request waits for its share of a pool. Immutable.
 *
 * @param upTo how long at most, up to a day; zero not to wait
 * @param priority what goes first among requests of the same member: the higher. Between members, shares decide
 */
public record Wait(Duration upTo, int priority) {

    /** Now or not at all. */
    public static final Wait NOT = new Wait(Duration.ZERO, 0);

    public Wait {
        Durations.millisWithin(upTo, Duration.ZERO, Duration.ofDays(1), "time to wait");
    }

    /** Waits this long at most. */
    public static Wait upTo(Duration time) {
        return new Wait(time, 0);
    }

    /** The same with a priority among requests of the same member; 0 unless set. */
    public Wait withPriority(int other) {
        return new Wait(upTo, other);
    }
}
