package io.stipend.foresight.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.foresight.trial.PublishedTrace;
import io.stipend.foresight.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CostStrategyTest {

    private static final String MOONCAKE =
            "../cli-demo/src/main/resources/io/stipend/cli/trace/mooncake-conversation.csv";

    private static final Offer LARGE = new Offer("large", Set.of("tools", "vision"), Offer.Price.perToken(3, 15));
    private static final Offer SMALL = new Offer("small", Set.of("tools"), Offer.Price.perToken(1, 5));
    private static final List<Offer> OFFERS = List.of(LARGE, SMALL);

    /** 1,000 tokens in and 100 out: 4,500 on the large model, 1,500 on the small one. */
    private static final StepNeed STEP = StepNeed.of(1_000, 100);

    private static final Pace NO_BURST = new Pace(0);

    @Test
    void onPaceEveryStrategyProceedsOnThePreferredOffer() {
        BudgetState budget = halfway(100_000, 45_500);
        for (CostStrategy strategy : List.of(
                CostStrategy.hardStop(),
                CostStrategy.pace(NO_BURST),
                CostStrategy.waitForPace(NO_BURST, Duration.ZERO),
                CostStrategy.defer(NO_BURST),
                CostStrategy.downgrade(NO_BURST),
                CostStrategy.capOutput(NO_BURST, 1))) {
            assertThat(strategy.advise(budget, STEP, OFFERS)).isEqualTo(new Advice.Proceed(LARGE));
        }
    }

    @Test
    void oneUnitAheadOfThePaceIsAhead() {
        BudgetState budget = halfway(100_000, 45_501);
        assertThat(CostStrategy.pace(NO_BURST).advise(budget, STEP, OFFERS)).isInstanceOf(Advice.Refuse.class);
        assertThat(CostStrategy.pace(new Pace(0.01)).advise(budget, STEP, OFFERS))
                .isEqualTo(new Advice.Proceed(LARGE));
        assertThat(CostStrategy.hardStop().advise(budget, STEP, OFFERS)).isEqualTo(new Advice.Proceed(LARGE));
    }

    @Test
    void waitingTakesAsLongAsThePaceNeedsToCatchUp() {
        // A period of 1,000 ms: 100 units a millisecond, and 1,000 are missing.
        BudgetState budget = halfway(100_000, 46_500);
        assertThat(CostStrategy.waitForPace(NO_BURST, Duration.ofMillis(10)).advise(budget, STEP, OFFERS))
                .isEqualTo(new Advice.Wait(Duration.ofMillis(10)));
        assertThat(CostStrategy.waitForPace(NO_BURST, Duration.ofMillis(9)).advise(budget, STEP, OFFERS))
                .isInstanceOf(Advice.Refuse.class);
    }

    @Test
    void onlyWhatCanWaitIsDeferred() {
        BudgetState budget = halfway(100_000, 60_000);
        StepNeed nightly = new StepNeed(1_000, 100, tokens -> 0, Set.of(), true);
        assertThat(CostStrategy.defer(NO_BURST).advise(budget, nightly, OFFERS)).isEqualTo(new Advice.Defer(1_000));
        assertThat(CostStrategy.defer(NO_BURST).advise(budget, STEP, OFFERS)).isInstanceOf(Advice.Refuse.class);
    }

    @Test
    void aDowngradeKeepsTheCapabilitiesThatAreRequired() {
        BudgetState budget = halfway(100_000, 60_000);
        CostStrategy downgrade = CostStrategy.downgrade(NO_BURST);
        assertThat(downgrade.advise(budget, STEP, OFFERS)).isEqualTo(new Advice.Downgrade(LARGE, SMALL, 3_000));
        StepNeed seeing = new StepNeed(1_000, 100, tokens -> 0, Set.of("vision"), false);
        assertThat(downgrade.advise(budget, seeing, OFFERS)).isEqualTo(new Advice.Proceed(LARGE));
        StepNeed hearing = new StepNeed(1_000, 100, tokens -> 0, Set.of("hearing"), false);
        assertThat(downgrade.advise(budget, hearing, OFFERS)).isInstanceOf(Advice.Refuse.class);
        assertThat(downgrade.advise(halfway(100_000, 99_000), STEP, OFFERS)).isInstanceOf(Advice.Refuse.class);
    }

    @Test
    void aCapSaysWhatItWastes() {
        // 50,000 are allowed by now: room for 4,000, of which 3,000 are the input.
        BudgetState budget = halfway(100_000, 46_000);
        StepNeed step = new StepNeed(1_000, 100, tokens -> tokens < 80 ? 0.25 : 0, Set.of(), false);
        assertThat(CostStrategy.capOutput(NO_BURST, 10).advise(budget, step, OFFERS))
                .isEqualTo(new Advice.CapOutput(LARGE, 66, 0.25, Math.round(0.25 * 3_990)));
        assertThat(CostStrategy.capOutput(NO_BURST, 67).advise(budget, step, OFFERS))
                .isInstanceOf(Advice.Refuse.class);
    }

    @Test
    void theNextStrategyIsAskedWhereOneHasNoRemedy() {
        CostStrategy chain = CostStrategy.defer(NO_BURST)
                .orElse(CostStrategy.capOutput(NO_BURST, 200))
                .orElse(CostStrategy.downgrade(NO_BURST));
        assertThat(chain.advise(halfway(100_000, 60_000), STEP, OFFERS)).isInstanceOf(Advice.Downgrade.class);
    }

    @Test
    void strategiesAreReadByName() {
        BudgetState ahead = halfway(100_000, 46_500);
        assertThat(CostStrategy.parse("pace", NO_BURST).advise(ahead, STEP, OFFERS))
                .isInstanceOf(Advice.Refuse.class);
        assertThat(CostStrategy.parse("none", NO_BURST).advise(ahead, STEP, OFFERS))
                .isEqualTo(new Advice.Proceed(LARGE));
        assertThat(CostStrategy.parse("wait:10s", NO_BURST).advise(ahead, STEP, OFFERS))
                .isEqualTo(new Advice.Wait(Duration.ofMillis(10)));
        assertThat(CostStrategy.parse("defer, downgrade", NO_BURST).advise(ahead, STEP, OFFERS))
                .isEqualTo(new Advice.Downgrade(LARGE, SMALL, 3_000));
        assertThat(CostStrategy.parse("cap:34", NO_BURST).advise(ahead, STEP, OFFERS))
                .isInstanceOf(Advice.Refuse.class);
        assertThat(CostStrategy.parse("cap:33", NO_BURST).advise(ahead, STEP, OFFERS))
                .isInstanceOf(Advice.CapOutput.class);
        for (String wrong : List.of("", "hope", "pace:3", "wait:5", "cap:9s", "cap:0", "pace,", "wait:9999999999m")) {
            assertThatThrownBy(() -> CostStrategy.parse(wrong, NO_BURST))
                    .as(wrong)
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void aPaceIsAShareAndAPeriodHasALength() {
        assertThatThrownBy(() -> new Pace(Double.NaN)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new BudgetState(1, 0, 5, 5, 5)).isInstanceOf(InvalidRequestException.class);
        assertThat(Pace.DEFAULT.allowed(new BudgetState(100, 0, 0, 10, 99))).isEqualTo(100);
    }

    @Test
    void withHalfTheBudgetADowngradeFinishesAlmostAllOfARealHour() throws IOException {
        List<Trial.Call> calls = PublishedTrace.read(Path.of(MOONCAKE));
        double hardStop = finished(calls, CostStrategy.hardStop());
        double paced = finished(calls, CostStrategy.pace(Pace.DEFAULT));
        double downgraded = finished(calls, CostStrategy.downgrade(Pace.DEFAULT));
        assertThat(downgraded).isGreaterThanOrEqualTo(0.98);
        assertThat(hardStop).isBetween(0.45, 0.60);
        assertThat(paced).isBetween(hardStop, 0.85);
    }

    /** Which share of the calls runs with half of what all would cost on the large model; each is known exactly. */
    private static double finished(List<Trial.Call> calls, CostStrategy strategy) {
        long allowance = calls.stream()
                        .mapToLong(call -> LARGE.price().units(call.inputTokens(), call.outputTokens()))
                        .sum()
                / 2;
        long start = calls.get(0).atMillis();
        long end = calls.get(calls.size() - 1).atMillis() + 1;
        long spent = 0;
        int runs = 0;
        for (Trial.Call call : calls) {
            BudgetState budget = new BudgetState(allowance, spent, start, end, call.atMillis());
            Advice advice = strategy.advise(budget, StepNeed.of(call.inputTokens(), call.outputTokens()), OFFERS);
            Offer offer = advice instanceof Advice.Downgrade downgrade ? downgrade.to() : LARGE;
            if (advice.runs()) {
                spent += offer.price().units(call.inputTokens(), call.outputTokens());
                runs++;
            }
        }
        assertThat(spent).isLessThanOrEqualTo(allowance);
        return (double) runs / calls.size();
    }

    private static BudgetState halfway(long allowance, long committed) {
        return new BudgetState(allowance, committed, 0, 1_000, 500);
    }
}
