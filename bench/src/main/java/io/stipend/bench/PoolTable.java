package io.stipend.bench;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.pools.BlockSimulation;
import io.stipend.testkit.pools.BlockSimulationFigures;
import io.stipend.testkit.pools.PoolFigures;
import io.stipend.testkit.pools.PoolSimulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How fair pools are, and what blocks cost: simulations in virtual time, whose figures are the same on every machine. Then, how fast a block is. */
final class PoolTable {

    /** Its name on the command line. */
    static final String NAME = "pools";

    private static final int[] NODES = {1, 4, 16};

    private final Duration duration;
    private final List<PoolFigures> greedy;
    private final List<PoolFigures> backlogged;
    private final boolean quick;

    private PoolTable(boolean quick) {
        this.quick = quick;
        this.duration = Duration.ofMinutes(quick ? 2 : 5);
        this.greedy = run(nodes -> PoolSimulation.oneGreedy(nodes, duration));
        this.backlogged = run(nodes -> PoolSimulation.allBacklogged(nodes, duration));
    }

    /**
     * Simulates, which takes about two minutes, and shows what came of it; then measures how fast a block is.
     *
     * @param quick two minutes of virtual time for pools, not five, and the small budget alone for blocks
     */
    static String of(boolean quick) throws IOException, InterruptedException, ExecutionException {
        return new PoolTable(quick).text() + BlockTable.of(quick);
    }

    private static List<PoolFigures> run(Function<Integer, PoolSimulation> simulation) {
        return IntStream.of(NODES)
                .mapToObj(nodes -> simulation
                        .apply(nodes)
                        .run(clock -> MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(0), clock)))
                .toList();
    }

    private String text() {
        return String.format(
                        "stipend bench pools: 8 members of 64 units, %d minutes of virtual time%n%n"
                                + "one greedy, seven within their shares%n",
                        duration.toMinutes())
                + row("", IntStream.of(NODES).mapToObj(nodes -> nodes + (nodes == 1 ? " node" : " nodes")))
                + row("in use, %", greedy, figures -> percent(figures.used()))
                + row("light members: unserved, %", greedy, figures -> percent(unserved(figures)))
                + row("light members: 99 % wait at most, s", greedy, figures -> seconds(light(figures, OF_ALL)))
                + row("their large jobs: 99 % wait at most, s", greedy, figures -> seconds(light(figures, OF_LARGE)))
                + row("within the minimum: refused", greedy, figures -> Long.toString(minimumRefused(figures)))
                + row("within the minimum: 99 % wait at most, s", greedy, figures -> seconds(minimum(figures, 0.99)))
                + row("within the minimum: all wait at most, s", greedy, figures -> seconds(minimum(figures, 1)))
                + row("calls for fairness, each node and second", greedy, figures -> shown(figures.callsPerNode()))
                + row("most in use, units of 64", greedy, figures -> Long.toString(figures.mostUsed()))
                + String.format("%nall backlogged%n")
                + row("in use, %", backlogged, figures -> percent(figures.used()))
                + row("Jain's index, mean of periods of 10 s", backlogged, figures -> shown(figures.meanFairness()))
                + row("Jain's index, least", backlogged, figures -> shown(figures.leastFairness()))
                + row("calls for fairness, each node and second", backlogged, figures -> shown(figures.callsPerNode()))
                + row("most in use, units of 64", backlogged, figures -> Long.toString(figures.mostUsed()))
                + (quick ? "" : blocks(1_500_000))
                + blocks(400_000)
                + speed();
    }

    private static String blocks(long budget) {
        List<BlockSimulationFigures> runs = IntStream.of(2, 8, 64)
                .mapToObj(nodes -> BlockSimulation.of(nodes, budget)
                        .run(clock -> MemoryStores.open(
                                MemoryConfig.DEFAULT.withJournalCapacity(0).withMaxClosed(1_000), clock)))
                .toList();
        return String.format("%nblocks on one account, budget %,d, 10,000 reserves/s%n", budget)
                + row("", Stream.of("2 nodes", "8 nodes", "64 nodes"))
                + blockRow("admitted beyond the budget", runs, figures -> Long.toString(figures.overshoot()))
                + blockRow("calls per 1,000 until 80 % used", runs, figures -> shown(figures.callsPerThousand()))
                + blockRow("refused although idle elsewhere, %", runs, figures -> percent(figures.refused()))
                + blockRow("90 % of what is idle is back after, s", runs, figures -> seconds(figures.returnSeconds()))
                + blockRow("moved traffic: 80 % is back after, s", runs, figures -> seconds(figures.moveSeconds()))
                + blockRow("formed, per node", runs, figures -> shown(figures.formedPerNode()));
    }

    private static String blockRow(
            String title, List<BlockSimulationFigures> runs, Function<BlockSimulationFigures, String> value) {
        return row(title, runs.stream().map(value));
    }

    private String speed() {
        Duration time = Duration.ofSeconds(quick ? 3 : 10);
        BlockSpeed.Speed plain = BlockSpeed.plain(time);
        BlockSpeed.Speed block = BlockSpeed.onBlock(time);
        return String.format("%nreserve, report and settle on this machine, one caller, one account%n")
                + row("", Stream.of("memory", "on a block", "ratio"))
                + row(
                        "per second of one processor",
                        Stream.of(
                                String.format(Locale.ROOT, "%,.0f", plain.perSecond()),
                                String.format(Locale.ROOT, "%,.0f", block.perSecond()),
                                shown(block.perSecond() / plain.perSecond())))
                + row(
                        "99 % take at most, µs",
                        Stream.of(
                                shown(plain.p99Nanos() / 1e3),
                                shown(block.p99Nanos() / 1e3),
                                shown((double) block.p99Nanos() / plain.p99Nanos())))
                + row("served from the block, %", Stream.of("", percent(block.local()), ""));
    }

    private static final Function<PoolFigures.OfMember, List<Double>> OF_ALL = PoolFigures.OfMember::waits;
    private static final Function<PoolFigures.OfMember, List<Double>> OF_LARGE = PoolFigures.OfMember::largeWaits;

    private static Stream<PoolFigures.OfMember> light(PoolFigures figures) {
        return figures.members().stream().limit(figures.members().size() - 1L);
    }

    private static double light(PoolFigures figures, Function<PoolFigures.OfMember, List<Double>> waits) {
        return PoolFigures.quantile(
                light(figures).flatMap(member -> waits.apply(member).stream()).toList(), 0.99);
    }

    private static double unserved(PoolFigures figures) {
        long sent = light(figures).mapToLong(PoolFigures.OfMember::sent).sum();
        return (double) light(figures).mapToLong(PoolFigures.OfMember::unserved).sum() / sent;
    }

    private static long minimumRefused(PoolFigures figures) {
        return figures.members().stream()
                .mapToLong(PoolFigures.OfMember::minimumRefused)
                .sum();
    }

    private static double minimum(PoolFigures figures, double part) {
        return PoolFigures.quantile(
                figures.members().stream()
                        .flatMap(member -> member.minimumWaits().stream())
                        .toList(),
                part);
    }

    private static String row(String title, List<PoolFigures> runs, Function<PoolFigures, String> value) {
        return row(title, runs.stream().map(value));
    }

    static String row(String title, Stream<String> values) {
        return String.format(
                        "%-58s %12s %12s %12s",
                        Stream.concat(Stream.of(title), values).toArray())
                .stripTrailing()
                .concat(System.lineSeparator());
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f", part * 100);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    static String shown(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
