package io.stipend.cli.trace;

import io.stipend.config.SafeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Reads the time of a request: a number of milliseconds, or ISO-8601. */
final class Timestamps {

    static final String EXPECTED = "milliseconds such as 1700158623979, or ISO-8601 such as 2023-11-16T18:17:03.979Z"
            + " (without an offset: UTC)";

    /** Longer numbers are no milliseconds of any year before 5138. */
    private static final int MAX_DIGITS = 14;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** Milliseconds; what is finer is cut off. */
    static long parse(String text) throws BadLineException {
        if (!text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(text);
        }
        try {
            return Instant.from(ISO.parse(text.replace(' ', 'T'))).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new BadLineException("timestamp is " + SafeText.value(text), EXPECTED);
        }
    }
}
