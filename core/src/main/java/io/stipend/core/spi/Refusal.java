package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Why a store refused a verb on a reservation, other than because of an account ({@link AccountRefusal}). Nothing changed, but
 * that a lease that had run out is now expired. A refusal is not remembered: the same call may succeed later.
 *
 * <p>One more refusal is one more method of {@link Visitor}, so that whoever handles refusals does not compile without it.
 */
public sealed interface Refusal
        extends ReserveOutcome, BindOutcome, TrackOutcome, ExtendOutcome, SplitOutcome, CloseOutcome, ChargeOutcome {

    /** Calls the visitor's method for this refusal. */
    <T> T accept(Visitor<T> visitor);

    /** One method for each refusal. */
    interface Visitor<T> {
        T notFound(NotFound refusal);

        T alreadyClosed(AlreadyClosed refusal);

        T conflict(Conflict refusal);

        T stepTaken(StepTaken refusal);

        T otherStep(OtherStep refusal);

        T overrunRejected(OverrunRejected refusal);

        T forgotten(Forgotten refusal);
    }

    /** No such reservation. */
    record NotFound() implements Refusal {
        @Override
        public Kind kind() {
            return Kind.NOT_FOUND;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.notFound(this);
        }
    }

    /**
     * Another operation closed the reservation, or its lease ran out.
     *
     * @param closing the journal's entry of the close
     */
    record AlreadyClosed(JournalEntry.Closed closing) implements Refusal {
        @Override
        public Kind kind() {
            return closing.kind() == CloseKind.EXPIRED ? Kind.EXPIRED : Kind.CLOSED;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.alreadyClosed(this);
        }
    }

    /** The operation id, or the reservation id of a reserve, was used before for something else. */
    record Conflict() implements Refusal, AccountOutcome, RepairOutcome {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.conflict(this);
        }

        @Override
        public <T> T foldChange(Function<? super Changed, ? extends T> changed, Supplier<? extends T> conflict) {
            return conflict.get();
        }

        @Override
        public <T> T foldRepair(
                Function<? super Repaired, ? extends T> repaired,
                Supplier<? extends T> moved,
                Supplier<? extends T> conflict) {
            return conflict.get();
        }
    }

    /**
     * Another open reservation has the step.
     *
     * @param step the step that was asked for
     * @param holder the reservation that has it
     */
    record StepTaken(StepId step, ReservationId holder) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.STEP_CONFLICT;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.stepTaken(this);
        }
    }

    /**
     * The reservation has another step.
     *
     * @param step the step that it has
     */
    record OtherStep(StepId step) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.STEP_CONFLICT;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.otherStep(this);
        }
    }

    /** Usage exceeds the hold, and the overrun policy is REJECT. */
    record OverrunRejected(ResourceVector held, ResourceVector overrun) implements Refusal {
        @Override
        public Kind kind() {
            return Kind.OVERRUN;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.overrunRejected(this);
        }
    }

    /**
     * The reservation was closed, and the store keeps no more of it than that its id was used. What it was answered is
     * forgotten, so this may be the same call again or another one.
     */
    record Forgotten() implements Refusal {
        @Override
        public Kind kind() {
            return Kind.FORGOTTEN;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.forgotten(this);
        }
    }

    @Override
    default <T> T foldReserve(
            Function<? super ReserveOutcome.Reserved, ? extends T> reserved,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default void boundOrThrow(Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default TrackOutcome.Added addedOrThrow(Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default <T> T foldExtend(
            Function<? super ExtendOutcome.Extended, ? extends T> extended,
            Function<? super ExtendOutcome.TooLarge, ? extends T> tooLarge,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default <T> T foldSplit(
            Function<? super SplitOutcome.Split, ? extends T> split,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default <T> T foldCharge(
            Function<? super ChargeOutcome.Charged, ? extends T> charged,
            Function<? super Insufficient, ? extends T> insufficient,
            Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }

    @Override
    default CloseOutcome.Closed closedOrThrow(Visitor<? extends RuntimeException> refused) {
        throw accept(refused);
    }
}
