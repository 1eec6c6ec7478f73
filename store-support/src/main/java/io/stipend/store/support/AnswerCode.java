package io.stipend.store.support;

import io.stipend.core.spi.CreditStoreException;

/** The code of a server's answer to a command. The order is the numbering in the stores' SQL and Lua. */
public enum AnswerCode {
    DONE,
    /** The command was done before; the first answer is given again. */
    DONE_BEFORE,
    NOT_FOUND,
    CONFLICT,
    ALREADY_CLOSED,
    INSUFFICIENT,
    STEP_TAKEN,
    OTHER_STEP,
    OVERRUN_REJECTED,
    OUT_OF_RANGE,
    TOO_LARGE,
    /** All accounts have enough, but a ceiling of the command leaves too little. */
    ABOVE_CEILING,
    /** An account of the path, or the tenant, is frozen. */
    FROZEN,
    /** Too little is idle of the reservation that a split, or an extension of a child, takes from. */
    IDLE_TOO_SMALL,
    /** A reservation is due and must be expired first. Callers never see this code or any that follows. */
    DUE,
    /** The command's calendar lacks a period. */
    NO_PERIOD,
    /** Some or all of the tenant's keys are missing. */
    NO_TENANT,
    /** The journal has too many waiting entries. */
    FULL,
    DAMAGED;

    private static final AnswerCode[] CODES = values();

    /** The code for a number. */
    public static AnswerCode at(int number) {
        if (number < 0 || number >= CODES.length) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.INTERNAL,
                    "the server answered with the code " + number + ", which is none");
        }
        return CODES[number];
    }

    /** Whether an account, a ceiling on it, or a parent has too little: then holds that are due may be in the way. */
    public boolean isShort() {
        return this == INSUFFICIENT || this == ABOVE_CEILING || this == IDLE_TOO_SMALL;
    }

    /** Whether the command was done, now or before. */
    public boolean isDone() {
        return this == DONE || this == DONE_BEFORE;
    }
}
