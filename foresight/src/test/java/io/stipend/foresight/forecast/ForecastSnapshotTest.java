package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForecastSnapshotTest {

    @Test
    void aForecasterGoesOnWhereItStopped() {
        LearnedForecaster before = learned(1, 2_000);
        ForecastSnapshot read =
                ForecastSnapshot.read(before.snapshot().toBytes(), "test").orElseThrow();
        LearnedForecaster after = new LearnedForecaster();
        after.add(read);
        assertThat(after.learned()).isEqualTo(2_000);
        assertThat(after.groups()).isEqualTo(before.groups());
        for (long input = 1; input < 100_000; input = input * 3 + 1) {
            assertSame(after.forecast(features(input), 0.01), before.forecast(features(input), 0.01));
        }
        assertThat(after.snapshot().toBytes()).isEqualTo(before.snapshot().toBytes());
    }

    @Test
    void nodesThatMergeKnowWhatAllOfThemKnow() {
        LearnedForecaster here = learned(2, 700);
        LearnedForecaster there = learned(3, 900);
        ForecastSnapshot sum = here.snapshot().plus(there.snapshot());
        assertThat(sum.learned()).isEqualTo(1_600);
        ForecastSnapshot other = there.snapshot().plus(here.snapshot());
        assertThat(other.groups()).containsOnlyKeys(sum.groups().keySet());
        sum.groups()
                .forEach((key, counts) -> assertThat(other.groups().get(key)).containsExactly(counts));
        float[] all = sum.groups().get(GroupKey.ALL);
        float[] ours = here.snapshot().groups().get(GroupKey.ALL);
        float[] theirs = there.snapshot().groups().get(GroupKey.ALL);
        for (int bucket = 0; bucket < all.length; bucket++) {
            assertThat(all[bucket]).isEqualTo(ours[bucket] + theirs[bucket]);
        }
        LearnedForecaster fresh = new LearnedForecaster();
        fresh.add(sum);
        here.add(there.snapshot());
        assertSame(fresh.forecast(features(500), 0.05), here.forecast(features(500), 0.05));
    }

    @Test
    void addingNothingChangesNothing() {
        ForecastSnapshot some = learned(4, 300).snapshot();
        assertThat(some.plus(ForecastSnapshot.EMPTY).toBytes()).isEqualTo(some.toBytes());
        assertThat(ForecastSnapshot.read(ForecastSnapshot.EMPTY.toBytes(), "test"))
                .isPresent();
    }

    @Test
    void anyDamageIsRefused() {
        byte[] bytes = learned(5, 300).snapshot().toBytes();
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(ForecastSnapshot.read(damaged, "test")).isEmpty();
        }
        for (int length = 0; length < bytes.length; length += 1 + length / 8) {
            assertThat(ForecastSnapshot.read(Arrays.copyOf(bytes, length), "test"))
                    .isEmpty();
        }
    }

    @Test
    void aFileKeepsItUntilAnotherReplacesIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("forecasts");
        assertThat(ForecastSnapshot.readFrom(file)).isEmpty();
        learned(7, 100).snapshot().writeTo(file);
        learned(8, 200).snapshot().writeTo(file);
        assertThat(ForecastSnapshot.readFrom(file).orElseThrow().learned()).isEqualTo(200);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
        Files.writeString(file, "something else");
        assertThat(ForecastSnapshot.readFrom(file)).isEmpty();
    }

    @Test
    void whatIsNoSnapshotIsRefused() {
        assertThat(ForecastSnapshot.read("a letter from somebody else".getBytes(StandardCharsets.UTF_8), "test"))
                .isEmpty();
        assertThat(ForecastSnapshot.read(new byte[0], "test")).isEmpty();
    }

    private static LearnedForecaster learned(long seed, int outcomes) {
        LearnedForecaster forecaster = new LearnedForecaster();
        Random random = new Random(seed);
        for (int i = 0; i < outcomes; i++) {
            Forecast forecast = forecaster.forecast(features(random.nextInt(50_000)), 0.01);
            forecaster.learn(forecast, (long) Math.exp(4 + random.nextGaussian()));
        }
        return forecaster;
    }

    private static Features features(long input) {
        return new Features("tenant", "opus", "kéy " + input % 3, input, Features.UNKNOWN, Features.UNKNOWN);
    }

    private static void assertSame(Forecast actual, Forecast expected) {
        assertThat(actual.fit()).isEqualTo(expected.fit());
        assertThat(actual.basis()).isEqualTo(expected.basis());
        assertThat(actual.rungCount()).isEqualTo(expected.rungCount());
        for (int rung = 0; rung < actual.rungCount(); rung++) {
            assertThat(actual.rung(rung)).isEqualTo(expected.rung(rung));
        }
    }
}
