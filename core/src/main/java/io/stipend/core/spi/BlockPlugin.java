package io.stipend.core.spi;

import io.stipend.config.Key;
import io.stipend.config.Values;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Lets a deployment serve reserves of busy accounts from blocks that it holds. It registers itself: listed in {@code
 * META-INF/services/io.stipend.core.spi.BlockPlugin} of its jar, it works where {@code pools.blocks.enabled} is true, and reads its keys from
 * the section {@code pools.blocks}.
 */
public interface BlockPlugin {

    /** Its keys, relative to the section {@code pools.blocks}. */
    List<Key<?>> keys();

    /**
     * Looks whether values can be used.
     *
     * @throws io.stipend.core.error.InvalidRequestException with the remedy if they cannot
     */
    void check(Values values);

    /**
     * Opens a store with blocks.
     *
     * @param shared the store that all nodes share; closed together with what is opened
     * @param local a store in the heap, of this node alone; closed together with it
     * @param values of its keys
     * @param meters where its numbers are shown
     */
    StoreAdapter open(StoreAdapter shared, StoreAdapter local, Values values, Meters meters);

    /** Where numbers are shown. It does not keep what it is given to read them: whoever gives it does. */
    interface Meters {

        /** Something that only grows. */
        void counter(String name, String description, DoubleSupplier value);

        /** Something that goes up and down. */
        void gauge(String name, String description, DoubleSupplier value);
    }
}
