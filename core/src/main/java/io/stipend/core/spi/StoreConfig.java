package io.stipend.core.spi;

import java.util.Optional;

/** A store that is configured and not open yet. Immutable; its text shows no secret. */
public interface StoreConfig {

    /** The name of the {@link StorePlugin} that it belongs to, which is the value of {@code store.type}. */
    String type();

    /**
     * Opens the store; the caller closes it. Blocks until it answers, or not in its time.
     *
     * @throws io.stipend.core.error.StipendException when it cannot be opened; nothing stays open
     */
    StoreAdapter open();

    /** Its schema, where it has one that must be applied before it can be opened. */
    default Optional<StoreSchema> schemaToApply() {
        return Optional.empty();
    }
}
