package io.stipend.core.error;

/**
 * The reservation does not allow what was asked; nothing changed, but that a lease that had run out is now expired. Which
 * of the nested exceptions it is tells the reason.
 */
public abstract class RefusedException extends StipendException {

    private static final long serialVersionUID = 1L;

    private RefusedException(String message) {
        super(message);
    }

    /** No reservation of this id, or bound to this step, is known: it never existed, or its retention is over. */
    public static final class NotFound extends RefusedException {

        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(message);
        }
    }

    /**
     * The reservation was closed before, by another operation. Nothing changed.
     *
     * <p>Usage reported on a reservation that has {@linkplain #closedAs() expired} is not lost if it is settled: an expired
     * reservation can still be settled late.
     */
    public static final class AlreadyClosed extends RefusedException {

        private static final long serialVersionUID = 1L;

        private final String closedAs;

        /**
         * Names the reservation and how it was closed.
         *
         * @param message for people
         * @param closedAs {@code SETTLED}, {@code RELEASED} or {@code EXPIRED}
         */
        public AlreadyClosed(String message, String closedAs) {
            super(message);
            this.closedAs = closedAs;
        }

        /** How it was closed: {@code SETTLED}, {@code RELEASED} or {@code EXPIRED}. */
        public String closedAs() {
            return closedAs;
        }
    }

    /** The operation id was used before for something else. The first use stands; nothing changed. */
    public static final class Conflict extends RefusedException {

        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(message);
        }
    }

    /** The reservation has another step id already, or another open reservation has this step id. Nothing changed. */
    public static final class StepConflict extends RefusedException {

        private static final long serialVersionUID = 1L;

        public StepConflict(String message) {
            super(message);
        }
    }

    /**
     * The reservation id was used within the retention, its reservation is closed, and the store had to forget what it
     * answered. Nothing changed: whoever tries a reserve again is not charged again.
     */
    public static final class Forgotten extends RefusedException {

        private static final long serialVersionUID = 1L;

        public Forgotten(String message) {
            super(message);
        }
    }

    /** The usage exceeds the hold and the overrun policy is REJECT. The reservation is as it was. */
    public static final class OverrunRejected extends RefusedException {

        private static final long serialVersionUID = 1L;

        public OverrunRejected(String message) {
            super(message);
        }
    }
}
