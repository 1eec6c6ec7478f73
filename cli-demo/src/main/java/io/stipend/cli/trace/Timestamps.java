package io.stipend.cli.trace;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates and times as ISO 8601 and those who are near it write them: {@code 2023-11-16T18:17:03.979Z}, with a space for the
 * {@code T}, without seconds or any time of day, with an offset of {@code +01}, {@code +0100} or {@code +01:00}, with or without a
 * space before it, or {@code UTC}. Without an offset it is UTC. By hand, for it is most of the work of reading a log.
 */
final class Timestamps {

    static final String EXPECTED = "ISO 8601 such as 2023-11-16T18:17:03.979Z (without an offset: UTC), or a number of"
            + " seconds, milliseconds, microseconds or nanoseconds such as 1700158623979";

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int MAX_OFFSET_HOURS = 18;

    private final String text;
    private int at;

    private Timestamps(String text) {
        this.text = text;
    }

    /** Microseconds since 1970-01-01 UTC, what is finer cut off; null when the text is no such time. */
    static @Nullable Long micros(String text) {
        try {
            return new Timestamps(text).read();
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private long read() {
        long day = date();
        long seconds = 0;
        long micros = 0;
        if (more() && isOne("Tt ") && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            at++;
            seconds = timeOfDay();
            micros = more() && isOne(".,") ? fraction() : 0;
        }
        seconds -= offset();
        if (more()) {
            throw new DateTimeException("something follows");
        }
        return (day * 86_400 + seconds) * MICROS_PER_SECOND + micros;
    }

    /** Days since 1970. */
    private long date() {
        int year = digits(4);
        expect('-');
        int month = digits(2);
        expect('-');
        return LocalDate.of(year, month, digits(2)).toEpochDay();
    }

    private long timeOfDay() {
        int hour = upTo(23);
        expect(':');
        int minute = upTo(59);
        int second = 0;
        if (more() && text.charAt(at) == ':') {
            at++;
            // A leap second is the first of the next minute: counts since 1970 have none.
            second = upTo(60);
        }
        return hour * 3600L + minute * 60L + second;
    }

    private long fraction() {
        at++;
        int begin = at;
        long micros = 0;
        long unit = MICROS_PER_SECOND / 10;
        while (more() && isDigit(text.charAt(at))) {
            micros += unit * (text.charAt(at++) - '0');
            unit /= 10;
        }
        if (at == begin) {
            throw new DateTimeException("no digit behind the point");
        }
        return micros;
    }

    /** Seconds ahead of UTC. */
    private long offset() {
        while (more() && text.charAt(at) == ' ') {
            at++;
        }
        if (!more()) {
            return 0;
        }
        if (text.regionMatches(true, at, "UTC", 0, 3) || text.regionMatches(true, at, "GMT", 0, 3)) {
            at += 3;
            return 0;
        }
        if (isOne("Zz")) {
            at++;
            return 0;
        }
        if (!isOne("+-")) {
            throw new DateTimeException("no offset");
        }
        int sign = text.charAt(at++) == '-' ? -1 : 1;
        int hours = upTo(MAX_OFFSET_HOURS);
        int minutes = 0;
        if (more()) {
            at += text.charAt(at) == ':' ? 1 : 0;
            minutes = upTo(59);
        }
        return sign * (hours * 3600L + minutes * 60L);
    }

    private int upTo(int max) {
        int number = digits(2);
        if (number > max) {
            throw new DateTimeException("too large");
        }
        return number;
    }

    private int digits(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(at++);
            if (!isDigit(c)) {
                throw new DateTimeException("no digit");
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new DateTimeException("no " + c);
        }
    }

    private boolean more() {
        return at < text.length();
    }

    private boolean isOne(String characters) {
        return characters.indexOf(text.charAt(at)) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
