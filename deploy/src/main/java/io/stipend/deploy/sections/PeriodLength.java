package io.stipend.deploy.sections;

import io.stipend.config.ValueType;
import io.stipend.core.model.LimitPeriod;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a period is, as it is written in a configuration: {@code week}, or {@code 14 days}.
 *
 * @param kind the word
 * @param days how many days, of {@link Kind#DAYS}; else 1
 */
record PeriodLength(Kind kind, int days) {

    /** The word for a length. */
    enum Kind {
        NEVER,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        /** A number of days. */
        DAYS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final PeriodLength NEVER = new PeriodLength(Kind.NEVER, 1);
    static final PeriodLength MONTH = new PeriodLength(Kind.MONTH, 1);

    private static final List<PeriodLength> WORDS = List.of(
            NEVER,
            new PeriodLength(Kind.HOUR, 1),
            new PeriodLength(Kind.DAY, 1),
            new PeriodLength(Kind.WEEK, 1),
            MONTH);

    private static final Pattern SOME_DAYS = Pattern.compile("([1-9][0-9]{0,2}) days?");

    static final ValueType<PeriodLength> TYPE = ValueType.of(
                    "never, hour, day, week, month, or a number of days such as 14 days, 1 to " + LimitPeriod.MAX_DAYS,
                    PeriodLength::parse,
                    PeriodLength::text)
            .where(length -> length.days <= LimitPeriod.MAX_DAYS)
            .suggesting(WORDS.stream().map(PeriodLength::text).toList());

    /** A day of the calendar. */
    static final ValueType<LocalDate> DATE =
            ValueType.of("a date such as 2026-01-05", PeriodLength::date, LocalDate::toString);

    private String text() {
        return kind == Kind.DAYS ? days + (days == 1 ? " day" : " days") : kind.word();
    }

    private static Optional<PeriodLength> parse(String text) {
        Matcher someDays = SOME_DAYS.matcher(text);
        return someDays.matches()
                ? Optional.of(new PeriodLength(Kind.DAYS, Integer.parseInt(someDays.group(1))))
                : WORDS.stream().filter(length -> length.text().equals(text)).findFirst();
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
