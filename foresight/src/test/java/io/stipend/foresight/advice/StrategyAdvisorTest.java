package io.stipend.foresight.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.Stipend;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.StepAdvice;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.foresight.forecast.LearnedForecaster;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real store, a quarter into a day of 100 credits. */
final class StrategyAdvisorTest {

    private static final Instant SIX = Instant.parse("2026-03-01T06:00:00Z");
    private static final AvailableResources PLENTY = AvailableResources.credits(Credits.MAX);

    /** A credit for each output token of the large model, a tenth of that for the small one. */
    private static final PriceSource PRICES = (model, input, output) -> switch (model) {
        case "large" -> Optional.of(Credits.of(output));
        case "small", "blind" -> Optional.of(Credits.ofUnits(Credits.UNITS_PER_CREDIT / 10 * output));
        default -> throw new InvalidRequestException("no price for " + model + "; give one");
    };

    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, () -> SIX);
    private @Nullable Stipend stipend;

    @AfterEach
    void close() {
        if (stipend != null) {
            stipend.close();
        }
        store.close();
    }

    @Test
    void whatKeepsToThePaceProceeds() {
        start("downgrade", null);

        StepAdvice advice = advice(reserve(10));

        assertThat(advice.kind()).isEqualTo(StepAdvice.Kind.PROCEED);
        assertThat(advice.model()).isEqualTo("large");
    }

    @Test
    void whatIsAheadOfItIsMovedToTheCheaperModelThatCanDoWhatIsRequired() {
        start("downgrade", null);
        spend(30);

        ReserveResult result = reserve(10);
        StepAdvice advice = advice(result);

        assertThat(advice.kind()).isEqualTo(StepAdvice.Kind.DOWNGRADE);
        assertThat(advice.model()).isEqualTo("small");
        assertThat(Credits.ofUnits(advice.savedUnits())).isEqualTo(Credits.of(9));
        assertThat(advice.text()).contains("small", "9.00000000");
        assertThat(result.orElseThrow().held().credits())
                .as("advice is not applied")
                .isEqualTo(Credits.of(10).units());
    }

    @Test
    void aRefusalIsAdvisedToo() {
        start("downgrade", null);
        spend(95);

        ReserveResult result = reserve(10);

        assertThat(result.isApproved()).isFalse();
        assertThat(advice(result).kind()).isEqualTo(StepAdvice.Kind.DOWNGRADE);
    }

    @Test
    void aTierSaysItsOwn() {
        start("downgrade", "wait:5h");
        spend(30);

        StepAdvice advice = advice(reserve(1));

        assertThat(advice.kind()).isEqualTo(StepAdvice.Kind.WAIT);
        // Allowed are 5 and 95 · elapsed; 31 are committed with it: 0.2737 of the day, 34 minutes from now.
        assertThat((double) advice.waitMillis()).isCloseTo(2_046_316.0, within(2.0));
    }

    @Test
    void deferIsToTheEndOfThePeriod() {
        start("defer", null);
        spend(60);

        assertThat(advice(reserve(1)).untilMillis())
                .isEqualTo(Instant.parse("2026-03-02T00:00:00Z").toEpochMilli());
    }

    @Test
    void aCapSaysWhatItWastes() {
        start("cap:5", null);
        spend(20);

        StepAdvice advice = advice(reserve(30));

        assertThat(advice.kind()).isEqualTo(StepAdvice.Kind.CAP_OUTPUT);
        assertThat(advice.outputTokens()).isEqualTo(8);
        assertThat(Credits.ofUnits(advice.wastedUnits())).isEqualTo(Credits.of(8));
    }

    @Test
    void ifThereIsNoRemedyItIsRefused() {
        start("cap:5", null);
        spend(60);

        assertThat(advice(reserve(30)).kind()).isEqualTo(StepAdvice.Kind.REFUSE);
        assertThat(advice(reserve(30)).text()).contains("ahead of its pace");
    }

    @Test
    void whoDoesNotAskGetsNone() {
        start("downgrade", null);

        assertThat(stipend().manager().reserveBudget(request(10).build()).advice())
                .isNull();
    }

    @Test
    void withoutAStrategyThereIsNone() {
        start(null, null);

        assertThat(reserve(10).advice()).isNull();
    }

    @Test
    void withoutAModelThereIsNone() {
        start("downgrade", null);

        BudgetRequest request = BudgetRequest.builder(PLENTY, ExecutionConstraints.NONE)
                .user("ada")
                .advise()
                .build();
        assertThat(stipend().manager().reserveBudget(request).advice()).isNull();
    }

    @Test
    void askingIsNoPartOfTheRequest() {
        start("downgrade", null);
        stipend().manager().reserveBudget(request(10).reservationId("r").build());

        ReserveResult again = stipend()
                .manager()
                .reserveBudget(request(10).reservationId("r").advise().build());

        assertThat(again.orElseThrow().replayed()).isTrue();
        assertThat(advice(again).kind()).isEqualTo(StepAdvice.Kind.PROCEED);
    }

    @Test
    void whatIsForecastIsAdvisedByItsFit() {
        stipend = Stipend.builder(store)
                .tiers(tiers(null))
                .prices(PRICES)
                .forecaster(new LearnedForecaster())
                .advisor(advisor("downgrade"))
                .build();
        spend(30);

        StepAdvice advice = advice(reserve(10));

        assertThat(advice.kind()).isEqualTo(StepAdvice.Kind.DOWNGRADE);
    }

    @Test
    void aModelWithoutAPriceIsToldAndNothingIsHeld() {
        stipend = Stipend.builder(store)
                .tiers(tiers(null))
                .prices(PRICES)
                .advisor(new StrategyAdvisor(
                        store.accountAdministration(),
                        PRICES,
                        new StrategyAdvisor.Settings("downgrade", Pace.DEFAULT, Map.of("unheard-of", Set.of("tools"))),
                        () -> SIX))
                .build();
        spend(30);

        assertThatThrownBy(() -> reserve(10))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("unheard-of");
        assertThat(store.accountAdministration()
                        .show(AccountId.user("ada"))
                        .orElseThrow()
                        .reserved()
                        .credits())
                .isZero();
    }

    @Test
    void aStrategyThatIsNoneIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> new StrategyAdvisor.Settings("downgrad,cap:64", Pace.DEFAULT, Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("did you mean downgrade?");
    }

    private void start(@Nullable String byDefault, @Nullable String ofTier) {
        stipend = Stipend.builder(store)
                .tiers(tiers(ofTier))
                .prices(PRICES)
                .advisor(advisor(byDefault))
                .build();
    }

    private StrategyAdvisor advisor(@Nullable String strategy) {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        models.put("large", Set.of("tools", "vision"));
        models.put("blind", Set.of("vision"));
        models.put("small", Set.of("tools"));
        return new StrategyAdvisor(
                store.accountAdministration(),
                PRICES,
                new StrategyAdvisor.Settings(strategy, Pace.DEFAULT, models),
                () -> SIX);
    }

    private static TierTable tiers(@Nullable String strategy) {
        Tier.Builder tier = Tier.builder("pro")
                .terms(new AccountTerms(
                        Limits.credits(Credits.of(100)), ResourceVector.ZERO, LimitPeriod.daily(ZoneOffset.UTC)));
        return new TierTable(TierTable.contents((strategy == null ? tier : tier.advice(strategy)).build())
                .build());
    }

    private Stipend stipend() {
        return Objects.requireNonNull(stipend);
    }

    private void spend(long credits) {
        stipend()
                .manager()
                .charge(BudgetRequest.Charge.builder(ResourceUsage.builder()
                                .credits(Credits.of(credits))
                                .build())
                        .user("ada")
                        .build());
    }

    private static BudgetRequest.Builder request(long outputTokens) {
        return BudgetRequest.builder(
                        PLENTY,
                        ExecutionConstraints.builder()
                                .modelCall("large", 0, outputTokens)
                                .build())
                .user("ada");
    }

    private ReserveResult reserve(long outputTokens) {
        ExecutionConstraints call = ExecutionConstraints.builder()
                .modelCall("large", 0, outputTokens)
                .requireCapabilities("tools")
                .build();
        AvailableResources able = PLENTY.withModels(
                new AvailableResources.ModelOffer("house", "large", Set.of("tools"), Credits.ZERO, true));
        return stipend()
                .manager()
                .reserveBudget(
                        BudgetRequest.builder(able, call).user("ada").advise().build());
    }

    private static StepAdvice advice(ReserveResult result) {
        return Objects.requireNonNull(result.advice());
    }
}
