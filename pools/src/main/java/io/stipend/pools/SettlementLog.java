package io.stipend.pools;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseOutcome;
import java.util.List;
import java.util.function.Supplier;

/**
 * A record of what was settled on blocks and is not booked yet. What was spent on a path is reckoned from when its local account was opened.
 * Methods throw {@code CreditStoreException} if the record cannot be written. Thread safe.
 */
interface SettlementLog extends AutoCloseable {

    /** None. */
    SettlementLog NONE = new SettlementLog() {};

    /**
     * A block or a bill is about to be asked for on a path, of whose spending so much is booked with others. Recorded before it returns.
     *
     * @param terms what callers said of the path's accounts
     */
    default void opened(AccountPath path, List<AccountTerms> terms, ReservationId id, ResourceVector booked) {}

    /** Closes a reservation in the local store, and records it before it is answered. */
    default CloseOutcome closed(Supplier<CloseOutcome> close) {
        return close.get();
    }

    /** Counts what was ever spent on a path, at a moment at which nothing is settled and not recorded. */
    default ResourceVector count(AccountPath path, Supplier<ResourceVector> spent) {
        return spent.get();
    }

    /** So much of what was spent on a path is booked. */
    default void booked(AccountPath path, ResourceVector booked) {}

    /** Nobody uses the path any more, and all is booked. */
    default void forgotten(AccountPath path) {}

    @Override
    default void close() {}
}
