package io.stipend.foresight.price;

import io.stipend.config.SafeText;
import io.stipend.core.error.StipendException;
import java.util.List;

/** The book has no price for this model. It is never free: give it a price, or say what to do with models without one. */
public final class UnknownModelException extends StipendException {

    private static final long serialVersionUID = 1L;

    private final String model;
    private final List<String> nearest;

    UnknownModelException(String model, List<String> nearest) {
        super("no price for the model " + SafeText.value(model)
                + (nearest.isEmpty() ? "; the price book is empty" : "; the nearest are " + String.join(", ", nearest))
                + "; add its price to the price book");
        this.model = model;
        this.nearest = List.copyOf(nearest);
    }

    /** The model as it was asked for. */
    public String model() {
        return model;
    }

    /** Up to three models of the book whose names are nearest, the nearest first. */
    public List<String> nearest() {
        return nearest;
    }
}
