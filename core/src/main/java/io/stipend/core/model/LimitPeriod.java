package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/**
 * How often a limit starts anew. Immutable. A period of days or months begins with the first instant of a calendar day in
 * its zone, and ends where the next one begins, however many hours its days have. Two are equal exactly if their
 * {@link #code codes} and zones are: a week is 7 days, and a day is one day.
 *
 * @param unit what the length is counted in
 * @param count how many units it is long: 1 to {@link #MAX_DAYS} days, else 1
 * @param start where periods begin. Of days, one of them begins so many days after 1970-01-01: 0 to {@code count - 1}. Of a
 *     month, the day of the month: 1 to 31, the last day of a month that has no such day. Else 0
 * @param zone the zone in which hours, days and months begin; UTC for {@link Unit#NEVER}, where it has no meaning
 */
public record LimitPeriod(Unit unit, int count, int start, ZoneId zone) {

    /** What the length of a period is counted in. */
    public enum Unit {
        /** One period that never ends. */
        NEVER,
        HOUR,
        DAY,
        MONTH
    }

    /** The most days that a period of days can have. */
    public static final int MAX_DAYS = 366;

    /** The day from which days are counted unless another one is given: a Monday. */
    public static final LocalDate DEFAULT_ANCHOR = LocalDate.of(1970, 1, 5);

    /** The limit is for good. */
    public static final LimitPeriod NEVER = new LimitPeriod(Unit.NEVER, 1, 0, ZoneId.of("UTC"));

    /** The end of a period that never ends. */
    public static final long NO_END = Long.MAX_VALUE;

    private static final int DAYS_OF_WEEK = 7;
    private static final int MAX_DAY_OF_MONTH = 31;

    private static final int CODE_OF_NEVER = 0;
    private static final int CODE_OF_HOUR = 1;
    private static final int CODE_OF_MONTH = 100;
    private static final int CODE_OF_DAY = 1000;

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;

    /** Refuses a count or a start that the unit does not have. */
    public LimitPeriod {
        Checks.present(unit, "unit of the period");
        Checks.present(zone, "zone of the period");
        if (unit == Unit.NEVER) {
            zone = ZoneId.of("UTC");
        }
        within(count, 1, unit == Unit.DAY ? MAX_DAYS : 1, "count of a period of the unit " + unit);
        int least = unit == Unit.MONTH ? 1 : 0;
        int most = switch (unit) {
            case NEVER, HOUR -> 0;
            case DAY -> count - 1;
            case MONTH -> MAX_DAY_OF_MONTH;
        };
        within(start, least, most, "start of a period of the unit " + unit);
    }

    private static void within(int value, int least, int most, String what) {
        if (value < least || value > most) {
            throw new InvalidRequestException("the " + what + " is " + value + "; give " + least + " to " + most);
        }
    }

    public static LimitPeriod hourly(ZoneId zone) {
        return new LimitPeriod(Unit.HOUR, 1, 0, zone);
    }

    public static LimitPeriod daily(ZoneId zone) {
        return new LimitPeriod(Unit.DAY, 1, 0, zone);
    }

    /** Weeks from Monday to Sunday. */
    public static LimitPeriod weekly(ZoneId zone) {
        return weekly(DayOfWeek.MONDAY, zone);
    }

    /**
     * Weeks.
     *
     * @param first the day with which a week begins
     */
    public static LimitPeriod weekly(DayOfWeek first, ZoneId zone) {
        Checks.present(first, "first day of the week");
        return everyDays(DAYS_OF_WEEK, DEFAULT_ANCHOR.plusDays(first.getValue() - DayOfWeek.MONDAY.getValue()), zone);
    }

    /** Periods of some days, one of which begins on Monday the 5th of January 1970, so that 7 or 14 begin on Mondays. */
    public static LimitPeriod everyDays(int count, ZoneId zone) {
        return everyDays(count, DEFAULT_ANCHOR, zone);
    }

    /**
     * Periods of some calendar days: a day that a zone left out counts, too.
     *
     * @param count how many days: 1 to {@link #MAX_DAYS}
     * @param anchor a day on which a period begins, in the past or the future; the others begin {@code count} days apart
     */
    public static LimitPeriod everyDays(int count, LocalDate anchor, ZoneId zone) {
        Checks.present(anchor, "anchor of the period");
        within(count, 1, MAX_DAYS, "number of days of a period");
        return new LimitPeriod(Unit.DAY, count, Math.floorMod(anchor.toEpochDay(), count), zone);
    }

    /** Months from their first day. */
    public static LimitPeriod monthly(ZoneId zone) {
        return monthly(1, zone);
    }

    /**
     * Months from one day of each month to the day before it in the next.
     *
     * @param dayOfMonth the day on which they begin: 1 to 31; in a month without that day, the last one it has
     */
    public static LimitPeriod monthly(int dayOfMonth, ZoneId zone) {
        within(dayOfMonth, 1, MAX_DAY_OF_MONTH, "day of the month on which a period begins");
        return new LimitPeriod(Unit.MONTH, 1, dayOfMonth, zone);
    }

    /**
     * Unit, count and start as one number, as stores keep it: 0 for never, 1 for an hour, 100 + the day for a month, and
     * 1000 × the number of days + the start for days.
     */
    public int code() {
        return switch (unit) {
            case NEVER -> CODE_OF_NEVER;
            case HOUR -> CODE_OF_HOUR;
            case MONTH -> CODE_OF_MONTH + start;
            case DAY -> CODE_OF_DAY * count + start;
        };
    }

    /**
     * The period of a {@link #code} and a zone.
     *
     * @throws InvalidRequestException if no period has such a code
     */
    public static LimitPeriod ofCode(int code, ZoneId zone) {
        if (code >= CODE_OF_DAY) {
            return new LimitPeriod(Unit.DAY, code / CODE_OF_DAY, code % CODE_OF_DAY, zone);
        } else if (code > CODE_OF_MONTH) {
            return new LimitPeriod(Unit.MONTH, 1, code - CODE_OF_MONTH, zone);
        } else if (code == CODE_OF_HOUR) {
            return hourly(zone);
        } else if (code == CODE_OF_NEVER) {
            return NEVER;
        }
        throw new InvalidRequestException(
                "no period has the code " + code + "; give 0, 1, 101 to 131, or 1000 times a number of days");
    }

    /**
     * When the period ends that an instant lies in: the first instant of the next one. It is the same for every instant of a
     * period.
     *
     * @param atMillis milliseconds since 1970-01-01 UTC
     * @return milliseconds since 1970-01-01 UTC, always above {@code atMillis}; or {@link #NO_END}
     */
    public long endMillis(long atMillis) {
        return switch (unit) {
            case NEVER -> NO_END;
            case HOUR -> endOfHour(atMillis);
            case DAY, MONTH -> endOfDays(atMillis);
        };
    }

    /**
     * How long a period can be at most, in milliseconds, and some more: clocks go back, and where the date line was moved, a
     * day lasted two. An end that is further away than this was reckoned from a clock that was ahead.
     */
    public long maxMillis() {
        return switch (unit) {
            case NEVER -> NO_END;
            case HOUR -> 2 * MILLIS_PER_HOUR;
            case DAY -> (count + 1) * MILLIS_PER_DAY + 2 * MILLIS_PER_HOUR;
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

    /**
     * The next instant at which a period begins. Where clocks go back over midnight (St John's until 2011, at 00:01), a day
     * comes twice: its periods begin the first time, and go on while the day before it is repeated.
     */
    private long endOfDays(long atMillis) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), zone);
        long end;
        do {
            day = firstDayAfter(day);
            end = day.atStartOfDay(zone).toInstant().toEpochMilli();
        } while (end <= atMillis);
        return end;
    }

    /** The first day after a day with which a period begins. */
    private LocalDate firstDayAfter(LocalDate day) {
        if (unit == Unit.DAY) {
            return day.plusDays(count - Math.floorMod(day.toEpochDay() - start, count));
        }
        YearMonth month = YearMonth.from(day);
        LocalDate first = firstDayIn(month);
        return first.isAfter(day) ? first : firstDayIn(month.plusMonths(1));
    }

    private LocalDate firstDayIn(YearMonth month) {
        return month.atDay(Math.min(start, month.lengthOfMonth()));
    }

    /** In words: {@code week from Monday in Europe/Berlin}. */
    @Override
    public String toString() {
        return switch (unit) {
            case NEVER -> "never";
            case HOUR -> "hour in " + zone;
            case DAY -> days() + " in " + zone;
            case MONTH -> "month" + (start == 1 ? "" : " from day " + start) + " in " + zone;
        };
    }

    private String days() {
        LocalDate first = LocalDate.ofEpochDay(start);
        if (count == DAYS_OF_WEEK) {
            String name = first.getDayOfWeek().name();
            return "week from " + name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
        }
        return count == 1 ? "day" : count + " days from " + first;
    }
}
