package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.cli.replay.engine.Tally.Count;
import io.stipend.cli.replay.engine.Timeline.Interval;
import io.stipend.cli.trace.Trace;
import io.stipend.core.ResourceManager;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.foresight.trial.Trial;
import io.stipend.foresight.trial.TrialResult;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Small cases that were worked out by hand. A token costs a credit. A thousand tokens are read in a second, ten come back in a
 * second, and five are reported at once.
 */
class SimulationTest {

    private static final Rates RATES = new Rates(1000, 10, 5);
    private static final long CREDIT = Credits.UNITS_PER_CREDIT;

    @Test
    void callsThatOverlapHoldAtTheSameTime() {
        // a: reads until 10, streams until 2010, holds 10 + 40 of 100. b: needs 30 + 40 meanwhile. c: when 30 are
        // spent.
        Outcome outcome = run("0,ada,a,,10,20,,\n1000,ada,b,,30,10,,\n3000,ada,c,,30,10,,\n", limited(100), 40);

        assertThat(outcome.count(Count.APPROVED)).isEqualTo(2);
        assertThat(outcome.tally().rejected()).isEqualTo(1);
        assertThat(outcome.credits(Count.HELD)).isEqualTo(50 + 70);
        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(30 + 40);
        PayerTally ada = outcome.user("ada");
        assertThat(ada.firstOutMillis()).hasValue(1000);
        assertThat(ada.timesOut()).isEqualTo(1);
        assertThat(ada.outMillis()).isEqualTo(2000);
        assertThat(ada.refusedShare()).isEqualTo(1 / 3.0, within(1e-9));
        assertThat(ada.refusedCost()).isEqualTo(40 * CREDIT);
        assertThat(outcome.timeline().intervalMillis()).isEqualTo(1000);
        assertThat(outcome.timeline().intervals())
                .containsExactly(
                        new Interval(1, 0, 0, 50 * CREDIT, 1),
                        new Interval(1, 1, 0, 50 * CREDIT, 1),
                        new Interval(0, 0, 30 * CREDIT, 50 * CREDIT, 1),
                        new Interval(1, 0, 0, 70 * CREDIT, 1),
                        new Interval(0, 0, 40 * CREDIT, 70 * CREDIT, 1));
    }

    @Test
    void whatEndsInTheSameMillisecondGoesBeforeWhatBegins() {
        // a ends at 2010 exactly, so b finds 70 of 100.
        assertThat(run("0,ada,a,,10,20,,\n2010,ada,b,,30,10,,\n", limited(100), 40)
                        .tally()
                        .rejected())
                .isZero();
        assertThat(run("0,ada,a,,10,20,,\n2009,ada,b,,30,10,,\n", limited(100), 40)
                        .tally()
                        .rejected())
                .isEqualTo(1);
    }

    @Test
    void limitsBeginAnewWhenTheirPeriodDoes() {
        String rows = """
                2026-03-28T22:59:50Z,ada,a,,60,0,,
                2026-03-28T22:59:55Z,ada,b,,60,0,,
                2026-03-28T23:00:05Z,ada,c,,60,0,,
                2026-03-28T23:00:10Z,ada,d,,60,0,,
                2026-03-29T21:59:59Z,ada,e,,60,0,,
                2026-03-29T22:00:00Z,ada,f,,60,0,,
                """;
        LimitPolicy daily = limited(100, LimitPeriod.daily(ZoneId.of("Europe/Berlin")));

        // Midnight in Berlin is at 23:00, and a day later, when clocks have gone forward, at 22:00.
        Outcome outcome = run(rows, daily, 0);

        assertThat(outcome.count(Count.APPROVED)).isEqualTo(3);
        PayerTally ada = outcome.user("ada");
        assertThat(ada.firstOutMillis()).hasValue(5_000);
        assertThat(ada.timesOut()).isEqualTo(2);
        // From b until midnight, and from d until the next one; e finds it out already.
        assertThat(ada.outMillis()).isEqualTo(5_000 + (23 * 3600 - 10) * 1000);
        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(180);
        assertThat(outcome.books().spent()).isEqualTo(60 * CREDIT);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void aReservationIsBookedInThePeriodInWhichItEnds() {
        // a ends ten seconds after midnight; b finds nothing spent before, and c what a left.
        String rows = """
                2026-03-01T23:59:55Z,ada,a,,50,150,,
                2026-03-02T00:00:05Z,ada,b,,1,0,,
                2026-03-02T00:00:20Z,ada,c,,1,0,,
                """;

        Outcome outcome = run(rows, limited(200, LimitPeriod.daily(ZoneId.of("UTC"))), 150);

        assertThat(outcome.count(Count.APPROVED)).isEqualTo(1);
        assertThat(outcome.books().spent()).isEqualTo(200 * CREDIT);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void leasesRunOutAndAreSettledLate() {
        // a reads for five seconds and says nothing; its lease of two runs out, and b finds its budget free.
        ManagerConfig hasty = ManagerConfig.DEFAULT.withLease(Duration.ofSeconds(2));

        Outcome outcome = run("0,ada,a,,5000,5,,\n3000,ada,b,,4000,0,,\n", limited(6000), hasty, 10);

        assertThat(outcome.count(Count.APPROVED)).isEqualTo(2);
        assertThat(outcome.count(Count.LATE)).isEqualTo(2);
        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(5005 + 4000);
        assertThat(outcome.books().debt()).isEqualTo(3005 * CREDIT);
        assertThat(outcome.books().findings()).isEmpty();
        assertThat(outcome.timeline().intervals().stream().map(interval -> interval.held() / CREDIT))
                .containsExactly(5010L, 5010L, 5010L, 4010L, 4010L, 4010L, 0L, 0L);
    }

    @Test
    void whatExpiredIsSettledLateHoweverManyOthersHaveEndedSince() {
        // a reads for 400 s, longer than its lease of 300 s; meanwhile 30,000 others end.
        StringBuilder rows = new StringBuilder("0,ada,a,,400000,0,,\n");
        for (int i = 0; i < 30_000; i++) {
            rows.append(310_000 + i).append(",ben,,,1,0,,\n");
        }

        Outcome outcome = run(rows.toString(), limited(1_000_000), 0);

        assertThat(outcome.count(Count.LATE)).isEqualTo(1);
        assertThat(outcome.count(Count.FORGOTTEN)).isZero();
        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(400_000 + 30_000);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void whatHasEndedIsForgottenSoonUnlessItIsGoingToBeSettledLate() {
        StringBuilder rows = new StringBuilder("0,ada,a,,400000,0,,\n");
        for (int i = 0; i < 5_000; i++) {
            rows.append(1_000 + 100 * i).append(",ben,,,1,0,,\n");
        }
        Fixture fixture = new Fixture(Logs.of(rows.toString()), Logs.plan(limited(1_000_000), 0), RATES);

        fixture.run();

        long kept = IntStream.rangeClosed(1, 5_001)
                .filter(number -> fixture.keeps("request-" + number))
                .count();
        assertThat(kept).isLessThan(1_100);
    }

    @Test
    void reportsRenewTheLease() {
        // The answer takes two seconds, the lease one; a report comes each half second.
        ManagerConfig hasty = ManagerConfig.DEFAULT.withLease(Duration.ofSeconds(1));

        assertThat(run("0,ada,a,,10,20,,\n", limited(100), hasty, 20).count(Count.LATE))
                .isZero();
        assertThat(run("0,ada,a,,10,20,,\n", limited(100), hasty, 20, new Rates(1000, 10, 10))
                        .count(Count.LATE))
                .isEqualTo(1);
    }

    @Test
    void byTimeReportsComeEveryTwoSecondsHoweverSlowTheAnswerIs() {
        // 60 tokens in ten minutes, and a lease of five. All at once they come too late, a token every ten seconds does
        // not.
        String slow = "0,ada,a,,0,60,,600000\n";

        assertThat(run(slow, limited(100), ManagerConfig.DEFAULT, 60, new Rates(4000, 30, 60))
                        .count(Count.LATE))
                .isEqualTo(1);
        assertThat(run(slow, limited(100), ManagerConfig.DEFAULT, 60, new Rates(4000, 30, Rates.BY_TIME))
                        .count(Count.LATE))
                .isZero();
    }

    @Test
    void byTimeReportsKeepALeaseThatIsShorterThanTwoSeconds() {
        ManagerConfig hasty = ManagerConfig.DEFAULT.withLease(Duration.ofSeconds(1));

        assertThat(run("0,ada,a,,0,100,,10000\n", limited(100), hasty, 100, new Rates(4000, 30, Rates.BY_TIME))
                        .count(Count.LATE))
                .isZero();
    }

    @Test
    void aRequestWaitsForTheOneBeforeInItsSession() {
        Outcome outcome = run("0,ada,s,,10,20,,\n500,ada,s,,10,0,,\n600,ada,s,,10,0,,\n", limited(1000), 40);

        // Until 2010, and the third until the second has read, at 2020.
        assertThat(outcome.count(Count.WAITED)).isEqualTo(2);
        assertThat(outcome.count(Count.WAITED_MILLIS)).isEqualTo(1510 + 1420);
        assertThat(outcome.count(Count.SETTLED)).isEqualTo(3);
    }

    @Test
    void manyWaitInTheirOrderAndManyAreRefusedAfterEachOther() {
        // Of 20,000 requests of 1,000 each in one session, 5,000 are paid for; the others are refused in one go at the
        // end.
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            rows.append(i / 100).append(",ada,s,,1000,0,,\n");
        }

        Outcome outcome = run(rows.toString(), limited(5_000_000), 0);

        assertThat(outcome.count(Count.SETTLED)).isEqualTo(5_000);
        assertThat(outcome.tally().rejected()).isEqualTo(15_000);
        assertThat(outcome.count(Count.WAITED)).isEqualTo(19_999);
        // Each is read for a second after the one before. The last 15,000 are sent when the 5,000th ends.
        long sent = 1000L * (4_999L * 5_000 / 2) + 15_000L * 5_000_000;
        long arrived = 100L * (199L * 200 / 2);
        assertThat(outcome.count(Count.WAITED_MILLIS)).isEqualTo(sent - arrived);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void whereTheLogSaysHowLongCallsTookTheyAreSentAsItHasIt() {
        Outcome outcome = run("0,ada,s,,10,20,,800\n500,ada,s,,10,0,,300\n", limited(1000), 40);

        assertThat(outcome.count(Count.WAITED)).isZero();
        assertThat(outcome.timeline().intervals()).containsExactly(new Interval(2, 0, 40 * CREDIT, 100 * CREDIT, 2));
    }

    @Test
    void whatWaitsIsSentWhenTheOneBeforeIsRefused() {
        Outcome outcome =
                run("0,ada,s,,10,20,,\n500,ada,s,,90,0,,\n501,ada,s,,90,0,,\n502,ada,s,,5,0,,\n", limited(100), 40);

        assertThat(outcome.tally().rejected()).isEqualTo(2);
        assertThat(outcome.count(Count.SETTLED)).isEqualTo(2);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void anOverrunThatPolicyRefusesIsReleasedWithWhatWasReported() {
        ManagerConfig strict = ManagerConfig.DEFAULT.withOverrunPolicy(OverrunPolicy.REJECT);

        Outcome outcome = run("0,ada,a,,10,20,,\n", limited(100), strict, 5);

        assertThat(outcome.count(Count.RELEASED)).isEqualTo(1);
        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(30);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void anOverrunThatPolicyCapsIsNotAllCharged() {
        ManagerConfig capped = ManagerConfig.DEFAULT.withOverrunPolicy(OverrunPolicy.CAP);

        Outcome outcome = run("0,ada,a,,10,20,,\n", limited(20), capped, 5);

        assertThat(outcome.credits(Count.CHARGED)).isEqualTo(20);
        assertThat(outcome.credits(Count.UNCOLLECTED)).isEqualTo(10);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void intervalsAreJoinedIfTheLastCallsTakeLong() {
        Outcome outcome = run("0,ada,a,,10,20,,\n1000,ada,b,,10,20,,86400000\n", limited(100), 20);

        assertThat(outcome.timeline().intervals()).hasSizeLessThanOrEqualTo(240);
        assertThat(outcome.timeline().intervals().stream()
                        .mapToLong(Interval::spent)
                        .sum())
                .isEqualTo(60 * CREDIT);
    }

    @Test
    void aLadderEndsAtItsLimitAndTheRestIsAnOverrun() {
        HoldMethod ladder = new HoldMethod(HoldMethod.Kind.LADDER, 40, 0.01);

        Outcome outcome = new Fixture(Logs.of("0,ada,a,,10,100,,\n"), Logs.plan(limited(60), ladder), RATES).run();

        EstimateReport estimates = outcome.outcome().estimates();
        assertThat(estimates.requests()).isEqualTo(1);
        assertThat(estimates.heldOverUsed()).isEqualTo(50.0 / 110, within(1e-9));
        assertThat(estimates.outputHeldOverUsed()).isEqualTo(0.4, within(1e-9));
        assertThat(estimates.overrunShare()).isEqualTo(1);
        assertThat(estimates.extensionsPerRequest()).isPositive();
        assertThat(estimates.refusedExtensions()).isZero();
        assertThat(outcome.credits(Count.OVERRUN)).isEqualTo(60);
        assertThat(outcome.books().findings()).isEmpty();
    }

    @Test
    void anExtensionThatIsRefusedTakesWhatThereIs() {
        // Both fit at first, at 70 and 90 of 130 at most. Then both grow, until nothing is left for either.
        HoldMethod ladder = new HoldMethod(HoldMethod.Kind.LADDER, 60, 0.01);

        Outcome outcome = new Fixture(
                        Logs.of("0,ada,a,,10,60,,\n100,ada,b,,30,60,,\n"), Logs.plan(limited(130), ladder), RATES)
                .run();

        EstimateReport estimates = outcome.outcome().estimates();
        assertThat(outcome.count(Count.APPROVED)).isEqualTo(2);
        assertThat(estimates.refusedExtensions()).isPositive();
        assertThat(estimates.overrunShare()).isEqualTo(1);
        assertThat(outcome.timeline().intervals().stream()
                        .mapToLong(Interval::held)
                        .max())
                .hasValue(130 * CREDIT);
        assertThat(outcome.books().debt()).isEqualTo(30 * CREDIT);
        assertThat(outcome.books().findings()).isEmpty();
    }

    /** Ten requests of 10 + 10 tokens, ten seconds apart, in one session; a user has 100 credits of the 200 they take. */
    private static StrategyReport tried(String strategy) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            rows.append(i * 10_000).append(",ada,s,,10,10,,\n");
        }
        Outcome outcome = new Fixture(Logs.of(rows.toString()), Logs.plan(limited(100), 10, strategy), RATES).run();
        assertThat(outcome.books().findings()).isEmpty();
        assertThat(outcome.count(Count.REQUESTED)).isEqualTo(10);
        return outcome.outcome().strategy();
    }

    @Test
    void aStrategyIsFollowedByTheAccountAsItStands() {
        // Every nine seconds ten credits are on pace: every second request from the third on, as the first finds
        // nothing yet.
        assertThat(tried("none").finished()).containsExactly(Map.entry("", 5L));
        StrategyReport paced = tried("pace");
        assertThat(paced.refused()).isEqualTo(10 - paced.finishedInAll());
        assertThat(paced.finishedInAll()).isEqualTo(4);
        StrategyReport deferred = tried("defer");
        assertThat(deferred.deferred()).isEqualTo(6);
        StrategyReport cheaper = tried("downgrade");
        assertThat(cheaper.finishedInAll()).isEqualTo(10);
        assertThat(cheaper.finished()).containsOnlyKeys("", "small");
    }

    @Test
    void whoWaitsForThePaceRunsLaterAndKeepsItsPlaceInItsSession() {
        StrategyReport waited = tried("wait:1h");

        assertThat(waited.finishedInAll() + waited.refused()).isEqualTo(10);
        assertThat(waited.waited()).isPositive();
        assertThat(waited.waitedMillis()).isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void anAnswerThatIsCutOffIsPaidAndWasted() {
        StrategyReport cut = tried("cap:1");

        assertThat(cut.truncated()).isPositive();
        assertThat(cut.wasted()).isGreaterThanOrEqualTo(11 * CREDIT * cut.truncated());
    }

    private static final HoldMethod LADDER = new HoldMethod(HoldMethod.Kind.LADDER, 1_000, 0.01);

    /** The trial of the module that forecasts is another program, which knows nothing of managers and stores. */
    @Test
    void withoutLimitsItIsAsGoodAsTheTrialSays() {
        List<Trial.Call> calls = new ArrayList<>();
        Random random = new Random(15);
        for (int i = 0; i < 1_500; i++) {
            int input = 1 + random.nextInt(2_000);
            calls.add(Trial.Call.of(i * 700L, input, (int) Math.min(900, Math.exp(3 + 1.2 * random.nextGaussian()))));
        }

        asTheTrialSays(calls, 1_500);
    }

    /** Each of 50 sessions is answered at a length of its own, and a turn ends before the next one is sent. */
    @Test
    void withTheTurnsOfItsSessionsItIsAsGoodAsTheTrialSays() {
        int sessions = 50;
        List<Trial.Call> calls = new ArrayList<>();
        Random random = new Random(16);
        for (int i = 0; i < 3_000; i++) {
            long previous =
                    i < sessions ? Features.UNKNOWN : calls.get(i - sessions).outputTokens();
            int output = (int) ((i % sessions < sessions / 2 ? 10 : 200) * (1 + 0.3 * random.nextDouble()));
            calls.add(new Trial.Call(i * 1_000L, 1 + random.nextInt(2_000), output, null, null, previous));
        }

        EstimateReport told = asTheTrialSays(calls, sessions);
        EstimateReport untold = replayed(calls, calls.size());
        assertThat(told.outputHeldOverUsed()).isLessThan(0.8 * untold.outputHeldOverUsed());
    }

    private static EstimateReport asTheTrialSays(List<Trial.Call> calls, int sessions) {
        EstimateReport replayed = replayed(calls, sessions);
        TrialResult tried = new Trial(new Trial.Pricing(1, 1, 1000, 10)).run(calls, LADDER.begin(1));
        assertThat(replayed.requests()).isEqualTo(calls.size());
        assertThat(replayed.overrunShare()).isZero();
        assertThat(replayed.heldOverUsed()).isEqualTo(tried.heldOverUsed(), within(1e-3));
        assertThat(replayed.heldOverUsedOverTime()).isEqualTo(tried.heldOverUsedOverTime(), within(1e-2));
        assertThat(replayed.outputHeldOverUsed()).isEqualTo(tried.outputHeldOverUsed(), within(1e-2));
        assertThat(replayed.extensionsPerRequest()).isEqualTo(tried.extensionsPerRequest(), within(1e-2));
        assertThat(replayed.calibration())
                .filteredOn(risk -> risk.stated() == 0.01)
                .singleElement()
                .satisfies(risk -> assertThat(risk.measured()).isEqualTo(tried.overrunShare(), within(2e-3)));
        return replayed;
    }

    /** What a replay of these calls says, where one session after the other has a turn. */
    private static EstimateReport replayed(List<Trial.Call> calls, int sessions) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < calls.size(); i++) {
            Trial.Call call = calls.get(i);
            rows.append(String.format(
                    Locale.ROOT,
                    "%d,ada,s%d,,%d,%d,,%n",
                    call.atMillis(),
                    i % sessions,
                    call.inputTokens(),
                    call.outputTokens()));
        }
        return new Fixture(Logs.of(rows.toString()), Logs.plan(limited(10_000_000), LADDER), new Rates(1000, 10, 1))
                .run()
                .outcome()
                .estimates();
    }

    @Test
    void aStoppedSimulationEndsWhatRuns() {
        Trace trace = Logs.of("0,ada,a,,10,20,,\n1000,ada,b,,30,10,,\n");
        Fixture fixture = new Fixture(trace, Logs.plan(limited(100), 40), RATES);
        fixture.simulation.stop();

        ReplayRun.Outcome outcome = fixture.simulation.run();

        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.tally().get(Count.REQUESTED)).isZero();
    }

    private static LimitPolicy limited(long credits) {
        return limited(credits, LimitPeriod.NEVER);
    }

    private static LimitPolicy limited(long credits, LimitPeriod period) {
        return LimitPolicy.perKind(Map.of(
                AccountId.Kind.USER,
                new AccountTerms(Limits.credits(Credits.of(credits)), ResourceVector.ZERO, period)));
    }

    private Outcome run(String rows, LimitPolicy limits, long maxOutput) {
        return run(rows, limits, ManagerConfig.DEFAULT, maxOutput);
    }

    private Outcome run(String rows, LimitPolicy limits, ManagerConfig manager, long maxOutput) {
        return run(rows, limits, manager, maxOutput, RATES);
    }

    private Outcome run(String rows, LimitPolicy limits, ManagerConfig manager, long maxOutput, Rates rates) {
        return new Fixture(Logs.of(rows), Logs.plan(limits, manager, maxOutput), rates).run();
    }

    /** A simulation and its store. */
    private static final class Fixture {

        private final SimulatedClock clock;
        private final StoreAdapter store;
        private final Simulation simulation;

        Fixture(Trace trace, BudgetPlan plan, Rates rates) {
            clock = new SimulatedClock(trace.startMillis());
            store = MemoryStores.open(Simulation.STORE.withJournalCapacity(0), clock);
            ResourceManager manager = new ResourceManager(
                    store.creditStore(),
                    store.upkeep(),
                    plan.policy().limits(),
                    plan.policy().manager(),
                    Telemetry.none());
            simulation = new Simulation(
                    trace,
                    manager,
                    store.upkeep(),
                    store.accountAdministration(),
                    () -> {},
                    clock,
                    plan,
                    "default",
                    rates);
        }

        boolean keeps(String reservation) {
            return store.creditStore().find(ReservationId.of(reservation)).isPresent();
        }

        Outcome run() {
            ReplayRun.Outcome outcome = simulation.run();
            Books books = Audit.of(
                    store.accountAdministration(),
                    "default",
                    store.upkeep().openReservations(),
                    outcome.tally(),
                    clock.millis());
            return new Outcome(outcome, books);
        }
    }

    /** What a simulation came to, and the books after it. */
    private record Outcome(ReplayRun.Outcome outcome, Books books) {

        Tally tally() {
            return outcome.tally();
        }

        Timeline timeline() {
            return outcome.timeline();
        }

        long count(Count what) {
            return tally().get(what);
        }

        long credits(Count what) {
            return count(what) / CREDIT;
        }

        PayerTally user(String name) {
            return tally().users().stream()
                    .filter(user -> user.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
