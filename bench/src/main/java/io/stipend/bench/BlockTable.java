package io.stipend.bench;

import io.stipend.pools.RecordConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** How fast blocks are on this machine: what a record of settlements costs, and four processes on one PostgreSQL and one Redis. */
final class BlockTable {

    private static final long BUDGET = 200_000;

    private BlockTable() {}

    /** Measures, for a minute or two. */
    static String of(boolean quick) throws IOException, InterruptedException, ExecutionException {
        int seconds = quick ? 4 : 10;
        return records(Duration.ofSeconds(quick ? 2 : 5))
                + processes("PostgreSQL", BlockProcesses.onPostgres(seconds, BUDGET))
                + processes("Redis", BlockProcesses.onRedis(seconds, BUDGET));
    }

    private static String records(Duration time) throws IOException, InterruptedException, ExecutionException {
        StringBuilder text = new StringBuilder(String.format(
                        "%nreserve, report and settle on a block a second, by what is recorded of settlements%n"))
                .append(PoolTable.row("", Stream.of("none", "file", "fsync")));
        for (int callers : new int[] {1, 64}) {
            String[] cells = new String[RecordConfig.Mode.values().length];
            int filled = 0;
            for (RecordConfig.Mode mode : RecordConfig.Mode.values()) {
                cells[filled++] = number(recorded(mode, callers, time));
            }
            text.append(PoolTable.row(callers + (callers == 1 ? " caller" : " callers"), Stream.of(cells)));
        }
        return text.toString();
    }

    private static double recorded(RecordConfig.Mode mode, int callers, Duration time)
            throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("stipend-bench");
        try {
            return BlockSpeed.recorded(mode, folder, callers, time);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static String processes(String store, List<BlockProcesses.Sum> runs) {
        BlockProcesses.Sum exhausted = runs.get(2);
        return String.format("%nfour processes of 8 callers on one account of one %s%n", store)
                + PoolTable.row("", Stream.of("straight", "on blocks", "ratio"))
                + PoolTable.row(
                        "reserved and settled a second",
                        Stream.of(
                                number(runs.get(0).perSecond()),
                                number(runs.get(1).perSecond()),
                                PoolTable.shown(
                                        runs.get(1).perSecond() / runs.get(0).perSecond())))
                + PoolTable.row(
                        "calls of the store for 1,000",
                        Stream.of(
                                PoolTable.shown(runs.get(0).callsPerThousand()),
                                String.format(Locale.ROOT, "%.3f", runs.get(1).callsPerThousand()),
                                ""))
                + PoolTable.row(
                        "booked, of what was settled",
                        Stream.of(
                                count(runs.get(0).spent() - runs.get(0).done()),
                                count(runs.get(1).spent() - runs.get(1).done()),
                                "more"))
                + PoolTable.row(
                        "of a budget of " + count(BUDGET) + ": admitted",
                        Stream.of("", count(exhausted.done()), exhausted.done() > BUDGET ? "TOO MUCH" : ""));
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
