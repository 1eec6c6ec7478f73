package io.stipend.foresight.price;

import io.stipend.config.Nearest;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import java.util.HashMap;
import java.util.Map;

/** What the calls of models cost. Immutable, so it may be read by any number of threads. */
public final class PriceBook {

    private static final int NEAREST_SHOWN = 3;

    private final Map<String, Rates> models;

    private PriceBook(Map<String, Rates> models) {
        this.models = Map.copyOf(models);
    }

    /** Starts a book without models. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a call cost: counts times prices, exactly, rounded once, half up, at the eighth decimal.
     *
     * @throws UnknownModelException when the book has no price for the model
     * @throws InvalidRequestException when something was used that the model has no price for, or the cost is above the largest amount
     */
    public Credits cost(String model, ModelUsage usage) {
        Rates rates = models.get(Checks.present(model, "model"));
        if (rates == null) {
            throw new UnknownModelException(model, Nearest.first(NEAREST_SHOWN, model, models.keySet()));
        }
        return rates.cost(Checks.present(usage, "usage"));
    }

    /** Collects models and their prices. Not thread safe. */
    public static final class Builder {

        private final Map<String, Rates> models = new HashMap<>();

        private Builder() {}

        /**
         * A model and what it costs.
         *
         * @throws InvalidRequestException when the book has the model already
         */
        public Builder model(String name, Rates rates) {
            if (models.putIfAbsent(Checks.id(name, "model"), Checks.present(rates, "rates")) != null) {
                throw new InvalidRequestException(
                        "the model " + Checks.shown(name) + " is in the book already; give each model once");
            }
            return this;
        }

        /** Builds the book. */
        public PriceBook build() {
            return new PriceBook(models);
        }
    }
}
