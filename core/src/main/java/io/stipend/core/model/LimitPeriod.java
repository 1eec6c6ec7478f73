package io.stipend.core.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

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
     * @return milliseconds since 1970-01-01 UTC, or {@link #NO_END}
     */
    public long endMillis(long atMillis) {
        if (unit == Unit.NEVER) {
            return NO_END;
        }
        ZonedDateTime at = Instant.ofEpochMilli(atMillis).atZone(zone);
        LocalDate day = at.toLocalDate();
        return switch (unit) {
            case NEVER -> NO_END;
            case HOUR ->
                at.truncatedTo(ChronoUnit.HOURS)
                        .plus(1, ChronoUnit.HOURS)
                        .toInstant()
                        .toEpochMilli();
            case DAY -> day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
            case MONTH ->
                day.withDayOfMonth(1)
                        .plusMonths(1)
                        .atStartOfDay(zone)
                        .toInstant()
                        .toEpochMilli();
        };
    }
}
