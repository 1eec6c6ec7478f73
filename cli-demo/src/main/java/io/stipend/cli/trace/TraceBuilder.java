package io.stipend.cli.trace;

import static io.stipend.cli.text.Format.count;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the calls of a log, leaves out what is there twice, takes sums apart, and in the end sorts them by time. */
final class TraceBuilder {

    /** How much of the heap a log may take; the rest is for whoever replays it. */
    private static final double SHARE_OF_HEAP = 0.75;

    private static final int ROWS_BETWEEN_LOOKS = 8_192;

    /** A row takes more than this; so a sum of too many requests is refused before the memory is filled with them. */
    private static final int MIN_ROW_BYTES = 16;

    private static final int MANY_ROWS = 1_000;
    private static final long SHORT_MICROS = 1_000_000;
    private static final long LONG_MICROS = 2L * 366 * 86_400 * 1_000_000;

    private final String location;
    private final boolean keepsDuplicates;
    private final TraceTable table = new TraceTable();
    private final HashIndex requestIds = new HashIndex();
    private long duplicates;
    private long differing;
    private @Nullable String differingLines;
    private long sums;
    private long unknownSums;

    TraceBuilder(String location, boolean keepsDuplicates) {
        this.location = location;
        this.keepsDuplicates = keepsDuplicates;
    }

    int size() {
        return table.size();
    }

    /**
     * Adds a call, or the calls that a record sums up.
     *
     * @throws TraceException when the heap has no room for more
     */
    void add(Call call) {
        if (isDuplicate(call)) {
            return;
        }
        if (call.requests() > 1) {
            sums++;
            addShares(call);
        } else {
            unknownSums += call.requests() == 0 ? 1 : 0;
            addOne(call);
        }
    }

    private boolean isDuplicate(Call call) {
        if (keepsDuplicates || call.requestId() == null) {
            return false;
        }
        int first = requestIds.put(call.requestId(), table.size());
        if (first == HashIndex.NEW) {
            return false;
        }
        duplicates++;
        if (table.differs(first, call)) {
            differing++;
            if (differingLines == null) {
                differingLines = table.line(first) + " and " + call.line();
            }
        }
        return true;
    }

    private void addOne(Call call) {
        table.add(call);
        if (table.size() % ROWS_BETWEEN_LOOKS == 0) {
            checkRoom(
                    table.bytes() + requestIds.bytes(ROWS_BETWEEN_LOOKS),
                    table.size(),
                    ": " + count(table.size(), "request") + " fill the memory, and there are more");
        }
    }

    private void checkRoom(long bytes, long rows, String problem) {
        if (bytes > Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP || rows > Integer.MAX_VALUE) {
            throw new TraceException(
                    location + problem + "; set JAVA_TOOL_OPTIONS=-Xmx4g or more, or replay a part of the log");
        }
    }

    /** So many calls of equal shares, evenly over the time that the record sums up. The shares add up to it exactly. */
    private void addShares(Call sum) {
        long parts = sum.requests();
        checkRoom(
                table.bytes() + parts * MIN_ROW_BYTES,
                table.size() + parts,
                ", line " + sum.line() + ": a sum of " + count(parts, "request") + " fills the memory");
        long span = Math.max(0, sum.endTicks() - sum.ticks());
        ModelUsage usage = sum.usage();
        for (long part = 0; part < parts; part++) {
            ModelUsage share = new ModelUsage(
                    share(usage.inputTokens(), part, parts),
                    share(usage.cachedInputTokens(), part, parts),
                    share(usage.cacheWriteTokens(), part, parts),
                    share(usage.outputTokens(), part, parts),
                    share(usage.reasoningTokens(), part, parts),
                    1,
                    share(usage.images(), part, parts),
                    share(usage.mediaMillis(), part, parts),
                    usage.batch());
            Credits cost =
                    sum.cost() == null ? null : Credits.ofUnits(share(sum.cost().units(), part, parts));
            addOne(new Call(
                    sum.line(),
                    sum.ticks() + span / parts * part,
                    -1,
                    -1,
                    null,
                    sum.user(),
                    sum.session(),
                    sum.model(),
                    sum.provider(),
                    share,
                    cost,
                    1,
                    sum.failed()));
        }
    }

    private static long share(long whole, long part, long parts) {
        return whole / parts + (part < whole % parts ? 1 : 0);
    }

    /**
     * The log, sorted by time; what is simultaneous stays as it stands.
     *
     * @param skipped records that could not be read
     * @param others records that were no call
     */
    Trace build(TraceSource source, Columns columns, TimeScale.Settled times, long skipped, long others) {
        requestIds.clear();
        RowOrder order = RowOrder.of(table);
        RowSessions sessions = RowSessions.of(table, order);
        List<String> warnings = new ArrayList<>(columns.warnings());
        warnings.addAll(times.warnings());
        addWarnings(warnings, order, times.ticksPerMicro());
        long failed = 0;
        for (int row = 0; row < table.size(); row++) {
            failed += table.isFailed(row) ? 1 : 0;
        }
        TraceNotes notes = new TraceNotes(
                columns.format().title(),
                times.title(),
                columns.taken(),
                columns.passedOver(),
                skipped,
                duplicates,
                failed,
                others,
                sums + unknownSums,
                order.moved(),
                warnings);
        return new Trace(
                source, new RequestList(table, order, sessions, times.ticksPerMicro()), sessions.names(), notes);
    }

    private void addWarnings(List<String> warnings, RowOrder order, long ticksPerMicro) {
        long span = (table.ticks(order.row(table.size() - 1)) - table.ticks(order.row(0))) / ticksPerMicro;
        if (span < SHORT_MICROS && table.size() >= MANY_ROWS) {
            warnings.add(count(table.size(), "request")
                    + " in less than a second: are the times what they should be? --time-unit");
        } else if (span > LONG_MICROS) {
            warnings.add("the log spans " + count(span / 86_400_000_000L, "day")
                    + ": are the times what they should be? --time-unit");
        }
        if (differing > 0) {
            warnings.add(
                    count(differing, "record") + " with the id of an earlier one, but other figures, such as lines "
                            + differingLines + "; --keep-duplicates counts them");
        }
        if (unknownSums > 0) {
            warnings.add("the log does not say of how many requests its " + count(unknownSums, "sum")
                    + (unknownSums == 1 ? " is; it is" : " are; each is")
                    + " replayed as one request, at the beginning of its time");
        }
        warnings.addAll(LookAlikes.among("users", table.userNames()));
        warnings.addAll(LookAlikes.among("sessions", table.sessionNames()));
    }
}
