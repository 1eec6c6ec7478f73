package io.stipend.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ThresholdsTest {

    @ParameterizedTest
    @CsvSource({
        "0, NORMAL",
        "0.7999999999999999, NORMAL",
        "0.8, WARNING",
        "0.9499999999999999, WARNING",
        "0.95, CRITICAL",
        "1, CRITICAL",
        "250, CRITICAL"
    })
    void aLevelBeginsAtItsThreshold(double ratio, UsageLevel level) {
        assertThat(ManagerConfig.Thresholds.DEFAULT.levelOf(ratio)).isEqualTo(level);
    }

    @Test
    void equalThresholdsLeaveNoRoomForWarning() {
        ManagerConfig.Thresholds equal = new ManagerConfig.Thresholds(0.9, 0.9);

        assertThat(equal.levelOf(Math.nextDown(0.9))).isEqualTo(UsageLevel.NORMAL);
        assertThat(equal.levelOf(0.9)).isEqualTo(UsageLevel.CRITICAL);
    }

    @Test
    void bothMayBeOne() {
        assertThat(new ManagerConfig.Thresholds(1, 1).levelOf(Math.nextDown(1))).isEqualTo(UsageLevel.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {0, -0.0, -1, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatIsNoRatioByName(double bad) {
        assertThatThrownBy(() -> new ManagerConfig.Thresholds(bad, 0.95))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("warning threshold", Double.toString(bad));
        assertThatThrownBy(() -> new ManagerConfig.Thresholds(0.8, bad))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("critical threshold", Double.toString(bad));
    }

    @Test
    void refusesAWarningAboveCritical() {
        assertThatThrownBy(() -> new ManagerConfig.Thresholds(0.95, 0.8))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("0.95", "above", "0.8", "swap");
    }
}
