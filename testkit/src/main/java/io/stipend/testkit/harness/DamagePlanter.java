package io.stipend.testkit.harness;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.OnExpiry;
import org.jspecify.annotations.Nullable;

/**
 * Damages stored books in one place, past all rules of the store: what a bug, an operator or a bad disk would do. Amounts are
 * in each resource's own unit. An adapter's test supplies it for the contract of inspection; each method changes what its name
 * says and nothing else, leaves records readable, and fails if there is nothing to change.
 */
public interface DamagePlanter {

    /** What is reserved on an account, and thereby available; what is spent stays. */
    void addToReserved(AccountId account, long units);

    /** What is spent on an account, and thereby available; what is reserved stays. */
    void addToSpent(AccountId account, long units);

    /** What was granted to an account. */
    void addToGrants(AccountId account, long units);

    /** The limit in force, while override and policy stay. */
    void addToLimit(AccountId account, long units);

    /** The number of an account's latest entry. */
    void addToSequence(AccountId account, long by);

    /** Whether an account is frozen: who froze it and why, or null. */
    void freeze(AccountId account, @Nullable String reason);

    /** An account vanishes. */
    void delete(AccountId account);

    /** A reservation's record vanishes; what is derived from it stays. */
    void delete(ReservationId reservation);

    /** A report's or an extension's kept entry vanishes. */
    void delete(ReservationId reservation, String operation);

    /** An entry that waits to be published vanishes. */
    void deleteWaiting(String tenant, String stream, long sequence);

    /** An entry that waits to be published stands there a second time, behind all others. */
    void repeatWaiting(String tenant, String stream, long sequence);

    /** What a reservation has used. */
    void addToUsed(ReservationId reservation, long units);

    /** What a reservation holds. */
    void addToHeld(ReservationId reservation, long units);

    /** What a closed reservation was charged. */
    void addToCharged(ReservationId reservation, long units);

    /** The number of a reservation's latest entry. */
    void addToSequence(ReservationId reservation, long by);

    /** A reservation that is open becomes one that was released with nothing charged, and its hold stays on its accounts. */
    void closeWithoutReturning(ReservationId reservation);

    /** When an open reservation's lease ends, also in the index by which it is found when it is due. */
    void endLeaseAt(ReservationId reservation, long atMillis);

    /** When an account's period ends. */
    void endPeriodAt(AccountId account, long atMillis);

    /** An override, while the limit in force stays. */
    void addToOverride(AccountId account, long units);

    /** What an entry of a close or a charge that waits to be published says was charged. */
    void addToWaitingCharge(String tenant, String stream, long sequence, long units);

    /** When a reservation was opened. */
    void openAt(ReservationId reservation, long atMillis);

    /** How a closed reservation was closed; all else of its closing stays. */
    void closeAs(ReservationId reservation, CloseKind kind);

    /** The overrun policy with which a reservation was settled. */
    void closeWith(ReservationId reservation, OverrunPolicy policy);

    /** What a reservation's expiry is to book, or was to book. */
    void expireWith(ReservationId reservation, OnExpiry onExpiry);

    /** The operation id with which a reservation was closed. */
    void closeBy(ReservationId reservation, String operation);

    /** The usage in a report's remembered answer. */
    void addToAnswer(ReservationId reservation, String operation, long units);

    /** By how much an extension's kept entry says that the hold changed: what was given back is below zero. */
    void addToMoved(ReservationId reservation, String operation, long units);

    /** How much more an extension's kept entry says was wanted. */
    void addToWanted(ReservationId reservation, String operation, long units);

    /** How much more an extension's kept entry says there had to be. */
    void addToLeast(ReservationId reservation, String operation, long units);

    /** Which reservation an open one was split from. */
    void setParent(ReservationId child, String parent);

    /** What the first entry of what moved between a reservation and its children says that it gave. */
    void addToGiven(ReservationId parent, long units);

    /** Two reports or extensions have each other's number. */
    void swapNumbers(ReservationId reservation, String one, String other);

    /** The highest usage ratio is lost. */
    void zeroPeak(ReservationId reservation);

    /** A step names another reservation of its tenant. */
    void bind(StepId step, ReservationId other);

    /** The index by which an open reservation is found when it is due does not have it any more. */
    void dropFromIndex(ReservationId reservation);
}
