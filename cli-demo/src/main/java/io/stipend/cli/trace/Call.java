package io.stipend.cli.trace;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a record says, before it is known what its times count, and which session has which number.
 *
 * @param ticks when it was sent, in the ticks of the log's {@link TimeScale}
 * @param endTicks when it ended; negative if the log does not say
 * @param durationMicros how long it took; negative if the log does not say
 * @param requests how many requests the record sums up; 1 for a record of one, 0 where it sums up an unknown number
 */
record Call(
        long line,
        long ticks,
        long endTicks,
        long durationMicros,
        @Nullable String requestId,
        @Nullable String user,
        @Nullable String session,
        @Nullable String model,
        @Nullable String provider,
        ModelUsage usage,
        @Nullable Credits cost,
        long requests,
        boolean failed) {}
