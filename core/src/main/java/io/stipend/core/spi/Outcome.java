package io.stipend.core.spi;

/** What a store answered to a verb on a reservation: it is done, or why it is not. */
public sealed interface Outcome
        permits ReserveOutcome, BindOutcome, TrackOutcome, ExtendOutcome, SplitOutcome, CloseOutcome, ChargeOutcome {

    /** What was answered, in a word: a tag's value for whoever counts answers. */
    Kind kind();

    /** The kinds of answers. */
    enum Kind {
        /** Done. */
        DONE,
        /** Done, with less than was wanted. */
        DONE_IN_PART,
        /** Done before: the first answer again. */
        REPLAYED,
        /** An account has too little, or a ceiling leaves too little. */
        INSUFFICIENT,
        /** An account, or the tenant, is frozen. */
        FROZEN,
        /** Too little is idle of the reservation that is to give a part. */
        IDLE_TOO_SMALL,
        /** The reservation would hold more than it may. */
        TOO_LARGE,
        /** The reservation is not known. */
        NOT_FOUND,
        /** The reservation is settled or released. */
        CLOSED,
        /** The reservation has expired. */
        EXPIRED,
        /** The operation id was used before for something else. */
        CONFLICT,
        /** The step belongs to another reservation, or the reservation has another step. */
        STEP_CONFLICT,
        /** Usage exceeds the hold, and the policy is REJECT. */
        OVERRUN,
        /** The reservation was closed, and what it was answered is forgotten. */
        FORGOTTEN;

        /** Done now, or before. */
        static Kind done(boolean replayed) {
            return replayed ? REPLAYED : DONE;
        }
    }
}
