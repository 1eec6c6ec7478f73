package io.stipend.foresight.forecast;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.longNumber;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.foresight.advice.CostStrategy;
import io.stipend.foresight.advice.ExhaustionSettings;
import io.stipend.foresight.advice.ExhaustionWatch;
import io.stipend.foresight.advice.Pace;
import io.stipend.foresight.advice.StrategyAdvisor;
import io.stipend.foresight.forecast.LearnedForecaster.Settings;
import io.stipend.foresight.shadow.ShadowWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learned forecasts for deployments; found by the service loader. */
public final class LearnedForecasts implements ForecasterPlugin, LimitPolicy.Shadowing {

    private static final Logger log = LoggerFactory.getLogger(LearnedForecasts.class);

    private static final Key<Long> MAX_OUTPUT = Key.of(
            "max-output",
            longNumber(1, Buckets.LARGEST),
            Settings.DEFAULT.limit(),
            "The most output tokens of a step that does not say; held until enough is known.");
    private static final Key<Long> LOOK_AHEAD = Key.of(
            "look-ahead",
            longNumber(0, 4_096),
            Settings.DEFAULT.lookAhead(),
            "How many tokens of its hold a stream must have left: as many as come between two counts.");
    private static final Key<Integer> MAX_GROUPS = Key.of(
            "max-groups",
            wholeNumber(1, 1_000_000),
            Settings.DEFAULT.maxGroups(),
            "How many groups of steps that are alike are remembered; each takes at most 1 KB.");
    private static final Key<Duration> SHARE_INTERVAL = Key.of(
            "share-interval",
            duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            Duration.ofMinutes(1),
            "How often what was learned is kept in the store, and what other nodes learned is added.");

    private static final Key<Duration> REPORT_INTERVAL = Key.of(
            "report-interval",
            duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            Duration.ofHours(1),
            "How often `forecast.calibration` tells how good forecasts are, where any were learned from.");

    @Override
    public List<Key<?>> keys() {
        return Stream.concat(
                        Stream.of(MAX_OUTPUT, LOOK_AHEAD, MAX_GROUPS, SHARE_INTERVAL, REPORT_INTERVAL),
                        ExhaustionSettings.KEYS.stream())
                .toList();
    }

    @Override
    public Opened open(Values values, Optional<ForecastStore> store, Optional<Path> file) {
        LearnedForecaster forecaster = new LearnedForecaster(
                new Settings(values.get(MAX_OUTPUT), values.get(LOOK_AHEAD), values.get(MAX_GROUPS)));
        Optional<ForecastStore> kept =
                file.<ForecastStore>map(ForecastFile::new).or(() -> store);
        if (kept.isEmpty()) {
            log.info("forecasts are learned anew each time: the store keeps none, and forecasts.file names no file");
        }
        Optional<SharedForecasts> shared =
                kept.map(each -> SharedForecasts.start(forecaster, each, values.get(SHARE_INTERVAL)));
        return new Running(forecaster, shared, values.get(REPORT_INTERVAL));
    }

    @Override
    public StoreAdapter watch(Values values, StoreAdapter store, BlockPlugin.Meters meters) {
        return ExhaustionWatch.over(store, ExhaustionSettings.of(values), meters);
    }

    @Override
    public StoreAdapter shadow(LimitPolicy policy, StoreAdapter store, BlockPlugin.Meters meters) {
        return ShadowWatch.over(store, policy, meters);
    }

    @Override
    public void checkStrategy(String strategy) {
        CostStrategy.parse(strategy, Pace.DEFAULT);
    }

    @Override
    public CostAdvisor advisor(Strategies strategies, AccountAdministration accounts, PriceSource prices) {
        return new StrategyAdvisor(
                accounts,
                prices,
                new StrategyAdvisor.Settings(
                        strategies.strategy().orElse(null), new Pace(strategies.burst()), strategies.models()));
    }

    private record Running(BudgetForecaster forecaster, Optional<SharedForecasts> shared, Duration reportInterval)
            implements Opened {

        @Override
        public StoreAdapter telling(StoreAdapter store) {
            return CalibrationWatch.over(
                    store, shared.isPresent() ? shared.get()::figures : forecaster::figures, reportInterval);
        }

        @Override
        public void close() {
            shared.ifPresent(SharedForecasts::close);
        }
    }
}
