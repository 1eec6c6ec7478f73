package io.stipend.cli.trace;

import io.stipend.core.model.Credits;
import org.jspecify.annotations.Nullable;

/**
 * One request of a usage log.
 *
 * @param line where it stands in the log
 * @param atMillis when it was sent: milliseconds since 1970-01-01 UTC, or since the trace began, as the log has it
 * @param user who sent it, if the log says so
 * @param session the index of its session: see {@link Trace#sessions}
 * @param model which model it went to, if the log says so
 * @param inputTokens tokens sent
 * @param outputTokens tokens that came back
 * @param cost what it did cost, if the log says so
 * @param durationMillis how long it took, if the log says so
 */
public record TraceRequest(
        int line,
        long atMillis,
        @Nullable String user,
        int session,
        @Nullable String model,
        long inputTokens,
        long outputTokens,
        @Nullable Credits cost,
        @Nullable Long durationMillis) {

    TraceRequest ofSession(int index) {
        return new TraceRequest(line, atMillis, user, index, model, inputTokens, outputTokens, cost, durationMillis);
    }
}
