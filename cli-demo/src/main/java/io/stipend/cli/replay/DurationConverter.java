package io.stipend.cli.replay;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration: a whole number and its unit. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    @Override
    public Duration convert(String value) {
        Matcher parts = FORM.matcher(value);
        ChronoUnit unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit == null) {
            throw new TypeConversionException(
                    "'" + value + "' is no duration; give a whole number and ms, s, m or h, such as 30s");
        }
        return Duration.of(Long.parseLong(parts.group(1)), unit);
    }
}
