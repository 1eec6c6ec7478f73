package io.stipend.core.spi;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A number that a store keeps about its own work, beyond what its callers see: how it shares round trips, what its
 * connections do. Asked for when somebody looks, so that keeping it must cost next to nothing.
 *
 * @param name lower case words with dots between, {@code stipend.store.} first
 * @param description what it says, in a few words
 * @param kind how it moves
 * @param tags keys and values by turns; a bounded set of values
 * @param value reads it; does not block
 */
public record StoreFigure(String name, String description, Kind kind, List<String> tags, DoubleSupplier value) {

    /** How a figure moves. */
    public enum Kind {
        /** It only grows. */
        COUNTER,
        /** It goes up and down. */
        GAUGE
    }

    public StoreFigure {
        if (!name.startsWith("stipend.store.")) {
            throw new IllegalArgumentException("a store's figure is called '" + name + "'; give stipend.store.(...)");
        }
        tags = List.copyOf(tags);
    }

    /** Something that only grows. */
    public static StoreFigure counter(String name, String description, DoubleSupplier value) {
        return new StoreFigure(name, description, Kind.COUNTER, List.of(), value);
    }

    /** Something that goes up and down. */
    public static StoreFigure gauge(String name, String description, DoubleSupplier value, String... tags) {
        return new StoreFigure(name, description, Kind.GAUGE, List.of(tags), value);
    }
}
