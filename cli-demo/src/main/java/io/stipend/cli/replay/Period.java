package io.stipend.cli.replay;

import io.stipend.core.model.LimitPeriod;
import java.time.ZoneId;
import java.util.Locale;

/** How often a limit starts anew, as it is typed. */
public enum Period {
    NEVER,
    HOUR,
    DAY,
    WEEK,
    MONTH;

    /** The period in a zone. */
    LimitPeriod in(ZoneId zone) {
        return switch (this) {
            case NEVER -> LimitPeriod.NEVER;
            case HOUR -> LimitPeriod.hourly(zone);
            case DAY -> LimitPeriod.daily(zone);
            case WEEK -> LimitPeriod.weekly(zone);
            case MONTH -> LimitPeriod.monthly(zone);
        };
    }

    /** What follows an amount: {@code " a day"}, or nothing. */
    String each() {
        String word = name().toLowerCase(Locale.ROOT);
        return switch (this) {
            case NEVER -> "";
            case HOUR -> " an " + word;
            case DAY, WEEK, MONTH -> " a " + word;
        };
    }
}
