package io.stipend.foresight.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.foresight.forecast.LearnedForecaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of docs/foresight.md, on the published traces, with the same settings on each. */
final class TrialTest {

    private static final String AZURE = "../cli-demo/src/test/resources/io/stipend/cli/trace/azure-code.csv";
    private static final String MOONCAKE =
            "../cli-demo/src/main/resources/io/stipend/cli/trace/mooncake-conversation.csv";

    @ParameterizedTest
    @CsvSource({AZURE + ", 1.08", MOONCAKE + ", 1.09"})
    void aLadderHoldsLittleMoreThanIsUsed(String file, double most) throws IOException {
        TrialResult result = Trial.DEFAULT.run(read(file), Estimate.ladder(new LearnedForecaster(), 0.01));
        assertThat(result.heldOverUsed()).isBetween(1.0, most);
        assertThat(result.extensionsPerRequest()).isBetween(0.3, 0.5);
    }

    @ParameterizedTest
    @CsvSource({AZURE + ", 1.70", MOONCAKE + ", 1.33"})
    void aSingleShotHoldsLessThanACapThatIsSafe(String file, double most) throws IOException {
        List<Trial.Call> calls = read(file);
        TrialResult result = Trial.DEFAULT.run(calls, Estimate.singleShot(new LearnedForecaster(), 0.01));
        assertThat(result.heldOverUsed()).isBetween(1.0, most);
        assertThat(result.heldOverUsed())
                .isLessThan(Trial.DEFAULT.run(calls, Estimate.cap(4_096)).heldOverUsed());
    }

    @ParameterizedTest
    @CsvSource({AZURE, MOONCAKE})
    void asManyCallsOverrunAsIsStated(String file) throws IOException {
        List<Trial.Call> calls = read(file);
        for (double risk : new double[] {0.1, 0.05, 0.01, 0.002}) {
            TrialResult result = Trial.DEFAULT.run(calls, Estimate.singleShot(new LearnedForecaster(), risk));
            assertThat(result.overrunShare()).isCloseTo(risk, within(0.25 * risk));
        }
    }

    @ParameterizedTest
    @CsvSource({AZURE + "," + MOONCAKE, MOONCAKE + "," + AZURE})
    void anotherKindOfTrafficIsLearnedWithinAThousandCalls(String before, String after) throws IOException {
        List<Trial.Call> calls = new ArrayList<>(Trial.inOrder(read(before)));
        int change = calls.size();
        long end = calls.get(change - 1).atMillis();
        List<Trial.Call> others = Trial.inOrder(read(after));
        long begin = others.get(0).atMillis();
        others.forEach(call ->
                calls.add(Trial.Call.of(end + call.atMillis() - begin, call.inputTokens(), call.outputTokens())));
        TrialResult result = Trial.DEFAULT.run(calls, Estimate.ladder(new LearnedForecaster(), 0.01));
        assertThat(result.extensionsPerRequest(change + 1_000, change + 2_000)).isLessThan(0.5);
    }

    /** Nobody tuned anything on these: two kinds of answers that overlap, and whose lengths hardly depend on the input. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void madeUpTrafficIsCalibratedToo(long seed) {
        List<Trial.Call> calls = madeUp(seed, 12_000);
        for (double risk : new double[] {0.1, 0.01}) {
            TrialResult single = Trial.DEFAULT.run(calls, Estimate.singleShot(new LearnedForecaster(), risk));
            assertThat(single.overrunShare()).isCloseTo(risk, within(0.25 * risk));
        }
        TrialResult ladder = Trial.DEFAULT.run(calls, Estimate.ladder(new LearnedForecaster(), 0.01));
        TrialResult hindsight = Trial.DEFAULT.run(calls, Estimate.hindsight(calls, 0.01));
        assertThat(ladder.extensionsPerRequest()).isLessThan(0.5);
        assertThat(ladder.outputHeldOverUsed()).isLessThan(0.6 * hindsight.outputHeldOverUsed());
    }

    @Test
    void perfectKnowledgeHoldsWhatIsUsed() throws IOException {
        TrialResult result = Trial.DEFAULT.run(read(AZURE), Estimate.perfect());
        assertThat(result.heldOverUsed()).isCloseTo(1, within(1e-9));
        assertThat(result.heldOverUsedOverTime()).isCloseTo(1, within(1e-9));
        assertThat(result.overrunShare()).isZero();
    }

    @Test
    void costsAreCountedAsTheTableOfTheCapsSays() {
        // 1,000 in and 100 out at 3 and 15: used 4,500. A cap of 200 holds 6,000.
        TrialResult result = Trial.DEFAULT.run(List.of(Trial.Call.of(0, 1_000, 100)), Estimate.cap(200));
        assertThat(result.heldOverUsed()).isCloseTo(6_000.0 / 4_500, within(1e-12));
        assertThat(result.heldOverUsedOverTime()).isCloseTo(6_000.0 / 4_500, within(1e-9));
        assertThat(result.outputHeldOverUsed()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({AZURE, MOONCAKE})
    void aPoolThatIsTooSmallServesAlmostWhatPerfectKnowledgeServes(String file) throws IOException {
        List<Trial.Call> calls = read(file);
        PoolTrial.Result perfect = PoolTrial.DEFAULT.run(calls, Estimate.perfect());
        PoolTrial.Result ladder = PoolTrial.DEFAULT.run(calls, Estimate.ladder(new LearnedForecaster(), 0.01));
        PoolTrial.Result cap = PoolTrial.DEFAULT.run(calls, Estimate.cap(4_096));
        assertThat(perfect.overruns()).isZero();
        assertThat(ladder.servedShare()).isGreaterThan(0.97 * perfect.servedShare());
        assertThat(ladder.overrunShare()).isLessThan(0.01);
        assertThat(cap.servedShare()).isLessThan(0.85 * perfect.servedShare());
    }

    private static List<Trial.Call> read(String file) throws IOException {
        return PublishedTrace.read(Path.of(file));
    }

    private static List<Trial.Call> madeUp(long seed, int count) {
        Random random = new Random(seed);
        List<Trial.Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double length = random.nextInt(5) < 3
                    ? Math.exp(5.5 + 0.6 * random.nextGaussian())
                    : Math.exp(3.5 + 0.9 * random.nextGaussian());
            long input = (long) Math.exp(6.2 + 1.1 * random.nextGaussian());
            calls.add(Trial.Call.of(i * 200L, input, 1 + (long) Math.min(2_000, length)));
        }
        return calls;
    }
}
