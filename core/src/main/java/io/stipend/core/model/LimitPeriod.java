package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * How often a limit starts anew. Immutable.
 *
 * @param unit the length of a period
 * @param zone the zone in which hours, days and months begin; without meaning for {@link Unit#NEVER}
 */
public record LimitPeriod(Unit unit, ZoneId zone) {

    /** The length of a period. */
    public enum Unit {
        /** One period that never ends. */
        NEVER,
        HOUR,
        DAY,
        MONTH
    }

    /** The limit is for good. */
    public static final LimitPeriod NEVER = new LimitPeriod(Unit.NEVER, ZoneId.of("UTC"));

    /** The end of a period that never ends. */
    public static final long NO_END = Long.MAX_VALUE;

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;

    public LimitPeriod {
        Checks.present(unit, "unit of the period");
        Checks.present(zone, "zone of the period");
    }

    public static LimitPeriod hourly(ZoneId zone) {
        return new LimitPeriod(Unit.HOUR, zone);
    }

    public static LimitPeriod daily(ZoneId zone) {
        return new LimitPeriod(Unit.DAY, zone);
    }

    public static LimitPeriod monthly(ZoneId zone) {
        return new LimitPeriod(Unit.MONTH, zone);
    }

    /**
     * When the period ends that an instant lies in: the first instant of the next one.
     *
     * @param atMillis milliseconds since 1970-01-01 UTC
     * @return milliseconds since 1970-01-01 UTC, always above {@code atMillis}; or {@link #NO_END}
     */
    public long endMillis(long atMillis) {
        return switch (unit) {
            case NEVER -> NO_END;
            case HOUR -> endOfHour(atMillis);
            case DAY -> startOf(dayOf(atMillis).plusDays(1), atMillis);
            case MONTH -> startOf(dayOf(atMillis).withDayOfMonth(1).plusMonths(1), atMillis);
        };
    }

    /**
     * How long a period can be at most, in milliseconds, and some more: zones have had days of 25 hours, and longer ones. An
     * end that is further away than this was reckoned from a clock that was ahead.
     */
    public long maxMillis() {
        return switch (unit) {
            case NEVER -> NO_END;
            case HOUR -> 2 * MILLIS_PER_HOUR;
            case DAY -> 2 * MILLIS_PER_DAY;
            case MONTH -> 33 * MILLIS_PER_DAY;
        };
    }

    /**
     * The next full hour by the offset in force. Local time would not do: where clocks go back by half an hour (Lord Howe
     * Island), its full hour may be over already.
     */
    private long endOfHour(long atMillis) {
        long offset = zone.getRules().getOffset(Instant.ofEpochMilli(atMillis)).getTotalSeconds() * MILLIS_PER_SECOND;
        return Math.floorDiv(atMillis + offset, MILLIS_PER_HOUR) * MILLIS_PER_HOUR + MILLIS_PER_HOUR - offset;
    }

    private LocalDate dayOf(long atMillis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), zone);
    }

    private long startOf(LocalDate day, long afterMillis) {
        ZonedDateTime start = day.atStartOfDay(zone);
        long first = start.toInstant().toEpochMilli();
        // Where clocks go back over midnight (St John's until 2011, at 00:01), a day begins twice.
        return first > afterMillis
                ? first
                : start.withLaterOffsetAtOverlap().toInstant().toEpochMilli();
    }
}
