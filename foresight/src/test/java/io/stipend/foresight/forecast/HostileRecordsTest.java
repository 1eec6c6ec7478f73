package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastFigures.Statement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records whose checksum is right, and that say what cannot be: each is refused whole, and harms nothing else. */
final class HostileRecordsTest {

    private static final Features STEP = Features.ofInput(700);

    @TempDir
    private Path folder;

    private static ForecastSnapshot counting(float count) {
        float[] counts = new float[Buckets.COUNT];
        counts[100] = count;
        return new ForecastSnapshot(200, 16, Map.of(), Map.of(GroupKey.ALL, counts));
    }

    private static NodeState knowing(ForecastSnapshot known) {
        return new NodeState(1, known, List.of(), List.of());
    }

    private static NodeState saying(long steps, double used, double held, long extensions, Statement statement) {
        return new NodeState(
                1,
                ForecastSnapshot.EMPTY,
                List.of(),
                List.of(new ForecastFigures("m", steps, used, held, extensions, 0, List.of(statement))));
    }

    static Stream<NodeState> impossible() {
        Statement fine = new Statement(0.01, 10, 1);
        return Stream.of(
                knowing(counting(Float.POSITIVE_INFINITY)),
                knowing(counting(2e9f)),
                knowing(new ForecastSnapshot(-1, 16, Map.of(), Map.of())),
                knowing(new ForecastSnapshot(Long.MAX_VALUE, 16, Map.of(), Map.of())),
                knowing(new ForecastSnapshot(1, Double.NaN, Map.of(), Map.of())),
                knowing(new ForecastSnapshot(1, Double.POSITIVE_INFINITY, Map.of(), Map.of())),
                knowing(new ForecastSnapshot(1, -16, Map.of(), Map.of())),
                knowing(new ForecastSnapshot(1, 16, Map.of(0.01, Double.NaN), Map.of())),
                knowing(new ForecastSnapshot(1, 16, Map.of(0.01, 50.0), Map.of())),
                knowing(new ForecastSnapshot(1, 16, Map.of(Double.NaN, 0.0), Map.of())),
                knowing(new ForecastSnapshot(1, 16, Map.of(1.0, 0.0), Map.of())),
                saying(-1, 1, 1, 0, fine),
                saying(Long.MAX_VALUE, 1, 1, 0, fine),
                saying(1, Double.NaN, 1, 0, fine),
                saying(1, 1, Double.POSITIVE_INFINITY, 0, fine),
                saying(1, -1, 1, 0, fine),
                saying(1, 1, 1, -1, fine),
                saying(1, 1, 1, 0, new Statement(Double.NaN, 10, 1)),
                saying(1, 1, 1, 0, new Statement(0.01, 10, 11)),
                saying(1, 1, 1, 0, new Statement(0.01, 10, -1)));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatCannotBeIsRefused(NodeState state) {
        byte[] bytes = state.toBytes();
        assertThatThrownBy(() -> NodeState.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be");

        ForecastFile store = new ForecastFile(folder.resolve("forecasts"), () -> Instant.EPOCH);
        store.put("hostile", bytes, Set.of());
        LearnedForecaster forecaster = new LearnedForecaster();
        SharedForecasts shared = SharedForecasts.unscheduled(forecaster, store);
        shared.pass();
        for (int i = 0; i < 200; i++) {
            forecaster.learn(forecaster.forecast(STEP, 0.01), 50);
        }
        shared.pass();

        assertThat(forecaster.learned()).isEqualTo(200);
        assertThat(forecaster.forecast(STEP, 0.01).fit()).isLessThan(100);
        assertThat(SharedForecasts.figures(store))
                .singleElement()
                .satisfies(figures -> assertThat(figures.steps()).isEqualTo(200));
    }

    @Test
    void aLaterVersionIsRefusedWithItsNumber() {
        byte[] bytes = knowing(ForecastSnapshot.EMPTY).toBytes();
        ByteBuffer.wrap(bytes).putInt(Integer.BYTES, 2);
        assertThatThrownBy(() -> NodeState.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void aHundredThousandGroupsTakeTheRoomThatThereIs() throws IOException {
        float[] counts = new float[Buckets.COUNT];
        counts[50] = 1;
        Map<GroupKey, float[]> groups = new LinkedHashMap<>();
        for (int i = 0; i < 100_000; i++) {
            groups.put(new GroupKey(Basis.KEY, "t", "m", "key " + i, -1), counts);
        }
        NodeState read = NodeState.read(
                knowing(new ForecastSnapshot(100_000, 16, Map.of(), groups)).toBytes());
        LearnedForecaster forecaster = new LearnedForecaster(LearnedForecaster.Settings.DEFAULT.withMaxGroups(1_000));
        forecaster.add(read.known());

        assertThat(forecaster.groups()).isEqualTo(1_001);
        assertThat(forecaster.forecast(STEP, 0.01).fit()).isBetween(1L, 4_096L);
    }
}
