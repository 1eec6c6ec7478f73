package io.stipend.foresight.advice;

import io.stipend.config.Nearest;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of strategies: see {@link CostStrategy#parse}. */
final class StrategyParser {

    private static final Pattern ONE = Pattern.compile("([a-z-]+)(?::([0-9]+)([smhd]?))?");
    private static final List<String> NAMES = List.of("none", "pace", "wait", "defer", "downgrade", "cap");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final long LEAST_OUTPUT = 64;

    private StrategyParser() {}

    static CostStrategy parse(String text, Pace pace) {
        CostStrategy chain = null;
        for (String name : text.split(",", -1)) {
            CostStrategy next = one(name.strip(), pace);
            chain = chain == null ? next : chain.orElse(next);
        }
        return chain == null ? CostStrategy.hardStop() : chain;
    }

    private static CostStrategy one(String text, Pace pace) {
        Matcher parts = ONE.matcher(text);
        String name = parts.matches() ? parts.group(1) : "";
        boolean isPlain = parts.matches() && parts.group(2) == null;
        return switch (name) {
            case "none" -> isPlain ? CostStrategy.hardStop() : refused(text);
            case "pace" -> isPlain ? CostStrategy.pace(pace) : refused(text);
            case "defer" -> isPlain ? CostStrategy.defer(pace) : refused(text);
            case "downgrade" -> isPlain ? CostStrategy.downgrade(pace) : refused(text);
            case "wait" -> CostStrategy.waitForPace(pace, isPlain ? LONGEST_WAIT : wait(text, parts));
            case "cap" -> CostStrategy.capOutput(pace, isPlain ? LEAST_OUTPUT : tokens(text, parts));
            default -> refused(text);
        };
    }

    private static Duration wait(String text, Matcher parts) {
        long count = count(text, parts.group(2));
        return switch (parts.group(3)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> throw wrong(text);
        };
    }

    private static long tokens(String text, Matcher parts) {
        if (!parts.group(3).isEmpty()) {
            throw wrong(text);
        }
        return count(text, parts.group(2));
    }

    private static long count(String text, String digits) {
        if (digits.length() > 9) {
            throw wrong(text);
        }
        return Long.parseLong(digits);
    }

    private static CostStrategy refused(String text) {
        throw wrong(text);
    }

    private static InvalidRequestException wrong(String text) {
        String name = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        String nearest = NAMES.contains(name)
                ? ""
                : Nearest.of(name, NAMES)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
        return new InvalidRequestException(Checks.shown(text)
                + " is no strategy" + nearest + "; give none, pace, wait:10m, defer, downgrade or cap:64, or several"
                + " with commas between, the next one where one has no remedy");
    }
}
