package io.stipend.cli.trace;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request of a usage log.
 *
 * @param line where it stands in the log, from 1
 * @param at when it was sent, to the microsecond; a log that counts from its own beginning begins in 1970
 * @param user who sent it, if the log says so
 * @param session the index of its session: see {@link Trace#sessions}
 * @param model which model it went to, if the log says so
 * @param provider whose model that is, if the log says so
 * @param usage what it used
 * @param cost what it did cost, if the log says so
 * @param duration how long it took, if the log says so
 * @param failed whether it failed or was cancelled; what it used and cost counts all the same
 */
public record TraceRequest(
        long line,
        Instant at,
        Optional<String> user,
        int session,
        Optional<String> model,
        Optional<String> provider,
        ModelUsage usage,
        Optional<Credits> cost,
        Optional<Duration> duration,
        boolean failed) {

    /** When it was sent, in milliseconds; what is finer is cut off. */
    public long atMillis() {
        return at.toEpochMilli();
    }

    /** All tokens sent, cached or not. */
    public long inputTokens() {
        return usage.inputTokens() + usage.cachedInputTokens() + usage.cacheWriteTokens();
    }

    /** All tokens that came back, with reasoning. */
    public long outputTokens() {
        return usage.outputTokens() + usage.reasoningTokens();
    }
}
