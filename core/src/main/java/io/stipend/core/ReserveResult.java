package io.stipend.core;

import io.stipend.core.error.StipendException;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.StepAdvice;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a reserve: approved or rejected. */
public sealed interface ReserveResult {

    /**
     * The budget is held.
     *
     * @param reservationId names it from now on
     * @param held the envelope, estimates included: what must have been available, or less of it where the request said so
     * @param expiresAtMillis when the lease runs out unless renewed, on the store's clock: milliseconds since 1970-01-01
     *     UTC
     * @param leaseMillis how long the hold lives unless renewed; every usage report renews it by as much
     * @param replayed whether the same request was approved before: this is the first answer again
     * @param plan what the hold is based on; null where nothing was forecast
     * @param advice what to do with the step; null if nobody asked, or there is none
     */
    record Approved(
            ReservationId reservationId,
            ResourceVector held,
            long expiresAtMillis,
            long leaseMillis,
            boolean replayed,
            @Nullable HoldPlan plan,
            @Nullable StepAdvice advice)
            implements ReserveResult {

        /** An approval of what nothing was forecast for. */
        public Approved(
                ReservationId reservationId,
                ResourceVector held,
                long expiresAtMillis,
                long leaseMillis,
                boolean replayed) {
            this(reservationId, held, expiresAtMillis, leaseMillis, replayed, null, null);
        }

        /** The same, with what the hold is based on. */
        Approved by(HoldPlan basis) {
            return new Approved(reservationId, held, expiresAtMillis, leaseMillis, replayed, basis, advice);
        }

        @Override
        public Approved advising(@Nullable StepAdvice said) {
            return new Approved(reservationId, held, expiresAtMillis, leaseMillis, replayed, plan, said);
        }

        /** When the lease runs out unless renewed, on the store's clock. */
        public Instant expiresAt() {
            return Instant.ofEpochMilli(expiresAtMillis);
        }
    }

    /**
     * Nothing is held.
     *
     * @param rejection why
     * @param advice what to do with the step; null if nobody asked, or there is none
     */
    record Rejected(Rejection rejection, @Nullable StepAdvice advice) implements ReserveResult {

        /** A rejection without advice. */
        public Rejected(Rejection rejection) {
            this(rejection, null);
        }

        @Override
        public Rejected advising(@Nullable StepAdvice said) {
            return new Rejected(rejection, said);
        }
    }

    /** What to do with the step while budget is scarce, if the request {@linkplain BudgetRequest.Builder#advise asked}; null if there is none. */
    @Nullable
    StepAdvice advice();

    /** The same with advice. */
    ReserveResult advising(@Nullable StepAdvice said);

    /** Whether the budget is held. */
    default boolean isApproved() {
        return this instanceof Approved;
    }

    /** The approval, if it is one. */
    default Optional<Approved> approved() {
        return this instanceof Approved approved ? Optional.of(approved) : Optional.empty();
    }

    /**
     * The approval, for callers to whom a rejection is an error.
     *
     * @throws RejectedException when it was rejected
     */
    default Approved orElseThrow() {
        if (this instanceof Rejected rejected) {
            throw new RejectedException(rejected.rejection());
        }
        return (Approved) this;
    }

    /** A rejection, for callers who asked for an exception: see {@link ReserveResult#orElseThrow()}. */
    final class RejectedException extends StipendException {

        private static final long serialVersionUID = 1L;

        private final transient Rejection rejection;

        RejectedException(Rejection rejection) {
            super(rejection.code() + ": " + rejection.message());
            this.rejection = rejection;
        }

        /** Why the budget was not granted. */
        public Rejection rejection() {
            return rejection;
        }
    }
}
