package io.stipend.foresight.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.foresight.trial.PublishedTrace;
import io.stipend.foresight.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpendingTrendTest {

    private static final String AZURE = "../cli-demo/src/test/resources/io/stipend/cli/trace/azure-code.csv";
    private static final String MOONCAKE =
            "../cli-demo/src/main/resources/io/stipend/cli/trace/mooncake-conversation.csv";
    private static final long MINUTE = 60_000;

    @ParameterizedTest
    @CsvSource({AZURE, MOONCAKE})
    void fourOfFiveIntervalsComeTrueOnRealTraffic(String file) throws IOException {
        List<Trial.Call> calls = PublishedTrace.read(Path.of(file));
        int said = 0;
        int came = 0;
        for (int minutes : new int[] {1, 3, 10, 20}) {
            int[] result = saidAndTrue(calls, minutes);
            said += result[0];
            came += result[1];
        }
        assertThat(said).isGreaterThan(500);
        assertThat((double) came / said).isBetween(0.75, 0.95);
    }

    /** Every ten seconds, when would a budget of so many minutes of mean spending be empty? Only those that became empty count. */
    private static int[] saidAndTrue(List<Trial.Call> calls, int minutes) {
        long start = calls.get(0).atMillis();
        long end = calls.get(calls.size() - 1).atMillis();
        long all = calls.stream().mapToLong(SpendingTrendTest::cost).sum();
        long budget = all / (end - start) * minutes * MINUTE;
        SpendingTrend trend = new SpendingTrend();
        record Said(long total, Exhaustion.At at) {}
        List<Said> open = new ArrayList<>();
        int said = 0;
        int came = 0;
        long total = 0;
        long next = start + 5 * MINUTE;
        for (Trial.Call call : calls) {
            while (call.atMillis() >= next) {
                if (trend.forecast(next, budget) instanceof Exhaustion.At at) {
                    open.add(new Said(total + budget, at));
                }
                next += 10_000;
            }
            trend.spent(call.atMillis(), cost(call));
            total += cost(call);
            long now = call.atMillis();
            long spent = total;
            List<Said> over = open.stream()
                    .filter(each -> spent >= each.total() || now > each.at().latestMillis())
                    .toList();
            open.removeAll(over);
            said += over.size();
            came += (int) over.stream()
                    .filter(each -> spent >= each.total()
                            && now >= each.at().earliestMillis()
                            && now <= each.at().latestMillis())
                    .count();
        }
        return new int[] {said, came};
    }

    private static long cost(Trial.Call call) {
        return 3 * call.inputTokens() + 15 * call.outputTokens();
    }

    @Test
    void steadySpendingIsToldExactly() {
        SpendingTrend trend = new SpendingTrend();
        for (int minute = 0; minute < 30; minute++) {
            trend.spent(minute * MINUTE, 100);
        }
        Exhaustion.At at = (Exhaustion.At) trend.forecast(30 * MINUTE, 1_000);
        assertThat((double) at.expectedMillis()).isCloseTo(40.0 * MINUTE, within(100.0));
        assertThat(at.latestMillis() - at.earliestMillis()).isLessThan(1_000);
    }

    @Test
    void itMeasuresItsOwnCoverage() {
        SpendingTrend trend = new SpendingTrend();
        Random random = new Random(5);
        for (int second = 0; second < 36_000; second++) {
            trend.spent(second * 1_000L, (long) (100 * Math.exp(random.nextGaussian())));
        }
        Exhaustion.At at = (Exhaustion.At) trend.forecast(36_000_000, 100_000);
        assertThat(at.checks()).isGreaterThan(50);
        assertThat(at.measuredCoverage()).isBetween(0.7, 1.0);
    }

    @Test
    void whatCannotBeSaidIsNotSaid() {
        SpendingTrend trend = new SpendingTrend();
        assertThat(trend.forecast(0, 100)).isInstanceOf(Exhaustion.TooEarly.class);
        assertThat(trend.forecast(0, 0)).isInstanceOf(Exhaustion.Empty.class);
        assertThat(trend.forecast(10 * MINUTE, 100)).isInstanceOf(Exhaustion.Never.class);
        trend.spent(10 * MINUTE, 1_000_000);
        assertThat(trend.forecast(11 * MINUTE, 50_000_000)).isInstanceOf(Exhaustion.TooBursty.class);
    }

    @Test
    void aLongSilenceAndAClockThatGoesBackDoNoHarm() {
        SpendingTrend trend = new SpendingTrend();
        for (int minute = 0; minute < 10; minute++) {
            trend.spent(minute * MINUTE, 100);
        }
        trend.spent(0, 100);
        trend.spent(Long.MAX_VALUE / 2, 100);
        assertThat(trend.forecast(Long.MAX_VALUE / 2 + MINUTE, 100)).isNotNull();
        assertThatThrownBy(() -> trend.spent(0, -1)).isInstanceOf(InvalidRequestException.class);
    }
}
