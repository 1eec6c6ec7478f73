package io.stipend.core.spi;

import io.stipend.config.Key;
import io.stipend.config.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes the forecaster of a deployment. It registers itself: listed in {@code META-INF/services/io.stipend.core.spi.ForecasterPlugin} of
 * its jar, it works where {@code forecasts.enabled} is true, and reads its keys from the section {@code forecasts}.
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

    /** A forecaster that keeps what it learns until it is closed. */
    interface Opened extends AutoCloseable {

        /** It. */
        BudgetForecaster forecaster();

        /** Keeps what was learned last, and ends. Again, it does nothing. */
        @Override
        void close();
    }
}
