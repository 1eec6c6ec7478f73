package io.stipend.foresight.price;

import io.stipend.config.SafeText;
import io.stipend.core.error.StipendException;
import java.time.LocalDate;
import java.util.List;

/**
 * The book has no price for what was used. That is never free: give it a price, or say what is to become of what has none
 * ({@link UnknownModels}).
 */
public final class NoPriceException extends StipendException {

    private static final long serialVersionUID = 1L;

    private final String model;
    private final transient List<String> nearest;

    private NoPriceException(String model, String what, List<String> nearest) {
        super(what);
        this.model = model;
        this.nearest = nearest;
    }

    /** The book does not have the model. */
    static NoPriceException unknown(String model, List<String> nearest) {
        return new NoPriceException(
                model,
                "there is no price for the model " + SafeText.value(model)
                        + (nearest.isEmpty()
                                ? ", nor for any other"
                                : "; the nearest are " + String.join(", ", nearest))
                        + "; add its price to the price list",
                nearest);
    }

    /** The book has the model, from a later day on. */
    static NoPriceException before(String model, LocalDate day, LocalDate first) {
        return new NoPriceException(
                model,
                "there is no price for the model " + SafeText.value(model) + " on " + day + ", only from " + first
                        + " on; add the price before that day to the price list",
                List.of());
    }

    /** The book has the model, and no price for something that was used of it. */
    static NoPriceException unit(String model, PricedUnit unit) {
        return new NoPriceException(
                model,
                "there is no price for each " + unit + " of the model " + SafeText.value(model)
                        + ", and some were used; add " + unit.key() + " to the model in the price list",
                List.of());
    }

    /** The model as it was asked for. */
    public String model() {
        return model;
    }

    /**
     * Up to three models of the book whose names are nearest, the nearest first. Empty if the book has the model, or is empty, or
     * this was sent from another process.
     */
    public List<String> nearest() {
        return nearest == null ? List.of() : nearest;
    }
}
