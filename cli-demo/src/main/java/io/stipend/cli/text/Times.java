package io.stipend.cli.text;

import io.stipend.core.model.LimitPeriod;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times: local with their offset for people, UTC for programs. */
public final class Times {

    private Times() {}

    /** To the second in the zone of this machine, {@code 2026-01-31T23:59:00+01:00}; a dash for what never comes. */
    public static String local(long atMillis) {
        return atMillis == LimitPeriod.NO_END
                ? "-"
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(Instant.ofEpochMilli(atMillis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(ZoneId.systemDefault()));
    }

    /** To the millisecond, {@code 2026-01-31T22:59:00.123Z}; nothing for what never comes. */
    public static @Nullable String utc(long atMillis) {
        return atMillis == LimitPeriod.NO_END
                ? null
                : Instant.ofEpochMilli(atMillis).toString();
    }
}
