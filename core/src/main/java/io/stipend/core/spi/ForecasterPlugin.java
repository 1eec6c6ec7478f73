package io.stipend.core.spi;

import io.stipend.config.Key;
import io.stipend.config.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the forecaster of a deployment. It registers itself: listed in {@code META-INF/services/io.stipend.core.spi.ForecasterPlugin} of
 * its jar, it works where {@code forecasts.enabled} or {@code forecasts.exhaustion.enabled} is true, and reads its keys from the section {@code forecasts}.
 */
public interface ForecasterPlugin {

    /** Its keys, relative to the section {@code forecasts}. */
    List<Key<?>> keys();

    /**
     * Opens a forecaster, which knows what was learned before and is kept.
     *
     * @param values of its keys
     * @param store where what is learned is kept; empty where the store of the deployment keeps none
     * @param file where it is kept instead, if the configuration names a file
     * @throws io.stipend.core.error.InvalidRequestException if it cannot be used
     */
    Opened open(Values values, Optional<ForecastStore> store, Optional<Path> file);

    /**
     * A store around another one, which tells when accounts will be empty: for where {@code forecasts.exhaustion.enabled} is true.
     *
     * @param values of its keys
     * @param store of the accounts; closed together with what is made of it
     * @param meters where its numbers are shown
     */
    StoreAdapter watch(Values values, StoreAdapter store, BlockPlugin.Meters meters);

    /**
     * Looks whether steps can be advised by a strategy.
     *
     * @param strategy as {@code tiers.definitions.<tier>.advice} names it
     * @throws io.stipend.core.error.InvalidRequestException with what to give instead if it is none
     */
    void checkStrategy(String strategy);

    /**
     * Makes an advisor.
     *
     * @param accounts where it looks
     * @param prices what calls of models cost
     */
    CostAdvisor advisor(Strategies strategies, AccountAdministration accounts, PriceSource prices);

    /**
     * How steps are advised.
     *
     * @param strategy of steps whose tier names none; empty for no advice
     * @param burst the share of an allowance that may be spent ahead of time, from 0 to 1
     * @param models which models there are to choose from, in the order of preference, and what each can do
     */
    record Strategies(Optional<String> strategy, double burst, Map<String, Set<String>> models) {}

    /** A forecaster that keeps what it learns until it is closed. */
    interface Opened extends AutoCloseable {

        /** It. */
        BudgetForecaster forecaster();

        /**
         * A store around another one, whose journal tells now and then how good forecasts are: {@code forecast.calibration}.
         *
         * @param store closed together with what is made of it
         */
        StoreAdapter telling(StoreAdapter store);

        /** Keeps what was learned last, and ends. Again, it does nothing. */
        @Override
        void close();
    }
}
