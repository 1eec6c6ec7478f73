package io.stipend.cli.trace;

import io.stipend.config.SafeText;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import io.stipend.foresight.price.ModelUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a request of the texts of its fields; the same for every format. Blank text says nothing. */
final class RowParser {

    /** The most tokens of one request, far beyond any model's. */
    static final long MAX_TOKENS = 1_000_000_000;

    /** The longest request: thirty days. */
    static final long MAX_MILLIS = 2_592_000_000L;

    private static final int MAX_COST_CHARS = 64;
    private static final int NO_SESSION_YET = -1;

    private RowParser() {}

    /**
     * A request, and the session it names.
     *
     * @param session null when it names none: it is then a session of its own
     */
    record Row(TraceRequest request, @Nullable String session) {

        TraceRequest ofSession(int index) {
            return new TraceRequest(
                    request.line(),
                    request.at(),
                    request.user(),
                    index,
                    request.model(),
                    request.provider(),
                    request.usage(),
                    request.cost(),
                    request.duration(),
                    request.failed());
        }
    }

    static Row parse(int line, Map<Field, String> fields) throws BadLineException {
        TraceRequest request = new TraceRequest(
                line,
                Instant.ofEpochMilli(Timestamps.parse(required(fields, Field.TIMESTAMP, Timestamps.EXPECTED))),
                Optional.ofNullable(name(fields, Field.USER)),
                NO_SESSION_YET,
                Optional.ofNullable(name(fields, Field.MODEL)),
                Optional.empty(),
                ModelUsage.of(tokens(fields, Field.INPUT_TOKENS), tokens(fields, Field.OUTPUT_TOKENS)),
                Optional.ofNullable(cost(fields)),
                Optional.ofNullable(duration(fields)).map(Duration::ofMillis),
                false);
        return new Row(request, name(fields, Field.SESSION));
    }

    private static @Nullable String optional(Map<Field, String> fields, Field field) {
        String text = fields.get(field);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static String required(Map<Field, String> fields, Field field, String expected) throws BadLineException {
        String text = optional(fields, field);
        if (text == null) {
            throw new BadLineException(field.title() + " is missing", expected);
        }
        return text;
    }

    private static @Nullable String name(Map<Field, String> fields, Field field) throws BadLineException {
        String text = optional(fields, field);
        try {
            return text == null ? null : Checks.id(text, field.title());
        } catch (InvalidRequestException e) {
            throw new BadLineException(
                    String.valueOf(e.getMessage()), "1 to " + Checks.MAX_ID_BYTES + " bytes of text");
        }
    }

    private static long tokens(Map<Field, String> fields, Field field) throws BadLineException {
        String expected = "a whole number of tokens from 0 to " + MAX_TOKENS;
        return number(required(fields, field, expected), field, MAX_TOKENS, expected);
    }

    private static @Nullable Long duration(Map<Field, String> fields) throws BadLineException {
        String text = optional(fields, Field.DURATION);
        return text == null
                ? null
                : number(text, Field.DURATION, MAX_MILLIS, "a whole number of milliseconds from 0 to " + MAX_MILLIS);
    }

    private static long number(String text, Field field, long limit, String expected) throws BadLineException {
        boolean digits = text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Long.parseLong(text) > limit) {
            throw new BadLineException(field.title() + " is " + SafeText.value(text), expected);
        }
        return Long.parseLong(text);
    }

    /** Credits, rounded half up to eight decimals: prices per token times their counts may have more. */
    private static @Nullable Credits cost(Map<Field, String> fields) throws BadLineException {
        String text = optional(fields, Field.COST);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal cost = text.length() <= MAX_COST_CHARS ? new BigDecimal(text) : BigDecimal.ONE.negate();
            return Credits.rounded(cost);
        } catch (NumberFormatException | InvalidRequestException notAnAmount) {
            throw new BadLineException(
                    "cost is " + SafeText.value(text),
                    "a decimal number of credits from 0 to " + Credits.MAX.toBigDecimal());
        }
    }
}
