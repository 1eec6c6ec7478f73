package io.stipend.bench;

import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.foresight.forecast.LearnedForecaster;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a forecast and an outcome cost a caller, with a forecaster that knows thousands of outcomes. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class ForecastCalls {

    private static final int STEPS = 1 << 13;

    /** Whether steps have a model and one of 50 keys, so that six groups are looked at; else three. */
    @Param({"false", "true"})
    public boolean keyed;

    private final LearnedForecaster forecaster = new LearnedForecaster();
    private final Forecast[] forecasts = new Forecast[STEPS];
    private final long[] outputs = new long[STEPS];

    /** Where a thread is. */
    @State(Scope.Thread)
    public static class Place {

        private int step;

        int next() {
            step = (step + 1) % STEPS;
            return step;
        }
    }

    /** Learns from each step, and keeps forecasts to learn from. */
    @Setup
    public void learnFirst() {
        Random random = new Random(1);
        for (int step = 0; step < STEPS; step++) {
            long input = (long) Math.exp(7 + 1.2 * random.nextGaussian());
            outputs[step] = (long) Math.exp(5 + random.nextGaussian());
            String key = keyed ? "prompt " + random.nextInt(50) : null;
            String model = keyed ? "opus" : null;
            forecaster.learn(
                    new Features("default", model, key, input, Features.UNKNOWN, Features.UNKNOWN), outputs[step]);
            forecasts[step] = forecaster.forecast(
                    new Features("default", model, key, input, Features.UNKNOWN, Features.UNKNOWN), 0.01);
        }
        for (Forecast forecast : forecasts) {
            forecaster.forget(forecast);
        }
    }

    @Benchmark
    public Forecast forecast(Place place) {
        return forecaster.forecast(forecasts[place.next()].features(), 0.01);
    }

    @Benchmark
    public void learn(Place place) {
        int step = place.next();
        forecaster.learn(forecasts[step], outputs[step]);
    }
}
