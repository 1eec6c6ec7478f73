package io.stipend.cli.trace;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to read a log, where it does not say so itself.
 *
 * @param columns which column says what, where the names do not tell; a path with points for a member of JSON
 * @param timeUnit what numbers of time count; null to find out
 * @param charset the encoding
 * @param skipsBadRecords whether to count records that cannot be read, and go on
 * @param keepsDuplicates whether to take a record although one before it has the same request id
 */
record ReadOptions(
        Map<Field, String> columns,
        @Nullable TimeUnit timeUnit,
        Charset charset,
        boolean skipsBadRecords,
        boolean keepsDuplicates) {

    /** Nothing but what the log itself says. */
    static final ReadOptions DEFAULT = new ReadOptions(Map.of(), null, StandardCharsets.UTF_8, false, false);

    ReadOptions {
        columns = Map.copyOf(columns);
    }
}
