package io.stipend.foresight.forecast;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells how good forecasts are: {@code forecast.calibration}, once in an interval for each model and each risk that was stated, from the model's
 * hundredth settled step on and if any was settled since. A store around another one: what is told comes with the entries of its journal, so that it is
 * published like all events, by one process at a time, and again until the publisher has taken it. Where nothing is published, nothing is told.
 *
 * <p>Intervals are those of the clock: with an hour, each full hour. A process tells nothing in the interval in which it began. Two processes that take
 * turns within one say the same with the same id. Thread safe.
 */
public final class CalibrationWatch extends ForwardingStore {

    private final Journal journal;

    CalibrationWatch(
            StoreAdapter store, Supplier<List<ForecastFigures>> figures, Duration interval, InstantSource clock) {
        super(store);
        if (interval.toSeconds() < 1) {
            throw new InvalidRequestException(
                    "how good forecasts are is told every " + interval + "; give a second or more");
        }
        this.journal = new CalibrationJournal(store.journal(), Checks.present(figures, "figures"), interval, clock);
    }

    /**
     * Begins to tell.
     *
     * @param store closed together with it
     * @param figures how good forecasts were, for example {@link SharedForecasts#figures()} or {@link LearnedForecaster#figures}; must not block
     * @param interval how often it is told, at least a second
     * @throws InvalidRequestException if the interval is shorter
     */
    public static CalibrationWatch over(
            StoreAdapter store, Supplier<List<ForecastFigures>> figures, Duration interval) {
        return new CalibrationWatch(store, figures, interval, InstantSource.system());
    }

    @Override
    public Journal journal() {
        return journal;
    }
}
