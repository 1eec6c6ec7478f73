package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the books: a set of atomic verbs, each one round trip. What is done now and then, and not for a caller, is in
 * {@link StoreUpkeep}. A store does arithmetic and compares; it knows nothing of
 * thresholds, efficiency, models or prices. Thread safe. May block on I/O, never beyond its own deadline.
 *
 * <p>What every store promises (numbered as in {@code CreditStoreContract} of the testkit, which proves it):
 *
 * <ol>
 *   <li>Conservation: per account and resource, allowance = available + reserved + spent, after every verb.
 *   <li>Reserved is the sum of the holds of open reservations, parents and children alike. Spent only grows within a period,
 *       except by an adjustment, and where a late settle corrects a hold that expiry booked.
 *   <li>All accounts of a path change, or none. Nothing is written before everything is checked.
 *   <li>Idempotence: the same operation id with the same fingerprint of the caller's request returns the first answer,
 *       whatever else the command has; with another fingerprint, {@link Refusal.Conflict}. A refusal is not remembered.
 *       Within the retention, a store that keeps fewer closed reservations than there are answers {@link
 *       Refusal.Forgotten}; it never does the same call twice.
 *   <li>One clock, the store's. A reservation is due at {@code now >= expiresAt}; a verb that meets one that is due
 *       expires it first, whether or not the sweeper has come by.
 *   <li>One journal entry per change, in the same atomic step, numbered per stream without gaps.
 *   <li>An acknowledged change is as durable as the store says it is. When the outcome cannot be known, {@code
 *       OutcomeUnknownException}, and the same call again is safe.
 *   <li>A failure of the backend is a {@code CreditStoreException}, never a driver's exception.
 *   <li>Any id is data.
 * </ol>
 *
 * <p>Commands come from the manager, which has checked them; a store may rely on that. A sum that would pass the largest
 * amount is refused with {@code InvalidRequestException}, and nothing changes; booking at a close stops there instead,
 * and what is above it is uncollected.
 */
public interface CreditStore {

    /** Holds an envelope on every account of a path, or on none. */
    ReserveOutcome reserve(ReserveCommand command);

    /**
     * Binds a step to an open reservation, which has none or this one. Not a change of the books: no journal entry.
     * A step whose former reservation is closed is bound anew.
     */
    BindOutcome bindStep(ReservationId reservation, StepId step);

    /** Adds an interim report to an open reservation and renews its lease. */
    TrackOutcome track(TrackCommand command);

    /**
     * Enlarges an open reservation on every account of its path, or on none, or gives back what is idle of it, or enlarges its
     * lease, in one step. A child takes from what is idle of its parent, and gives to it, as long as that is open.
     */
    ExtendOutcome extend(ExtendCommand command);

    /**
     * Makes a part of what is idle of an open reservation a reservation of its own, in one step: the parent holds that much less, and
     * the child holds it. No account moves or is asked.
     */
    SplitOutcome split(SplitCommand command);

    /**
     * Closes a reservation with its final usage, or books what is missing on one that has expired. What expiry has booked
     * is given back only if it had booked the hold ({@link OnExpiry#BOOK_HELD}), in the same period of every account.
     */
    CloseOutcome settle(SettleCommand command);

    /** Closes a reservation early: books what was tracked, returns the rest. */
    CloseOutcome release(ReleaseCommand command);

    /**
     * The reservations that were split from one, open and closed, the first first, each as it stands; those that are not known any longer
     * are left out. Nothing if the parent is not known.
     */
    List<ReservationSnapshot> children(ReservationId parent);

    /**
     * Books usage without a hold on every account of a path, or on none. Nothing refuses it but REJECT, also where an account is
     * frozen: usage that happened is never thrown away.
     */
    ChargeOutcome charge(ChargeCommand command);

    /** A reservation as it stands; empty when it is not known, or no longer. */
    Optional<ReservationSnapshot> find(ReservationRef reference);
}
