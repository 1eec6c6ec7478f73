package io.stipend.cli.trace;

import static io.stipend.cli.text.Format.traceTime;

import io.stipend.config.SafeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the times of a log are. A number says by its magnitude whether it counts seconds, milliseconds, microseconds or
 * nanoseconds since 1970: no two of them overlap for the years 1973 to 2261. Smaller numbers count from the beginning of the log,
 * in a unit that only the whole log hints at. So times are read as ticks of a provisional scale, and {@link #settle} says how many
 * of them are a microsecond. The times of a log are of one kind; two in one file are refused.
 */
final class TimeScale {

    private static final int MAX_CHARS = 40;
    private static final int MAX_PLAIN_DIGITS = 12;
    private static final BigDecimal MAX_TICKS = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final long MIN_SECONDS = 100_000_000L;
    private static final long MIN_MILLIS = 100_000_000_000L;
    private static final long MIN_MICROS = 9_200_000_000_000L;
    private static final long MIN_NANOS = 9_200_000_000_000_000L;

    /** A log that would be shorter than this in milliseconds counts seconds: 100 s of traffic are no log, a day is. */
    private static final long MAX_RELATIVE_SECONDS = 100_000;

    /** A log with more requests a second than this, if it counted milliseconds, counts seconds. */
    private static final long MAX_RATE = 50;

    /** If times that look like an epoch's are this many times any that do not, they are of another kind. */
    private static final long MAX_LEAP = 10;

    /** What a time is. The provisional scale of the first three is the same, as only the whole log tells them apart. */
    private enum Kind {
        FROM_START("a number that counts from the beginning of the log", BigDecimal.valueOf(1_000_000)),
        SECONDS("seconds since 1970", BigDecimal.valueOf(1_000_000)),
        MILLIS("milliseconds since 1970", BigDecimal.valueOf(1_000_000)),
        MICROS("microseconds since 1970", BigDecimal.ONE),
        NANOS("nanoseconds since 1970", BigDecimal.valueOf(1, 3)),
        GIVEN("a number", BigDecimal.ONE),
        DATE("a date", BigDecimal.ONE);

        private final String title;
        private final BigDecimal ticks;

        Kind(String title, BigDecimal ticks) {
            this.title = title;
            this.ticks = ticks;
        }
    }

    /** Where a kind was first met, how often, and the range of its numbers. */
    private static final class Seen {

        private final long line;
        private final String text;
        private long count;
        private long least = Long.MAX_VALUE;
        private long largest;
        private boolean fractions;

        private Seen(long line, String text) {
            this.line = line;
            this.text = text;
        }
    }

    /**
     * What the times of a log are.
     *
     * @param ticksPerMicro how many ticks are a microsecond
     * @param title what to call them
     * @param warnings what may be wrong
     */
    record Settled(long ticksPerMicro, String title, List<String> warnings) {}

    private final @Nullable TimeUnit unit;
    private final Map<Kind, Seen> seen = new EnumMap<>(Kind.class);

    /**
     * Times of a log.
     *
     * @param unit what its numbers count, if that is known
     */
    TimeScale(@Nullable TimeUnit unit) {
        this.unit = unit;
    }

    /** The ticks of a time. */
    long ticks(String text, long line) throws BadLineException {
        if (text.length() > 4 && text.charAt(4) == '-') {
            Long micros = Timestamps.micros(text);
            if (micros == null) {
                throw wrong(text);
            }
            note(Kind.DATE, text, line, 0, false);
            return micros;
        }
        if (text.length() <= MAX_PLAIN_DIGITS && isDigits(text)) {
            long whole = Long.parseLong(text);
            if (unit == null && whole < MIN_MILLIS) {
                note(whole < MIN_SECONDS ? Kind.FROM_START : Kind.SECONDS, text, line, whole, false);
                return whole * 1_000_000;
            }
        }
        return ticks(number(text), text, line);
    }

    private long ticks(BigDecimal number, String text, long line) throws BadLineException {
        boolean fraction = number.stripTrailingZeros().scale() > 0;
        long whole = number.min(MAX_TICKS).longValue();
        Kind kind = unit == null ? kind(whole) : Kind.GIVEN;
        BigDecimal ticks = number.multiply(unit == null ? kind.ticks : microsIn(unit));
        if (ticks.compareTo(MAX_TICKS) > 0) {
            throw wrong(text);
        }
        note(kind, text, line, whole, fraction);
        return ticks.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    private static Kind kind(long whole) {
        if (whole >= MIN_NANOS) {
            return Kind.NANOS;
        }
        if (whole >= MIN_MICROS) {
            return Kind.MICROS;
        }
        if (whole >= MIN_MILLIS) {
            return Kind.MILLIS;
        }
        return whole >= MIN_SECONDS ? Kind.SECONDS : Kind.FROM_START;
    }

    private static BigDecimal microsIn(TimeUnit unit) {
        return BigDecimal.valueOf(unit.toNanos(1), 3);
    }

    private static BigDecimal number(String text) throws BadLineException {
        try {
            BigDecimal number = text.length() <= MAX_CHARS ? new BigDecimal(text) : BigDecimal.ONE.negate();
            if (number.signum() >= 0
                    && number.precision() - number.scale() <= MAX_CHARS
                    && number.scale() <= MAX_CHARS) {
                return number;
            }
        } catch (NumberFormatException | ArithmeticException notANumber) {
            // It is named below, like a number that is no time.
        }
        throw wrong(text);
    }

    private static BadLineException wrong(String text) {
        return new BadLineException("timestamp is " + SafeText.value(text), Timestamps.EXPECTED);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private void note(Kind kind, String text, long line, long whole, boolean fraction) {
        Seen known = seen.get(kind);
        if (known == null) {
            known = new Seen(line, text);
            seen.put(kind, known);
        }
        known.count++;
        known.least = Math.min(known.least, whole);
        known.largest = Math.max(known.largest, whole);
        known.fractions |= fraction;
    }

    /**
     * What the times are, once all were read.
     *
     * @param location what to call the log
     * @throws TraceException when there are two kinds of them
     */
    Settled settle(String location) {
        Seen fromStart = seen.get(Kind.FROM_START);
        Seen seconds = seen.get(Kind.SECONDS);
        if (seen.size() == 2 && fromStart != null && seconds != null && !leaps(fromStart, seconds)) {
            return new Settled(
                    1_000,
                    "milliseconds from the beginning of the log",
                    List.of(guess(TimeUnit.MILLISECONDS, seconds.largest)));
        }
        if (seen.size() > 1) {
            throw mixed(location);
        }
        return fromStart == null ? settled() : settled(fromStart);
    }

    private static boolean leaps(Seen fromStart, Seen seconds) {
        return seconds.least / MAX_LEAP > Math.max(1, fromStart.largest);
    }

    private Settled settled() {
        Kind kind = seen.isEmpty() ? Kind.DATE : seen.keySet().iterator().next();
        String title = kind == Kind.DATE ? "dates" : kind.title;
        Seen given = seen.get(Kind.GIVEN);
        if (given != null && unit != null) {
            boolean epoch = given.least >= unit.convert(MIN_SECONDS, TimeUnit.SECONDS);
            title = unit.name().toLowerCase(Locale.ROOT) + (epoch ? " since 1970" : " from the beginning of the log");
        }
        return new Settled(kind == Kind.MILLIS ? 1_000 : 1, title, List.of());
    }

    private static Settled settled(Seen fromStart) {
        boolean dense = fromStart.count > fromStart.largest / 1_000 * MAX_RATE;
        boolean inSeconds = fromStart.fractions || fromStart.largest < MAX_RELATIVE_SECONDS || dense;
        TimeUnit taken = inSeconds ? TimeUnit.SECONDS : TimeUnit.MILLISECONDS;
        return new Settled(
                inSeconds ? 1 : 1_000,
                taken.name().toLowerCase(Locale.ROOT) + " from the beginning of the log",
                List.of(guess(taken, fromStart.largest)));
    }

    private static String guess(TimeUnit taken, long largest) {
        return "the times count from the beginning of the log, and it does not say what; they are taken for "
                + taken.name().toLowerCase(Locale.ROOT) + " (the last is " + traceTime(taken.toMillis(largest))
                + "); --time-unit s, ms, us or ns says it";
    }

    private TraceException mixed(String location) {
        List<Map.Entry<Kind, Seen>> kinds = seen.entrySet().stream()
                .sorted(Comparator.comparingLong(kind -> kind.getValue().line))
                .toList();
        return new TraceException(location + ": two kinds of times in one log\n  " + shown(kinds.get(0)) + "\n  "
                + shown(kinds.get(1)) + "\n  expected:  one kind in the whole log; put the others right, or split it"
                + (seen.containsKey(Kind.DATE)
                        ? ""
                        : "; if all count the same, --time-unit s, ms, us or ns says what"));
    }

    private static String shown(Map.Entry<Kind, Seen> kind) {
        return "line " + kind.getValue().line + ":  " + SafeText.value(kind.getValue().text) + ", "
                + kind.getKey().title;
    }
}
