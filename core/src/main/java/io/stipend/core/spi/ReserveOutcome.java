package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.StepId;

/** Every outcome of a reserve. */
public sealed interface ReserveOutcome {

    /**
     * The envelope is held on every account.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Reserved(JournalEntry.Opened entry, boolean replayed) implements ReserveOutcome {}

    /**
     * Nothing was held: the first account on the path, and its first resource, that has too little. Not remembered: the
     * same command may succeed later.
     *
     * @param needed how much was needed
     * @param available how much there was, overdraft included; below zero in debt
     */
    record Insufficient(AccountId account, Resource resource, long needed, long available) implements ReserveOutcome {}

    /** Nothing was held: the reservation id was used before for something else. */
    record Conflict(ReservationId id) implements ReserveOutcome {}

    /** Nothing was held: another open reservation has the step id. */
    record StepTaken(StepId step, ReservationId holder) implements ReserveOutcome {}
}
