package io.stipend.cli.trace;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The short names of units of time. */
final class TimeUnits {

    private static final Map<String, TimeUnit> NAMES = Map.ofEntries(
            Map.entry("s", TimeUnit.SECONDS),
            Map.entry("sec", TimeUnit.SECONDS),
            Map.entry("seconds", TimeUnit.SECONDS),
            Map.entry("ms", TimeUnit.MILLISECONDS),
            Map.entry("millis", TimeUnit.MILLISECONDS),
            Map.entry("milliseconds", TimeUnit.MILLISECONDS),
            Map.entry("us", TimeUnit.MICROSECONDS),
            Map.entry("micros", TimeUnit.MICROSECONDS),
            Map.entry("microseconds", TimeUnit.MICROSECONDS),
            Map.entry("ns", TimeUnit.NANOSECONDS),
            Map.entry("nanos", TimeUnit.NANOSECONDS),
            Map.entry("nanoseconds", TimeUnit.NANOSECONDS));

    private TimeUnits() {}

    /** The unit of this name, short or long; null if there is none. */
    static @Nullable TimeUnit named(String name) {
        return NAMES.get(name.strip().toLowerCase(Locale.ROOT));
    }

    /** The unit that a column's name ends in, such as {@code timestamp_ms}; null if it ends in none. */
    static @Nullable TimeUnit bySuffix(String column) {
        int underscore = column.lastIndexOf('_');
        return underscore < 0 ? null : named(column.substring(underscore + 1));
    }
}
