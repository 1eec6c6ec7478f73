package io.stipend.cli.trace;

import io.stipend.config.SafeText;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import io.stipend.foresight.price.ModelUsage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a call of the texts of its fields; the same for every format. Blank text says nothing. */
final class RowParser {

    /** The most tokens of one request, far beyond any model's. */
    static final long MAX_TOKENS = 1_000_000_000;

    /** The longest request: thirty days. */
    static final long MAX_MILLIS = 2_592_000_000L;

    private static final long UNKNOWN = -1;
    private static final int MICROS_DIGITS = 3;
    private static final int MAX_NUMBER_CHARS = 64;

    /** {@code 429}, and as data frames and people write it: {@code 429.0}, {@code HTTP 429}, {@code 429 Too Many Requests}. */
    private static final Pattern HTTP_STATUS =
            Pattern.compile("(?:http[ /]?(?:[0-9.]+ )?)?([1-9][0-9]{2})(?:[^0-9].*)?");

    private static final int FIRST_HTTP_ERROR = 400;
    private static final String SPAN_ERROR = "2";
    private static final List<String> FAILURES = List.of("error", "fail", "cancel", "timeout", "timed", "abort");
    private static final Set<String> NO_ERROR = Set.of("null", "none", "false", "0", "[]", "{}", "nan");
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "batch");

    private final LogFormat format;
    private final TimeScale scale;
    private final long maxTokens;

    /** Names that were checked lately: logs have few of them, many times each. */
    private final @Nullable String[] checkedNames = new @Nullable String[1 << 12];

    RowParser(LogFormat format, TimeScale scale) {
        this.format = format;
        this.scale = scale;
        this.maxTokens = format.isSummed() ? Checks.MAX_AMOUNT : MAX_TOKENS;
    }

    /** The call; null when the record is none. */
    @Nullable
    Call parse(Row row) throws BadLineException {
        boolean failed = failed(row);
        if (isOther(row, failed)) {
            return null;
        }
        String time = required(row, Field.TIMESTAMP, Timestamps.EXPECTED);
        String end = row.get(Field.END);
        ModelUsage usage = usage(row, failed);
        String model = name(row, Field.MODEL);
        String provider = name(row, Field.PROVIDER);
        String user = name(row, Field.USER);
        String session = name(row, Field.SESSION);
        Credits cost = cost(row);
        long duration = duration(row);
        long requests = requests(row);
        // Last, for a record that is skipped says nothing of what the log's times are.
        return new Call(
                row.line(),
                scale.ticks(time, row.line()),
                end == null ? UNKNOWN : scale.ticks(end, row.line()),
                duration,
                row.get(Field.REQUEST_ID),
                user,
                session,
                model == null || !format.isSummed() ? model : model.split(", ", 2)[0],
                provider == null ? format.provider() : provider,
                usage,
                cost,
                requests,
                failed || (format.failsWithoutAnswer() && usage.outputTokens() + usage.reasoningTokens() == 0));
    }

    /** Whether the record is no call of a model, but something around one, or an empty sum. */
    private boolean isOther(Row row, boolean failed) {
        boolean usage = hasInput(row) || hasOutput(row) || row.has(Field.COST);
        String kind = row.get(Field.KIND);
        if (!format.kinds().isEmpty()) {
            boolean isCall = kind == null || format.kinds().contains(kind.toLowerCase(Locale.ROOT));
            return !isCall || !(usage || (failed && kind != null));
        }
        return format.isSummed() && !usage;
    }

    private static boolean hasInput(Row row) {
        return row.has(Field.INPUT) || row.has(Field.UNCACHED);
    }

    private static boolean hasOutput(Row row) {
        return row.has(Field.OUTPUT) || row.has(Field.ANSWER);
    }

    /** By its status, its error, or because it has input and no answer. */
    private boolean failed(Row row) {
        String status = row.get(Field.STATUS);
        if (status != null && saysFailed(status.toLowerCase(Locale.ROOT))) {
            return true;
        }
        String error = row.get(Field.ERROR);
        if (error != null && !NO_ERROR.contains(error.toLowerCase(Locale.ROOT))) {
            return true;
        }
        return format.kinds().isEmpty() && !format.isSummed() && hasInput(row) && !hasOutput(row);
    }

    private boolean saysFailed(String status) {
        Matcher http = HTTP_STATUS.matcher(status);
        if (http.matches()) {
            return Integer.parseInt(http.group(1)) >= FIRST_HTTP_ERROR;
        }
        return FAILURES.stream().anyMatch(status::contains) || (!format.kinds().isEmpty() && status.equals(SPAN_ERROR));
    }

    private ModelUsage usage(Row row, boolean failed) throws BadLineException {
        try {
            return usageWithin(row, failed);
        } catch (InvalidRequestException e) {
            throw new BadLineException(String.valueOf(e.getMessage()), expectedTokens());
        }
    }

    private ModelUsage usageWithin(Row row, boolean failed) throws BadLineException {
        if (!hasInput(row) && !failed && !row.has(Field.COST)) {
            required(row, Field.INPUT, expectedTokens());
        }
        long cached = tokens(row, Field.CACHED);
        long written = tokens(row, Field.CACHE_WRITE) + tokens(row, Field.CACHE_WRITE_LONG);
        long uncached = row.has(Field.UNCACHED)
                ? tokens(row, Field.UNCACHED)
                : rest(row, Field.INPUT, cached + written, Field.UNCACHED, "cached");
        long reasoning = tokens(row, Field.REASONING);
        long answer = row.has(Field.ANSWER)
                ? tokens(row, Field.ANSWER)
                : rest(row, Field.OUTPUT, reasoning, Field.ANSWER, "reasoning");
        return ModelUsage.builder()
                .requests(Math.min(1, requests(row)))
                .inputTokens(uncached)
                .cachedInputTokens(cached)
                .cacheWriteTokens(written)
                .outputTokens(answer)
                .reasoningTokens(reasoning)
                .images(number(row, Field.IMAGES, MAX_TOKENS))
                .mediaMillis(millis(row, Field.MEDIA_SECONDS, 3) / 1000)
                .batch(row.has(Field.BATCH)
                        && TRUE.contains(text(row, Field.BATCH).toLowerCase(Locale.ROOT)))
                .build();
    }

    /** What is left of all tokens without a part of them. */
    private long rest(Row row, Field all, long part, Field without, String what) throws BadLineException {
        long tokens = tokens(row, all);
        if (!row.has(all)) {
            return 0;
        }
        if (part > tokens) {
            throw new BadLineException(
                    part + " " + what + " tokens of " + tokens + " " + all.title(),
                    "at most as many, for they are a part of them; if they come on top, say --columns "
                            + without.title() + "=COLUMN for what is now the column of " + all.title());
        }
        return tokens - part;
    }

    private String expectedTokens() {
        return "a whole number of tokens from 0 to " + maxTokens;
    }

    private long tokens(Row row, Field field) throws BadLineException {
        return number(row, field, maxTokens);
    }

    private long requests(Row row) throws BadLineException {
        if (row.has(Field.REQUESTS)) {
            return number(row, Field.REQUESTS, MAX_TOKENS);
        }
        return format.isSummed() ? 0 : 1;
    }

    /** A whole number, 0 if the record does not say it; spreadsheets and data frames write some with a {@code .0}. */
    private static long number(Row row, Field field, long limit) throws BadLineException {
        String text = row.get(field);
        if (text == null) {
            return 0;
        }
        String whole = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        boolean digits = !whole.isEmpty() && whole.length() <= 18;
        for (int i = 0; digits && i < whole.length(); i++) {
            digits = whole.charAt(i) >= '0' && whole.charAt(i) <= '9';
        }
        if (!digits || Long.parseLong(whole) > limit) {
            throw new BadLineException(
                    field.title() + " is " + SafeText.value(text), "a whole number from 0 to " + limit);
        }
        return Long.parseLong(whole);
    }

    private static String text(Row row, Field field) {
        String text = row.get(field);
        return text == null ? "" : text;
    }

    private static String required(Row row, Field field, String expected) throws BadLineException {
        String text = row.get(field);
        if (text == null) {
            throw new BadLineException(field.title() + " is missing", expected);
        }
        return text;
    }

    private @Nullable String name(Row row, Field field) throws BadLineException {
        String text = row.get(field);
        if (text == null) {
            return null;
        }
        int place = text.hashCode() & (checkedNames.length - 1);
        if (text.equals(checkedNames[place])) {
            return text;
        }
        try {
            checkedNames[place] = Checks.id(text, field.title());
            return text;
        } catch (InvalidRequestException e) {
            throw new BadLineException(
                    String.valueOf(e.getMessage()), "1 to " + Checks.MAX_ID_BYTES + " bytes of text");
        }
    }

    private static long duration(Row row) throws BadLineException {
        if (row.has(Field.DURATION)) {
            return millis(row, Field.DURATION, 0);
        }
        return row.has(Field.DURATION_SECONDS) ? millis(row, Field.DURATION_SECONDS, MICROS_DIGITS) : UNKNOWN;
    }

    /** A number of milliseconds, or of units a thousand times as long, as microseconds. */
    private static long millis(Row row, Field field, int digits) throws BadLineException {
        String text = row.get(field);
        if (text == null) {
            return 0;
        }
        BigDecimal number = decimal(text);
        BigDecimal millis = number == null ? null : number.movePointRight(digits);
        if (millis == null || millis.signum() < 0 || millis.compareTo(BigDecimal.valueOf(MAX_MILLIS)) > 0) {
            throw new BadLineException(
                    field.title() + " is " + SafeText.value(text),
                    "a number of " + (digits == 0 ? "milliseconds" : "seconds") + " from 0 to "
                            + BigDecimal.valueOf(MAX_MILLIS)
                                    .movePointLeft(digits)
                                    .toBigInteger());
        }
        return millis.movePointRight(MICROS_DIGITS).longValue();
    }

    /** Credits, rounded half up to eight decimals: prices per token times their counts may have more. */
    private @Nullable Credits cost(Row row) throws BadLineException {
        String text = row.get(Field.COST);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal cost = decimal(text.startsWith("$") ? text.substring(1) : text);
            if (cost != null) {
                return Credits.rounded(format.isCents() ? cost.movePointLeft(2) : cost);
            }
        } catch (InvalidRequestException outOfRange) {
            // Named below, like what is no number at all.
        }
        throw new BadLineException(
                "cost is " + SafeText.value(text),
                "a decimal number of credits from 0 to " + Credits.MAX.toBigDecimal());
    }

    /** The number that a text is; null if it is none, or one of so many digits that arithmetic on it would take long. */
    private static @Nullable BigDecimal decimal(String text) {
        try {
            BigDecimal number = text.length() <= MAX_NUMBER_CHARS ? new BigDecimal(text) : null;
            return number == null || Math.abs((long) number.scale()) > MAX_NUMBER_CHARS ? null : number;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
