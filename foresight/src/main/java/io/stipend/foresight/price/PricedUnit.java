package io.stipend.foresight.price;

import org.jspecify.annotations.Nullable;

/** What a model's provider charges for. A unit without a price of its own costs what its {@linkplain #fallback} costs. */
public enum PricedUnit {
    /** A token of the prompt that no cache had. */
    INPUT_TOKEN("input token", null),
    /** A token of the prompt that was read from the provider's cache. */
    CACHED_INPUT_TOKEN("cached input token", INPUT_TOKEN),
    /** A token of the prompt that was written to the provider's cache. */
    CACHE_WRITE_TOKEN("cache-write token", INPUT_TOKEN),
    /** A token of the answer. */
    OUTPUT_TOKEN("output token", null),
    /** A token that the model thought and that is not in the answer. */
    REASONING_TOKEN("reasoning token", OUTPUT_TOKEN),
    /** A call. Calls are free where no price is given for them. */
    REQUEST("request", null),
    /** An image that was made. */
    IMAGE("image", null),
    /** A second of sound or film. */
    SECOND("second", null);

    private final String label;
    private final @Nullable PricedUnit fallback;

    PricedUnit(String label, @Nullable PricedUnit fallback) {
        this.label = label;
        this.fallback = fallback;
    }

    /** The unit whose price counts where this one has none; null for a unit that must have its own. */
    @Nullable
    PricedUnit fallback() {
        return fallback;
    }

    /** The unit's name in messages. */
    @Override
    public String toString() {
        return label;
    }
}
