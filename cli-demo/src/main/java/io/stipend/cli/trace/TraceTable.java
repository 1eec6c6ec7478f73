package io.stipend.cli.trace;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The requests of a log in columns: 30 to 60 bytes each, where an object each would be 400. Rows are numbered in the order of the
 * log. Not thread safe while it grows.
 */
final class TraceTable {

    private static final int FAILED = 1;
    private static final int BATCH = 2;

    /** It sums up nobody knows how many requests. */
    private static final int UNKNOWN_SUM = 4;

    private final Names users = new Names();
    private final Names sessions = new Names();
    private final Names models = new Names();
    private final Names providers = new Names();

    private final LongColumn lines = new LongColumn();
    private final LongColumn ticks = new LongColumn();
    private final LongColumn user = new LongColumn();
    private final LongColumn session = new LongColumn();
    private final LongColumn model = new LongColumn();
    private final LongColumn provider = new LongColumn();
    private final LongColumn input = new LongColumn();
    private final LongColumn cached = new LongColumn();
    private final LongColumn written = new LongColumn();
    private final LongColumn output = new LongColumn();
    private final LongColumn reasoning = new LongColumn();
    private final LongColumn images = new LongColumn();
    private final LongColumn mediaMillis = new LongColumn();

    /** One more than it is, so that 0 is none. */
    private final LongColumn cost = new LongColumn();

    /** One more than it is, in microseconds. */
    private final LongColumn duration = new LongColumn();

    /** One more than it is, in ticks. */
    private final LongColumn span = new LongColumn();

    private final LongColumn flags = new LongColumn();

    int size() {
        return ticks.size();
    }

    /** The memory it takes, about. */
    long bytes() {
        long names = users.bytes() + sessions.bytes() + models.bytes() + providers.bytes();
        LongColumn[] columns = {
            lines,
            ticks,
            user,
            session,
            model,
            provider,
            input,
            cached,
            written,
            output,
            reasoning,
            images,
            mediaMillis,
            cost,
            duration,
            span,
            flags
        };
        long sum = names;
        for (LongColumn column : columns) {
            sum += column.bytes();
        }
        return sum;
    }

    /** Adds a row for a call. */
    void add(Call call) {
        ModelUsage usage = call.usage();
        lines.add(call.line());
        ticks.add(call.ticks());
        user.add(users.numberOf(call.user()));
        session.add(sessions.numberOf(call.session()));
        model.add(models.numberOf(call.model()));
        provider.add(providers.numberOf(call.provider()));
        input.add(usage.inputTokens());
        cached.add(usage.cachedInputTokens());
        written.add(usage.cacheWriteTokens());
        output.add(usage.outputTokens());
        reasoning.add(usage.reasoningTokens());
        images.add(usage.images());
        mediaMillis.add(usage.mediaMillis());
        cost.add(call.cost() == null ? 0 : call.cost().units() + 1);
        duration.add(call.durationMicros() < 0 ? 0 : call.durationMicros() + 1);
        boolean spans = call.durationMicros() < 0 && call.endTicks() >= call.ticks();
        span.add(spans ? call.endTicks() - call.ticks() + 1 : 0);
        flags.add(
                (call.failed() ? FAILED : 0) | (usage.batch() ? BATCH : 0) | (usage.requests() == 0 ? UNKNOWN_SUM : 0));
    }

    /**
     * A row as a request.
     *
     * @param sessionNumber the number of its session
     * @param ticksPerMicro how many ticks are a microsecond
     */
    TraceRequest request(int row, int sessionNumber, long ticksPerMicro) {
        long costUnits = cost.get(row);
        return new TraceRequest(
                lines.get(row),
                Instant.EPOCH.plus(ticks.get(row) / ticksPerMicro, ChronoUnit.MICROS),
                users.named(user.get(row)),
                sessionNumber,
                models.named(model.get(row)),
                providers.named(provider.get(row)),
                usage(row),
                costUnits == 0 ? Optional.empty() : Optional.of(Credits.ofUnits(costUnits - 1)),
                duration(row, ticksPerMicro),
                isFailed(row));
    }

    private ModelUsage usage(int row) {
        return new ModelUsage(
                input.get(row),
                cached.get(row),
                written.get(row),
                output.get(row),
                reasoning.get(row),
                (flags.get(row) & UNKNOWN_SUM) == 0 ? 1 : 0,
                images.get(row),
                mediaMillis.get(row),
                (flags.get(row) & BATCH) != 0);
    }

    private Optional<Duration> duration(int row, long ticksPerMicro) {
        long micros = duration.get(row) - 1;
        if (micros < 0 && span.get(row) > 0) {
            micros = (span.get(row) - 1) / ticksPerMicro;
        }
        return micros < 0 ? Optional.empty() : Optional.of(Duration.of(micros, ChronoUnit.MICROS));
    }

    /** Whether a call has other figures than the row. */
    boolean differs(int row, Call call) {
        return !usage(row).equals(call.usage())
                || ticks.get(row) != call.ticks()
                || cost.get(row) != (call.cost() == null ? 0 : call.cost().units() + 1);
    }

    long line(int row) {
        return lines.get(row);
    }

    long ticks(int row) {
        return ticks.get(row);
    }

    /** The number of the session's name in {@link #sessionNames}, from 1; 0 when the log names none. */
    int session(int row) {
        return (int) session.get(row);
    }

    boolean isFailed(int row) {
        return (flags.get(row) & FAILED) != 0;
    }

    boolean hasUser(int row) {
        return user.get(row) != 0;
    }

    Names sessionNames() {
        return sessions;
    }

    Names userNames() {
        return users;
    }
}
