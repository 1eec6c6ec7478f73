package io.stipend.events.kafka;

import java.time.LocalDate;

/**
 * Formats times as the CloudEvents SDK does. The SDK's formatting takes as long as the whole rest of an event. For one
 * thread at a time.
 */
final class Timestamps {

    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MINUTES_PER_HOUR = 60;
    private static final int MILLIS_PER_DAY = 24 * MINUTES_PER_HOUR * SECONDS_PER_MINUTE * MILLIS_PER_SECOND;

    private static final String USUAL = "2026-03-01T12:00:00.123Z";

    /** The day of the last time, and its text; the next time is most likely on the same day. */
    private long day;

    private String dayText = LocalDate.EPOCH.toString();

    /** A time in milliseconds since 1970-01-01 UTC, as text. */
    String text(long atMillis) {
        long itsDay = Math.floorDiv(atMillis, MILLIS_PER_DAY);
        if (itsDay != day) {
            dayText = LocalDate.ofEpochDay(itsDay).toString();
            day = itsDay;
        }
        int millis = Math.floorMod(atMillis, MILLIS_PER_DAY);
        int seconds = millis / MILLIS_PER_SECOND;
        int minutes = seconds / SECONDS_PER_MINUTE;
        StringBuilder text = new StringBuilder(USUAL.length()).append(dayText).append('T');
        twoDigits(text, minutes / MINUTES_PER_HOUR).append(':');
        twoDigits(text, minutes % MINUTES_PER_HOUR).append(':');
        twoDigits(text, seconds % SECONDS_PER_MINUTE);
        fraction(text, millis % MILLIS_PER_SECOND);
        return text.append('Z').toString();
    }

    /** Thousandths of a second, without trailing zeros. */
    private static void fraction(StringBuilder text, int thousandths) {
        if (thousandths == 0) {
            return;
        }
        text.append('.');
        for (int rest = thousandths; rest > 0; rest = rest % 100 * 10) {
            text.append((char) ('0' + rest / 100));
        }
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
