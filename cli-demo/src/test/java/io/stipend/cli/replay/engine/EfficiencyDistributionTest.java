package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EfficiencyDistributionTest {

    @Test
    void percentilesAreNearestRanks() {
        EfficiencyDistribution distribution = new EfficiencyDistribution();
        for (int i = 10; i >= 1; i--) {
            distribution.add(i / 10.0);
        }

        assertThat(distribution.percentile(10)).isEqualTo(0.1);
        assertThat(distribution.percentile(11)).isEqualTo(0.2);
        assertThat(distribution.percentile(50)).isEqualTo(0.5);
        assertThat(distribution.percentile(90)).isEqualTo(0.9);
        assertThat(distribution.percentile(100)).isEqualTo(1.0);
        assertThat(distribution.mean()).isEqualTo(0.55);
        assertThat(distribution.tenths()).containsExactly(0, 1, 1, 1, 1, 1, 1, 1, 1, 2);
    }

    @Test
    void nothingHasNoPercentile() {
        EfficiencyDistribution none = new EfficiencyDistribution();

        assertThat(none.percentile(50)).isNull();
        assertThat(none.mean()).isNull();
    }
}
