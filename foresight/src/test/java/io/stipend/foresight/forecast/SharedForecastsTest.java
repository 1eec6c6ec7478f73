package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.BudgetForecaster.Outcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes learn, told to each other and to those that come after them, through a file. */
final class SharedForecastsTest {

    private static final Features STEP = new Features("default", "opus", "triage", 700, -1, -1);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-30T00:00:00Z");
    private ForecastFile store;

    @BeforeEach
    void open() {
        store = file("forecasts");
    }

    private ForecastFile file(String name) {
        return new ForecastFile(folder.resolve(name), () -> now);
    }

    private static LearnedForecaster learn(LearnedForecaster forecaster, int seed, int outcomes) {
        Random random = new Random(seed);
        for (int i = 0; i < outcomes; i++) {
            Forecast forecast = forecaster.forecast(STEP, 0.05);
            forecaster.learn(forecast, new Outcome(random.nextInt(400), forecast.fit(), 1, 0));
        }
        return forecaster;
    }

    private static float[] countsOf(LearnedForecaster forecaster) {
        return forecaster.snapshot().groups().get(GroupKey.of(STEP)[4]);
    }

    private static double sum(float[] counts) {
        double sum = 0;
        for (float count : counts) {
            sum += count;
        }
        return sum;
    }

    @Test
    void whoBeginsKnowsWhatWasLearnedBefore() {
        LearnedForecaster first = new LearnedForecaster();
        SharedForecasts before = SharedForecasts.start(first, store, Duration.ofHours(1));
        learn(first, 1, 500);
        before.close();

        LearnedForecaster second = new LearnedForecaster();
        SharedForecasts.start(second, store, Duration.ofHours(1)).close();

        assertThat(second.learned()).isEqualTo(500);
        assertThat(sum(countsOf(second))).isCloseTo(sum(countsOf(first)), within(0.01));
        assertThat(second.forecast(STEP, 0.05).fit())
                .isEqualTo(first.forecast(STEP, 0.05).fit());
    }

    @Test
    void nodesThatShareKnowAsMuchAsOneThatSawAll() {
        LearnedForecaster one = new LearnedForecaster();
        LearnedForecaster other = new LearnedForecaster();
        LearnedForecaster all = new LearnedForecaster();
        SharedForecasts ofOne = SharedForecasts.unscheduled(one, store);
        SharedForecasts ofOther = SharedForecasts.unscheduled(other, store);
        ofOne.pass();
        ofOther.pass();
        for (int minute = 0; minute < 30; minute++) {
            learn(one, minute, 100);
            learn(other, 1_000 + minute, 100);
            learn(all, minute, 100);
            learn(all, 1_000 + minute, 100);
            ofOne.pass();
            ofOther.pass();
        }
        ofOne.pass();

        assertThat(one.learned()).isEqualTo(6_000);
        assertThat(other.learned()).isEqualTo(6_000);
        for (LearnedForecaster each : List.of(one, other)) {
            assertThat(sum(countsOf(each))).isCloseTo(sum(countsOf(all)), within(0.01 * sum(countsOf(all))));
        }
        LearnedForecaster third = new LearnedForecaster();
        SharedForecasts.unscheduled(third, store).pass();
        assertThat(third.learned()).isEqualTo(6_000);
        // Fading is reckoned by node, so that whoever begins has somewhat more of what is old.
        assertThat(sum(countsOf(third))).isBetween(sum(countsOf(all)), 1.3 * sum(countsOf(all)));
        assertThat((double) third.forecast(STEP, 0.05).fit())
                .isCloseTo((double) all.forecast(STEP, 0.05).fit(), within(20.0));
    }

    @Test
    void aNodeThatIsGoneIsTakenOverOnceAndCountsNoMoreThanBefore() {
        LearnedForecaster forecaster = new LearnedForecaster();
        SharedForecasts gone = SharedForecasts.unscheduled(forecaster, store);
        gone.pass();
        learn(forecaster, 1, 300);
        gone.pass();
        now = now.plus(SharedForecasts.GONE_AFTER).plusMillis(1);

        SharedForecasts.unscheduled(new LearnedForecaster(), store).pass();
        SharedForecasts.unscheduled(new LearnedForecaster(), store).pass();

        assertThat(store.readAll()).hasSize(1);
        LearnedForecaster next = new LearnedForecaster();
        SharedForecasts.unscheduled(next, store).pass();
        assertThat(next.learned()).isEqualTo(300);
        assertThat(SharedForecasts.figures(store)).singleElement().satisfies(figures -> {
            assertThat(figures.model()).isEqualTo("opus");
            assertThat(figures.steps()).isEqualTo(300);
            assertThat(figures.extensions()).isEqualTo(300);
        });
    }

    @Test
    void figuresOfAllNodesAreAddedUp() {
        for (int seed : new int[] {1, 2}) {
            LearnedForecaster forecaster = new LearnedForecaster();
            SharedForecasts shared = SharedForecasts.unscheduled(forecaster, store);
            shared.pass();
            learn(forecaster, seed, 1_000);
            shared.pass();
        }

        ForecastFigures figures = SharedForecasts.figures(store).get(0);

        assertThat(figures.steps()).isEqualTo(2_000);
        assertThat(figures.heldOverUsed()).isGreaterThan(1);
        assertThat(figures.statements()).singleElement().satisfies(statement -> {
            assertThat(statement.risk()).isEqualTo(0.05);
            assertThat(statement.steps()).isEqualTo(2_000);
            assertThat(statement.measured()).isBetween(0.03, 0.07);
        });
    }

    @Test
    void aNodeKnowsTheFiguresOfAllAndCountsNoneTwice() {
        LearnedForecaster one = new LearnedForecaster();
        SharedForecasts ofOne = SharedForecasts.unscheduled(one, store);
        LearnedForecaster other = new LearnedForecaster();
        SharedForecasts ofOther = SharedForecasts.unscheduled(other, store);
        ofOne.pass();
        learn(one, 1, 300);
        learn(other, 2, 200);
        ofOne.pass();
        ofOther.pass();
        ofOne.pass();
        learn(one, 3, 50);
        assertThat(ofOne.figures())
                .singleElement()
                .satisfies(figures -> assertThat(figures.steps()).isEqualTo(550));

        // The other one is gone: it is taken over.
        now = now.plus(SharedForecasts.GONE_AFTER).plusMillis(1);
        ofOne.pass();
        assertThat(store.readAll()).hasSize(1);
        assertThat(ofOne.figures().get(0).steps()).isEqualTo(550);
        ofOne.pass();
        assertThat(ofOne.figures().get(0).steps()).isEqualTo(550);
    }

    @Test
    void whatIsDamagedOrForeignIsPassedOver() throws IOException {
        byte[] good =
                new NodeState(1, learn(new LearnedForecaster(), 3, 200).snapshot(), List.of(), List.of()).toBytes();
        store.put("good", good, Set.of());
        byte[] bent = good.clone();
        bent[bent.length / 2] ^= 1;
        store.put("bent", bent, Set.of());
        store.put("foreign", "not ours".getBytes(StandardCharsets.UTF_8), Set.of());
        store.put("empty", new byte[0], Set.of());

        LearnedForecaster forecaster = new LearnedForecaster();
        SharedForecasts.unscheduled(forecaster, store).pass();

        assertThat(forecaster.learned()).isEqualTo(200);
        assertThatThrownBy(() -> NodeState.read(bent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        for (int length = 0; length < good.length; length += 97) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> NodeState.read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatIsDamagedIsBegunAnew() throws IOException {
        store.put("a", new byte[] {1, 2, 3}, Set.of());
        Path file = folder.resolve("forecasts");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThat(store.readAll()).isEmpty();
        assertThat(store.put("b", new byte[] {4}, Set.of())).isTrue();
        assertThat(file("forecasts").readAll()).containsOnlyKeys("b");
    }

    @Test
    void aStoreThatFailsDisturbsNobody() throws IOException {
        LearnedForecaster forecaster = new LearnedForecaster();
        Path away = folder.resolve("away");
        SharedForecasts shared = SharedForecasts.unscheduled(forecaster, new ForecastFile(away.resolve("forecasts")));
        shared.pass();
        learn(forecaster, 5, 150);
        shared.pass();
        assertThatThrownBy(() -> new ForecastFile(away.resolve("forecasts")).readAll())
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("forecasts");

        Files.createDirectory(away);
        shared.pass();

        LearnedForecaster next = new LearnedForecaster();
        SharedForecasts.unscheduled(next, new ForecastFile(away.resolve("forecasts")))
                .pass();
        assertThat(next.learned()).isEqualTo(150);
    }

    @Test
    void nothingIsWrittenWhereNothingIsLearned() {
        SharedForecasts shared = SharedForecasts.unscheduled(new LearnedForecaster(), store);
        shared.pass();
        shared.close();
        assertThat(store.readAll()).isEmpty();
    }

    @Test
    void aRecordHasRoomForAllThatIsKnownByALittleLess() {
        LearnedForecaster forecaster = new LearnedForecaster();
        SharedForecasts shared = SharedForecasts.unscheduled(forecaster, store);
        shared.pass();
        for (int key = 0; key < 12_000; key++) {
            String name = "k".repeat(100) + key;
            for (int i = 0; i < 20; i++) {
                forecaster.learn(new Features("default", "m".repeat(250), name, -1, -1, -1), 37L * i * i);
            }
            if (key % 900 == 0) {
                shared.pass();
            }
        }
        shared.pass();
        byte[] record = store.readAll().values().iterator().next().bytes();
        assertThat(record.length).isBetween(1 << 20, ForecastStore.MAX_BYTES);
    }
}
