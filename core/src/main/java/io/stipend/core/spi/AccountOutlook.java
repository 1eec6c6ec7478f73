package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.OperationId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When an account's credits are expected to be used up. Immutable. Times are milliseconds since 1970-01-01 UTC.
 *
 * @param runsOut whether that comes before its period ends; if not, it did before, and does no longer
 * @param expectedMillis when; {@link #NEVER} if it spends nothing, or so little that it lasts for more than a year
 * @param earliestMillis the beginning of the interval in which it happens with a probability of 80 %
 * @param latestMillis the end of that interval
 * @param checksTrue how many of the account's earlier intervals came true
 * @param checks how many were over
 * @param availableUnits what is available, in units of credits
 * @param periodEndsMillis when its limits start anew, or {@code LimitPeriod.NO_END}
 */
public record AccountOutlook(
        boolean runsOut,
        long expectedMillis,
        long earliestMillis,
        long latestMillis,
        long checksTrue,
        long checks,
        long availableUnits,
        long periodEndsMillis)
        implements Announcement {

    /** What every outlook is about. */
    public static final OperationId TOPIC = OperationId.of("stipend:forecast");

    /** Not within a year. */
    public static final long NEVER = Long.MAX_VALUE;

    /** With what probability an account is empty within the interval. */
    public static final double STATED_COVERAGE = 0.8;

    /** The last moment that has a text of the usual form. */
    static final long LAST_MILLIS = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private static final String TIME = "(never|\\d{4}-[0-9T:.-]+Z)";
    private static final Pattern TEXT = Pattern.compile("(runs out|lasts): expected " + TIME + ", 80 % from " + TIME
            + " to " + TIME + ", (\\d{1,18}) of (\\d{1,18}) came true; (-?\\d{1,18}) units left, period ends " + TIME);

    /** Refuses an interval that is none, and counts that contradict each other. */
    public AccountOutlook {
        if (expectedMillis < 0 || earliestMillis < 0 || latestMillis < earliestMillis || periodEndsMillis < 0) {
            throw new InvalidRequestException("an account is expected to be empty at " + expectedMillis + ", from "
                    + earliestMillis + " to " + latestMillis + ", in a period that ends at " + periodEndsMillis
                    + "; give times of 0 or more, in this order");
        }
        if (checksTrue < 0 || checksTrue > checks || checks >= 1_000_000_000_000_000_000L) {
            throw new InvalidRequestException(
                    checksTrue + " of " + checks + " checks came true; give 0 or more, and no more than there were");
        }
        expectedMillis = shown(expectedMillis);
        earliestMillis = shown(earliestMillis);
        latestMillis = shown(latestMillis);
        periodEndsMillis = periodEndsMillis > LAST_MILLIS ? LimitPeriod.NO_END : periodEndsMillis;
    }

    private static long shown(long millis) {
        return millis > LAST_MILLIS ? NEVER : millis;
    }

    /** The share of the account's earlier intervals that came true; not a number before any was over. */
    public double measuredCoverage() {
        return checks == 0 ? Double.NaN : (double) checksTrue / checks;
    }

    @Override
    public OperationId topic() {
        return TOPIC;
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s: expected %s, 80 %% from %s to %s, %d of %d came true; %d units left, period ends %s",
                runsOut ? "runs out" : "lasts",
                time(expectedMillis),
                time(earliestMillis),
                time(latestMillis),
                checksTrue,
                checks,
                availableUnits,
                time(periodEndsMillis));
    }

    private static String time(long millis) {
        return millis == NEVER ? "never" : Instant.ofEpochMilli(millis).toString();
    }

    /**
     * Reads it from its text.
     *
     * @throws InvalidRequestException if it is none
     */
    public static AccountOutlook parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new InvalidRequestException("'" + text + "' is no forecast of an account; give what text() gave");
        }
        try {
            return new AccountOutlook(
                    parts.group(1).equals("runs out"),
                    millis(parts.group(2)),
                    millis(parts.group(3)),
                    millis(parts.group(4)),
                    Long.parseLong(parts.group(5)),
                    Long.parseLong(parts.group(6)),
                    Long.parseLong(parts.group(7)),
                    millis(parts.group(8)));
        } catch (DateTimeException e) {
            throw new InvalidRequestException("'" + text + "' has a time that is none; give what text() gave");
        }
    }

    private static long millis(String time) {
        return time.equals("never") ? NEVER : Instant.parse(time).toEpochMilli();
    }
}
