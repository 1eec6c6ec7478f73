package io.stipend.foresight.price;

import org.jspecify.annotations.Nullable;

/** What a model's provider charges for. A unit without a price of its own costs what its fallback costs. */
public enum PricedUnit {
    /** A token of the prompt that no cache had. */
    INPUT_TOKEN("input token", "input", null),
    /** A token of the prompt that was read from the provider's cache; costs what input costs unless it has a price. */
    CACHED_INPUT_TOKEN("cached input token", "cached-input", INPUT_TOKEN),
    /** A token of the prompt that was written to the provider's cache; costs what input costs unless it has a price. */
    CACHE_WRITE_TOKEN("cache-write token", "cache-write", INPUT_TOKEN),
    /** A token of the answer. */
    OUTPUT_TOKEN("output token", "output", null),
    /** A token that the model thought and that is not in the answer; costs what output costs unless it has a price. */
    REASONING_TOKEN("reasoning token", "reasoning", OUTPUT_TOKEN),
    /** A call; free unless it has a price. */
    REQUEST("request", "request", null),
    /** An image that was made. */
    IMAGE("image", "image", null),
    /** A second of sound or film. */
    SECOND("second", "second", null);

    private final String label;
    private final String key;
    private final @Nullable PricedUnit fallback;

    PricedUnit(String label, String key, @Nullable PricedUnit fallback) {
        this.label = label;
        this.key = key;
        this.fallback = fallback;
    }

    /** Its key in a price list. */
    public String key() {
        return key;
    }

    /** How many of it a price list's price is for: a million tokens, or one of anything else. */
    public long pricedBy() {
        return switch (this) {
            case INPUT_TOKEN, CACHED_INPUT_TOKEN, CACHE_WRITE_TOKEN, OUTPUT_TOKEN, REASONING_TOKEN -> 1_000_000;
            case REQUEST, IMAGE, SECOND -> 1;
        };
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
