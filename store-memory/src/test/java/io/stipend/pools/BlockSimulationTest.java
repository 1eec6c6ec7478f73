package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.pools.BlockSimulation;
import io.stipend.testkit.pools.BlockSimulationFigures;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of many nodes on one account, from full to empty. */
class BlockSimulationTest {

    static StoreAdapter open(InstantSource clock) {
        return MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(0).withMaxClosed(1_000), clock);
    }

    @ParameterizedTest
    @CsvSource({"2, 400000, 1.2", "8, 400000, 7", "64, 400000, 30"})
    void usesItUpWithFewCallsAndWithoutOvershoot(int nodes, long budget, double mostCalls) {
        BlockSimulationFigures figures = BlockSimulation.of(nodes, budget).run(BlockSimulationTest::open);

        assertThat(figures.overshoot()).isZero();
        assertThat(figures.used()).isEqualTo(budget);
        assertThat(figures.booked()).isEqualTo(budget);
        assertThat(figures.callsPerThousand()).isLessThanOrEqualTo(mostCalls);
        assertThat(figures.refused()).isLessThanOrEqualTo(0.001);
        assertThat(figures.returnSeconds()).isLessThanOrEqualTo(2.5);
        assertThat(figures.formedPerNode()).isLessThanOrEqualTo(1.5);
    }
}
