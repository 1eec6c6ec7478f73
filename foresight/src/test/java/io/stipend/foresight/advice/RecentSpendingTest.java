package io.stipend.foresight.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.UsageSum;
import io.stipend.foresight.trial.PublishedTrace;
import io.stipend.foresight.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecentSpendingTest {

    private static final AccountId ALICE = AccountId.user("alice");
    private static final long MINUTE = 60_000;
    private static final long STEP = 10_000;
    private static final long NOW = 1_000 * MINUTE;

    @Test
    void steadySpendingIsToldFromItsSums() {
        Exhaustion.At at = (Exhaustion.At) exhaustion(steady(30, 100), 1_000);

        assertThat((double) at.expectedMillis()).isCloseTo(NOW + 10.0 * MINUTE, within(1_000.0));
        assertThat(at.earliestMillis()).isLessThanOrEqualTo(at.expectedMillis());
        assertThat(at.latestMillis()).isGreaterThanOrEqualTo(at.expectedMillis());
    }

    @Test
    void itSaysHowOftenItsIntervalsCameTrue() {
        Random random = new Random(5);
        List<UsageSum> sums = new ArrayList<>();
        for (long at = NOW - 110 * MINUTE; at < NOW; at += STEP) {
            sums.add(sum(at, (long) (1_000 * Math.exp(random.nextGaussian()))));
        }

        Exhaustion.At at = (Exhaustion.At) exhaustion(sums, 100_000);

        assertThat(at.checks()).isGreaterThan(10);
        assertThat(at.measuredCoverage()).isBetween(0.6, 1.0);
    }

    @Test
    void theOrderOfSumsDoesNotMatter() {
        List<UsageSum> backwards = new ArrayList<>(steady(30, 100));
        Collections.reverse(backwards);

        assertThat(exhaustion(backwards, 1_000)).isEqualTo(exhaustion(steady(30, 100), 1_000));
    }

    @Test
    void whatIsNotKnownOrNotSpentIsSaidSo() {
        assertThat(exhaustion(steady(3, 100), 1_000)).isInstanceOf(Exhaustion.TooEarly.class);
        assertThat(exhaustion(steady(30, 100), 0)).isInstanceOf(Exhaustion.Empty.class);
        assertThat(exhaustion(List.of(), 1_000)).isInstanceOf(Exhaustion.Never.class);
        assertThat(exhaustion(List.of(sum(NOW - 50 * MINUTE, 1_000_000)), 50_000_000))
                .isInstanceOf(Exhaustion.TooBursty.class);
        assertThat(exhaustion(steady(30, 100), 100L * 60 * 24 * 500))
                .as("more than a year")
                .isInstanceOf(Exhaustion.Never.class);
        assertThat(spending(NOW, steady(30, 100)).exhaustion(books(Limits.NONE)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "../cli-demo/src/test/resources/io/stipend/cli/trace/azure-code.csv",
        "../cli-demo/src/main/resources/io/stipend/cli/trace/mooncake-conversation.csv"
    })
    void fourOfFiveIntervalsComeTrueOnRealTraffic(String file) throws IOException {
        NavigableMap<Long, Long> steps = new TreeMap<>();
        for (Trial.Call call : PublishedTrace.read(Path.of(file))) {
            steps.merge(call.atMillis() / STEP * STEP, 3 * call.inputTokens() + 15 * call.outputTokens(), Long::sum);
        }
        long begin = steps.firstKey();
        long end = steps.lastKey();
        long perMinute = steps.values().stream().mapToLong(Long::longValue).sum() / ((end - begin) / MINUTE);
        int said = 0;
        int came = 0;
        for (int minutes : new int[] {1, 3, 10, 20}) {
            long budget = perMinute * minutes;
            for (long now = begin + 6 * MINUTE; now < end; now += STEP) {
                List<UsageSum> known = sums(steps.headMap(now, false));
                Exhaustion told = spending(now, known)
                        .exhaustion(books(Limits.of(Map.of(Resource.CREDITS, budget))))
                        .orElseThrow();
                long empty = emptyAt(steps.tailMap(now, true), budget);
                if (told instanceof Exhaustion.At at && (empty <= end || at.latestMillis() < end)) {
                    said++;
                    came += empty >= at.earliestMillis() && empty <= at.latestMillis() ? 1 : 0;
                }
            }
        }
        assertThat(said).isGreaterThan(500);
        assertThat((double) came / said).isBetween(0.75, 0.95);
    }

    /** When so much more will have been spent; never, as far as is known. */
    private static long emptyAt(NavigableMap<Long, Long> steps, long budget) {
        long left = budget;
        for (var step : steps.entrySet()) {
            left -= step.getValue();
            if (left <= 0) {
                return step.getKey() + STEP / 2;
            }
        }
        return Long.MAX_VALUE;
    }

    private static List<UsageSum> sums(NavigableMap<Long, Long> steps) {
        return steps.entrySet().stream()
                .map(step -> sum(step.getKey(), step.getValue()))
                .toList();
    }

    private static List<UsageSum> steady(int minutes, long perMinute) {
        List<UsageSum> sums = new ArrayList<>();
        for (int minute = minutes; minute > 0; minute--) {
            sums.add(sum(NOW - minute * MINUTE, perMinute));
        }
        return sums;
    }

    private static UsageSum sum(long atMillis, long credits) {
        return new UsageSum(atMillis, null, 1, ResourceVector.of(Resource.CREDITS, credits));
    }

    private static Exhaustion exhaustion(List<UsageSum> sums, long available) {
        return spending(NOW, sums)
                .exhaustion(books(Limits.of(Map.of(Resource.CREDITS, available))))
                .orElseThrow();
    }

    private static RecentSpending spending(long nowMillis, List<UsageSum> sums) {
        return new RecentSpending(ALICE, nowMillis, STEP, sums);
    }

    private static AccountView books(Limits limits) {
        return new AccountView(
                ALICE,
                limits,
                Set.of(),
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                LimitPeriod.NO_END,
                1,
                null);
    }
}
