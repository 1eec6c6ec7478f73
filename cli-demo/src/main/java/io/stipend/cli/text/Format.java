package io.stipend.cli.text;

import io.stipend.core.model.Credits;
import java.math.BigDecimal;
import java.util.Locale;

/** Numbers for people; the same in every locale. */
public final class Format {

    private static final int BAR_EIGHTHS = 8;
    private static final String PARTIAL_BARS = "▏▎▍▌▋▊▉█";

    private Format() {}

    /** A count with separators, {@code 12,031}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count and what is counted, {@code 1 user} or {@code 12,031 users}. */
    public static String count(long count, String singular) {
        return count(count) + " " + singular + (count == 1 ? "" : "s");
    }

    /** Credits with separators and eight decimals, {@code 1,999.50378800}. */
    public static String credits(long units) {
        return String.format(Locale.ROOT, "%,." + Credits.SCALE + "f", new BigDecimal(Credits.formatUnits(units)));
    }

    /** Credits without the decimals they do not need, {@code 10,000} or {@code 0.5}. */
    public static String shortCredits(Credits credits) {
        String text = credits(credits.units());
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    /** The same with what they are, {@code 1 credit} or {@code 0.5 credits}. */
    public static String creditsInWords(Credits credits) {
        return shortCredits(credits) + (credits.units() == Credits.UNITS_PER_CREDIT ? " credit" : " credits");
    }

    /** A share of a whole, {@code 80.2 %}; nothing of nothing is a dash. */
    public static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /** A time of the trace, {@code 0:58:56}. */
    public static String traceTime(long millis) {
        long seconds = millis / 1000;
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** A bar of at most so many characters, in steps of an eighth; what is not zero is never invisible. */
    public static String bar(long part, long largest, int width) {
        if (part == 0) {
            return "";
        }
        int eighths = (int) Math.max(1, Math.round((double) part * width * BAR_EIGHTHS / largest));
        int rest = eighths % BAR_EIGHTHS;
        return "█".repeat(eighths / BAR_EIGHTHS) + (rest == 0 ? "" : PARTIAL_BARS.charAt(rest - 1));
    }

    /** A name cut to a width in columns, with an ellipsis where it was cut, and with what cannot be seen escaped. */
    public static String cut(String name, int width) {
        return TextWidth.cut(ShownId.of(name), width);
    }
}
