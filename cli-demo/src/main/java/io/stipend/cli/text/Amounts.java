package io.stipend.cli.text;

import io.stipend.config.DurationText;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amounts as administrators read and type them: credits as decimals, compute time as {@code 1h2m3s}, memory in bytes or
 * {@code 512MiB}, everything else as whole numbers. What is printed can be typed.
 */
public final class Amounts {

    private static final Pattern MEMORY = Pattern.compile("(\\d{1,16})(B|KiB|MiB|GiB|TiB)?");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final int UNIT_BITS = 10;

    private Amounts() {}

    /** An amount for people. */
    public static String format(Resource resource, long amount) {
        return switch (resource) {
            case CREDITS -> Credits.formatUnits(amount);
            case COMPUTE_TIME -> (amount < 0 ? "-" : "") + DurationText.format(Duration.ofMillis(Math.abs(amount)));
            case MEMORY -> (amount < 0 ? "-" : "") + memory(Math.abs(amount));
            case TOKENS, API_CALLS, SLOTS -> Long.toString(amount);
        };
    }

    /** An amount for people; a dash where there is none. */
    public static String format(Resource resource, OptionalLong amount) {
        return amount.isEmpty() ? "-" : format(resource, amount.getAsLong());
    }

    /** What there is of a resource, for people. */
    public static String format(Resource resource, ResourceVector amounts) {
        return format(resource, amounts.get(resource));
    }

    /** What there is of a resource, for programs. */
    public static Object plain(Resource resource, ResourceVector amounts) {
        return plain(resource, amounts.get(resource));
    }

    /** An amount for programs; null where there is none. */
    public static @Nullable Object plain(Resource resource, OptionalLong amount) {
        return amount.isEmpty() ? null : plain(resource, amount.getAsLong());
    }

    /** An amount for programs: credits as decimal text, everything else as a number in the resource's unit. */
    public static Object plain(Resource resource, long amount) {
        return resource == Resource.CREDITS ? (Object) Credits.formatUnits(amount) : (Object) amount;
    }

    /** The amounts that are not zero, for people, such as {@code 2 slots, 500 tokens}; otherwise what stands for nothing. */
    public static String list(ResourceVector amounts, String nothing) {
        String shown = Stream.of(Resource.values())
                .filter(resource -> amounts.get(resource) != 0)
                .map(resource -> format(resource, amounts) + ' ' + inWords(resource, amounts.get(resource)))
                .collect(Collectors.joining(", "));
        return shown.isEmpty() ? nothing : shown;
    }

    /** What a resource is called in a sentence. */
    public static String inWords(Resource resource) {
        return resource.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The same beside an amount of it: one slot, two slots. */
    private static String inWords(Resource resource, long amount) {
        String words = inWords(resource);
        boolean isOne = amount == (resource == Resource.CREDITS ? Credits.UNITS_PER_CREDIT : 1);
        return isOne && words.endsWith("s") ? words.substring(0, words.length() - 1) : words;
    }

    /** Amounts by resource, for programs. */
    public static Json json(ResourceVector amounts) {
        Json json = new Json();
        for (Resource resource : Resource.values()) {
            json.with(resource.toString(), plain(resource, amounts));
        }
        return json;
    }

    /** Limits by resource, for programs; null where there is none. */
    public static Json json(Limits limits) {
        Json json = new Json();
        for (Resource resource : Resource.values()) {
            json.with(resource.toString(), plain(resource, limits.find(resource)));
        }
        return json;
    }

    /**
     * An amount as it was typed.
     *
     * @throws InvalidRequestException when it is none; names the value and what to give
     */
    public static long parse(Resource resource, String text) {
        return switch (resource) {
            case COMPUTE_TIME -> resource.checked(parseDuration(text));
            case MEMORY -> resource.checked(parseMemory(text));
            case CREDITS, TOKENS, API_CALLS, SLOTS -> resource.parse(text);
        };
    }

    /** Milliseconds as typed, such as {@code 90s}, {@code 1h30m} or {@code 250ms}. */
    public static long parseDuration(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new InvalidRequestException(
                        "duration is " + Checks.shown(text) + "; give one such as 90s, 1h30m or 250ms"))
                .toMillis();
    }

    private static long parseMemory(String text) {
        Matcher parts = MEMORY.matcher(text);
        if (!parts.matches()) {
            throw new InvalidRequestException(
                    "memory is " + Checks.shown(text) + "; give bytes, or an amount such as 512MiB or 2GiB");
        }
        long number = Long.parseLong(parts.group(1));
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (UNITS[unit].equals(parts.group(2))) {
                return number > (Checks.MAX_AMOUNT >> (UNIT_BITS * unit)) ? -1 : number << (UNIT_BITS * unit);
            }
        }
        return number;
    }

    /** In the largest unit that is exact. */
    private static String memory(long bytes) {
        int unit = 0;
        long amount = bytes;
        while (unit + 1 < UNITS.length && amount != 0 && amount % (1L << UNIT_BITS) == 0) {
            amount >>= UNIT_BITS;
            unit++;
        }
        return amount + UNITS[unit];
    }
}
