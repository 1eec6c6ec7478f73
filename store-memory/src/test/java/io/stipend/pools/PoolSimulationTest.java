package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.pools.PoolFigures;
import io.stipend.testkit.pools.PoolSimulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/pools.md says of fairness, in virtual time: 8 members, one of them greedy, and 64 units. */
class PoolSimulationTest {

    private static final Duration DURATION = Duration.ofMinutes(2);

    /** Each run once, however many tests look at it. */
    private static final Map<PoolSimulation, PoolFigures> RUNS = new ConcurrentHashMap<>();

    private static PoolFigures oneGreedy(int nodes, long seed) {
        return RUNS.computeIfAbsent(
                PoolSimulation.oneGreedy(nodes, DURATION).withSeed(seed), simulation -> run(simulation, seed));
    }

    private static PoolFigures run(PoolSimulation simulation, long seed) {
        return simulation
                .withSeed(seed)
                .run(clock -> MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(0), clock));
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "16, 2"})
    void lightMembersAreServedBesideAGreedyOne(int nodes, long seed) {
        PoolFigures figures = oneGreedy(nodes, seed);

        List<PoolFigures.OfMember> light =
                figures.members().subList(0, figures.members().size() - 1);
        assertThat(figures.mostUsed()).isEqualTo(64);
        assertThat(light.stream().mapToLong(PoolFigures.OfMember::unserved).sum()
                        / (double) light.stream()
                                .mapToLong(PoolFigures.OfMember::sent)
                                .sum())
                .isLessThanOrEqualTo(0.001);
        assertThat(PoolFigures.quantile(all(light.stream().map(PoolFigures.OfMember::waits)), 0.99))
                .isLessThanOrEqualTo(20);
        assertThat(PoolFigures.quantile(all(light.stream().map(PoolFigures.OfMember::largeWaits)), 0.99))
                .isLessThanOrEqualTo(22);
        assertThat(figures.callsPerNode()).isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "16, 2"})
    void withinItsMinimumNobodyIsRefusedOrWaitsAsLongAsAJob(int nodes, long seed) {
        PoolFigures figures = oneGreedy(nodes, seed);

        List<Double> waits = all(figures.members().stream().map(PoolFigures.OfMember::minimumWaits));
        assertThat(waits).hasSizeGreaterThan(30).allMatch(wait -> wait < 5);
        assertThat(PoolFigures.quantile(waits, 0.99)).isLessThanOrEqualTo(1.2);
        assertThat(figures.members()).allMatch(member -> member.minimumRefused() == 0);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "16, 2"})
    void whereAllAreBackloggedThePoolIsFullAndShared(int nodes, long seed) {
        PoolSimulation simulation = PoolSimulation.allBacklogged(nodes, DURATION);
        PoolFigures figures = run(simulation, seed);
        PoolFigures central = run(simulation.withNodes(1), seed);

        assertThat(figures.mostUsed()).isEqualTo(64);
        assertThat(figures.used()).isGreaterThanOrEqualTo(0.97 * central.used());
        assertThat(figures.meanFairness()).isGreaterThanOrEqualTo(0.98);
        assertThat(figures.leastFairness()).isGreaterThanOrEqualTo(0.80);
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        PoolSimulation simulation = PoolSimulation.oneGreedy(3, Duration.ofSeconds(20));

        assertThat(run(simulation, 5)).isEqualTo(run(simulation, 5)).isNotEqualTo(run(simulation, 6));
    }

    private static List<Double> all(Stream<List<Double>> lists) {
        return lists.flatMap(List::stream).toList();
    }
}
