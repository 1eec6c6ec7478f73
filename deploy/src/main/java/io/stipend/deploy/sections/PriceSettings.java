package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.duration;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.StipendException;
import io.stipend.core.spi.PriceListReader;
import io.stipend.core.spi.PriceSource;
import io.stipend.deploy.settings.CheckedSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the calls of models cost.
 *
 * @param list the price list: {@link #BUILT_IN}, or a file; empty if there are no prices
 * @param unknownModels what becomes of a model that it has no price for
 * @param checkInterval how often at most reserves look whether the file has changed; zero for each of them
 */
public record PriceSettings(Optional<Path> list, String unknownModels, Duration checkInterval) {

    /** The list that the reader of price lists brings. */
    public static final Path BUILT_IN = Path.of("built-in");

    private static final Key<Path> FILE = Key.optional(
            "prices.file",
            ValueTypes.FILE,
            "A price list, relative to this file, or `built-in`: what a step may cost that names the model it calls and no"
                    + " cost. Needs `stipend-foresight`.");
    private static final Key<String> UNKNOWN_MODELS = Key.of(
            "prices.unknown-models",
            TEXT.expecting("fail, skip or price=INPUT/OUTPUT"),
            "fail",
            "What becomes of a step whose model has no price: it is refused, held at `manager.estimates.cost`, or priced in"
                    + " credits per million tokens.");
    private static final Key<Duration> CHECK_INTERVAL = Key.of(
            "prices.check-interval",
            duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(10),
            "How often at most reserves look whether the price list has changed; 0 for each of them.");

    public static final List<Key<?>> KEYS = List.of(FILE, UNKNOWN_MODELS, CHECK_INTERVAL);

    /** No prices. */
    public static final PriceSettings NONE = none(Values.defaults(KEYS));

    private static PriceSettings none(Values defaults) {
        return new PriceSettings(Optional.empty(), defaults.get(UNKNOWN_MODELS), defaults.get(CHECK_INTERVAL));
    }

    /** What was given; problems, if it cannot be used. */
    public static PriceSettings of(CheckedSettings settings, Path folder) {
        PriceSettings prices = new PriceSettings(
                settings.find(FILE).map(file -> file.equals(BUILT_IN) ? file : folder.resolve(file)),
                settings.get(UNKNOWN_MODELS),
                settings.get(CHECK_INTERVAL));
        if (prices.list().isPresent()) {
            prices.tryOut(settings);
        }
        return prices;
    }

    private void tryOut(CheckedSettings settings) {
        if (Plugins.priceLists().isEmpty()) {
            settings.refuse(
                    FILE.path(),
                    "which needs a reader of price lists; add the dependency io.stipend:stipend-foresight");
            return;
        }
        try {
            read();
        } catch (InvalidRequestException e) {
            settings.refuse(UNKNOWN_MODELS.path(), String.valueOf(e.getMessage()));
        } catch (StipendException e) {
            settings.refuse(FILE.path(), "which cannot be used: " + e.getMessage());
        }
    }

    /** The file to read again when it has changed; empty if there is none. */
    public Optional<Path> file() {
        return list.filter(file -> !file.equals(BUILT_IN));
    }

    /**
     * Reads the prices now. Blocks while it does.
     *
     * @throws StipendException with all that is wrong with them
     */
    public PriceSource read() {
        if (list.isEmpty()) {
            return PriceSource.none();
        }
        PriceListReader reader = Plugins.priceLists()
                .orElseThrow(
                        () -> new InvalidRequestException("there is no reader of price lists on the class path; add the"
                                + " dependency io.stipend:stipend-foresight"));
        return reader.read(file(), unknownModels);
    }
}
