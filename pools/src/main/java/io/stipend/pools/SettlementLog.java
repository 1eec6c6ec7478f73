package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseOutcome;
import java.util.function.Supplier;

/** A record of what was settled on blocks and is not booked yet. Thread safe. */
interface SettlementLog extends AutoCloseable {

    /** None. */
    SettlementLog NONE = new SettlementLog() {};

    /** A reservation is about to be opened on a path, on which so much of what was spent here is booked already. */
    default void opened(AccountPath path, ReservationId id, ResourceVector booked) {}

    /** The same for the block that takes over from another. */
    default void succeeded(AccountPath path, ReservationId next, ResourceVector booked) {
        opened(path, next, booked);
    }

    /** Settles in the local store, and records it before it is answered. */
    default CloseOutcome settled(Supplier<CloseOutcome> settle) {
        return settle.get();
    }

    /** What is not booked yet on a path, at a moment at which nothing is settled and not recorded. */
    default ResourceVector cut(AccountPath path, Supplier<ResourceVector> unbooked) {
        return unbooked.get();
    }

    /** So much of what was spent on a path is booked. */
    default void booked(AccountPath path, ResourceVector booked) {}

    @Override
    default void close() {}
}
