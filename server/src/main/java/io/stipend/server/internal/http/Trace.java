package io.stipend.server.internal.http;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to, as the W3C's Trace Context says.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId of this service's part, 16 hexadecimal digits
 * @param flags two hexadecimal digits
 * @param given whether the caller gave it
 */
public record Trace(String traceId, String spanId, String flags, boolean given) {

    private static final Pattern HEADER =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final int TRACE_BEGIN = 3;
    private static final int TRACE_END = 35;
    private static final int FLAGS_BEGIN = 53;
    private static final int FLAGS_END = 55;

    /** The trace of a {@code traceparent} header; a new one if there is none, or none that can be used. */
    static Trace of(@Nullable String header) {
        if (header != null && HEADER.matcher(header).matches()) {
            return new Trace(
                    header.substring(TRACE_BEGIN, TRACE_END), random(), header.substring(FLAGS_BEGIN, FLAGS_END), true);
        }
        return new Trace(random() + random(), random(), "00", false);
    }

    private static String random() {
        long bits = ThreadLocalRandom.current().nextLong() | 1;
        char[] digits = new char[Long.BYTES * 2];
        for (int i = digits.length - 1; i >= 0; i--, bits >>>= 4) {
            digits[i] = Character.forDigit((int) (bits & 0xF), 16);
        }
        return new String(digits);
    }

    /** What a reservation keeps of it: all where somebody can go on with it, else the id, by which it is found in the log. */
    public String kept() {
        return given ? header() : traceId;
    }

    /** The header for whoever gets the answer. */
    String header() {
        return "00-" + traceId + '-' + spanId + '-' + flags;
    }
}
