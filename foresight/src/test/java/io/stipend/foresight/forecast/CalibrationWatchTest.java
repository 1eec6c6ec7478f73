package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ResourceManager;
import io.stipend.core.background.EventRelay;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.BudgetForecaster.Outcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.ResourceEvent;
import io.stipend.events.ResourceEvent.ForecastCalibration;
import io.stipend.foresight.TestRelay;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real store, forecaster and relay, in a time of the test's own. */
final class CalibrationWatchTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Instant now = NOON.plusSeconds(1_000);
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, () -> now);
    private final ResourceManager manager = new ResourceManager(
            store.creditStore(),
            store.upkeep(),
            LimitPolicy.perKind(Map.of()),
            ManagerConfig.DEFAULT,
            Telemetry.none());
    private final LearnedForecaster forecaster = new LearnedForecaster();
    private final List<ResourceEvent> published = new ArrayList<>();
    private EventRelay relay = telling(published::addAll);

    private EventRelay telling(EventPublisher publisher) {
        return TestRelay.of(new CalibrationWatch(store, forecaster::figures, HOUR, () -> now).journal(), publisher);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Of each ten steps, the last uses more than was to fit. */
    private void learn(String model, double risk, int steps) {
        Features step = new Features("acme", model, null, 700, Features.UNKNOWN, 1_000);
        for (int i = 1; i <= steps; i++) {
            Forecast forecast = forecaster.forecast(step, risk);
            forecaster.learn(forecast, new Outcome(i % 10 == 0 ? 1_001 : 1, 500, 2, 1));
        }
    }

    /** Something happens, and is published. */
    private void publish() {
        manager.reserveBudget(BudgetRequest.builder(AvailableResources.credits(Credits.MAX), ExecutionConstraints.NONE)
                        .user("ada")
                        .build())
                .orElseThrow();
        relay.pass();
    }

    private void toNextHour() {
        now = now.plus(HOUR);
    }

    private List<ForecastCalibration> told() {
        return published.stream()
                .filter(ForecastCalibration.class::isInstance)
                .map(ForecastCalibration.class::cast)
                .toList();
    }

    @Test
    void whatWasStatedAndWhatCameTrueIsToldOfEachModelAndRisk() {
        learn("opus", 0.1, 200);
        learn("opus", 0.5, 100);
        learn("haiku", 0.1, 150);
        toNextHour();
        publish();

        assertThat(told())
                .extracting(ResourceEvent::stream)
                .containsExactlyInAnyOrder("opus:0.1", "opus:0.5", "haiku:0.1");
        ForecastCalibration first = told().get(0);
        assertThat(first.id())
                .isEqualTo("default/forecast/opus:0.1/" + NOON.plus(HOUR).getEpochSecond() + "/forecast.calibration");
        assertThat(first.timestamp()).isEqualTo(now);
        assertThat(first.model()).isEqualTo("opus");
        assertThat(first.stated()).isEqualTo(0.1);
        assertThat(first.steps()).isEqualTo(200);
        assertThat(first.measured()).isEqualTo((double) first.above() / 200).isPositive();
        assertThat(first.modelSteps()).isEqualTo(300);
        assertThat(first.outputUsed()).isEqualTo(30 * 1_001 + 270);
        assertThat(first.outputHeld()).isEqualTo(300 * 500);
        assertThat(first.extensions()).isEqualTo(600);
        assertThat(first.refusedExtensions()).isEqualTo(300);
    }

    @Test
    void itIsToldOnceAnHourAndOnlyOfWhatIsNew() {
        learn("opus", 0.1, 100);
        publish();
        assertThat(told()).as("in the hour of the start").isEmpty();

        toNextHour();
        publish();
        learn("opus", 0.1, 100);
        publish();
        assertThat(told()).extracting(ForecastCalibration::steps).containsExactly(100L);

        toNextHour();
        publish();
        toNextHour();
        publish();
        assertThat(told()).extracting(ForecastCalibration::steps).containsExactly(100L, 200L);
    }

    @Test
    void aModelWithFewStepsIsNotToldOf() {
        learn("opus", 0.1, LearnedForecaster.ENOUGH - 1);
        toNextHour();
        publish();
        assertThat(told()).isEmpty();

        learn("opus", 0.1, 1);
        toNextHour();
        publish();
        assertThat(told()).hasSize(1);
    }

    @Test
    void nothingIsToldWhereNothingIsPublished() {
        learn("opus", 0.1, 100);
        toNextHour();
        relay.pass();
        assertThat(told()).isEmpty();
    }

    @Test
    void aPublisherThatFailsIsGivenTheSameAgain() {
        List<String> tried = new ArrayList<>();
        relay = telling(batch -> {
            batch.forEach(event -> tried.add(event.id()));
            throw new EventPublishException("the broker is away");
        });
        learn("opus", 0.1, 100);
        toNextHour();
        assertThatThrownBy(this::publish).isInstanceOf(EventPublishException.class);
        learn("opus", 0.1, 100);
        assertThatThrownBy(relay::pass).isInstanceOf(EventPublishException.class);

        assertThat(tried.subList(0, 2))
                .isEqualTo(tried.subList(2, 4))
                .element(0)
                .asString()
                .contains("opus:0.1");
    }

    @Test
    void aRelayThatComesBackPublishesWhatItCouldNot() {
        boolean[] isAway = {true};
        relay = telling(batch -> {
            if (isAway[0]) {
                throw new EventPublishException("the broker is away");
            }
            published.addAll(batch);
        });
        learn("opus", 0.1, 100);
        toNextHour();
        assertThatThrownBy(this::publish).isInstanceOf(EventPublishException.class);
        toNextHour();
        isAway[0] = false;
        relay.pass();
        publish();

        assertThat(told())
                .as("of the hour in which it was said, and no second time")
                .hasSize(1);
        assertThat(published)
                .filteredOn(ResourceEvent.Reserved.class::isInstance)
                .hasSize(2);
    }

    @Test
    void whoTakesOverWithinTheHourTellsTheSameEvent() {
        EventRelay other = telling(published::addAll);
        learn("opus", 0.1, 100);
        toNextHour();
        publish();
        relay = other;
        publish();

        assertThat(told()).hasSize(2);
        assertThat(told().get(1).id()).isEqualTo(told().get(0).id());
    }

    @Test
    void aClockThatGoesBackTellsNothingTwice() {
        learn("opus", 0.1, 100);
        toNextHour();
        publish();
        now = now.minus(HOUR);
        learn("opus", 0.1, 100);
        publish();
        now = now.plus(HOUR);
        publish();
        assertThat(told()).hasSize(1);
    }

    @Test
    void anIntervalThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> CalibrationWatch.over(store, forecaster::figures, Duration.ofMillis(999)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("PT0.999S")
                .hasMessageContaining("a second or more");
    }
}
