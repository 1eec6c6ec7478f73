package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.RATIO;
import static io.stipend.config.ValueTypes.YES_OR_NO;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.settings.CheckedSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what steps will use is forecast.
 *
 * @param enabled whether it is
 * @param risk the share of steps that may use more than must be available, where the request does not say
 * @param file where what is learned is kept instead of in the store, if it is
 * @param exhaustion whether it is told when accounts will be empty
 * @param values of the forecaster's own keys
 */
public record ForecastSettings(boolean enabled, double risk, Optional<Path> file, boolean exhaustion, Values values) {

    static final KeyPath SECTION = new KeyPath(List.of("forecasts"));

    private static final Key<Boolean> ENABLED = Key.of(
            "forecasts.enabled",
            YES_OR_NO,
            false,
            "Whether a step that does not say how many tokens it takes is held at a forecast, learned from the steps before it."
                    + " Needs `stipend-foresight`.");
    private static final Key<Double> RISK = Key.of(
            "forecasts.risk",
            RATIO,
            0.01,
            "The share of steps that may use more than must be available, where the request does not say; above 0 and below 1.");
    private static final Key<Path> FILE = Key.optional(
            "forecasts.file",
            ValueTypes.FILE,
            "Where what is learned is kept, relative to this file, instead of in the store; for the memory store, which keeps none.");

    private static final Key<Boolean> EXHAUSTION = Key.of(
            "forecasts.exhaustion.enabled",
            YES_OR_NO,
            false,
            "Whether `account.forecast` tells that an account is expected to be empty before its period ends. Needs `stipend-foresight`.");

    /** Nothing is forecast. */
    public static final ForecastSettings NONE =
            new ForecastSettings(false, 0.01, Optional.empty(), false, Values.defaults(ownKeys()));

    /** The keys, with those of the forecaster that is there. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(ENABLED, RISK, FILE, EXHAUSTION));
        ownKeys().forEach(key -> keys.add(key.under(SECTION)));
        return keys;
    }

    private static List<Key<?>> ownKeys() {
        return Plugins.forecaster().map(ForecasterPlugin::keys).orElseGet(List::of);
    }

    /** What was given; problems, if it cannot be used. */
    public static ForecastSettings of(CheckedSettings settings, Path folder) {
        ForecastSettings forecasts = new ForecastSettings(
                settings.get(ENABLED),
                settings.get(RISK),
                settings.find(FILE).map(folder::resolve),
                settings.get(EXHAUSTION),
                settings.settings().values(SECTION, ownKeys()));
        if (!(forecasts.risk > 0 && forecasts.risk < 1)) {
            settings.refuse(RISK.path(), "which is no risk; give a share above 0 and below 1");
        }
        if ((forecasts.enabled || forecasts.exhaustion) && Plugins.forecaster().isEmpty()) {
            settings.refuse(
                    (forecasts.enabled ? ENABLED : EXHAUSTION).path(),
                    "which needs a forecaster; add the dependency io.stipend:stipend-foresight");
        }
        return forecasts;
    }

    /**
     * Opens the forecaster, if there is to be one. Blocks like the store.
     *
     * @param store where what is learned is kept, if it keeps any
     */
    public Optional<ForecasterPlugin.Opened> open(Optional<ForecastStore> store) {
        if (!enabled) {
            return Optional.empty();
        }
        return Optional.of(plugin().open(values, store, file));
    }

    private static ForecasterPlugin plugin() {
        return Plugins.forecaster()
                .orElseThrow(() -> new InvalidRequestException("there is no forecaster on the class path; add the"
                        + " dependency io.stipend:stipend-foresight"));
    }

    /** A store that tells when accounts will be empty; the store itself if that is not to be told. */
    public StoreAdapter watching(StoreAdapter store, Telemetry telemetry) {
        return exhaustion ? plugin().watch(values, store, telemetry) : store;
    }
}
