package io.stipend.store.support;

import io.stipend.core.error.CreditStoreException;

/** What a server answers to a command, by number. The order is the numbering in the stores' SQL and Lua. */
public enum AnswerCode {
    DONE,
    /** It was done before: the first answer again. */
    DONE_BEFORE,
    NOT_FOUND,
    CONFLICT,
    ALREADY_CLOSED,
    INSUFFICIENT,
    STEP_TAKEN,
    OTHER_STEP,
    OVERRUN_REJECTED,
    OUT_OF_RANGE,
    /** A reservation is due, and must be expired first. Callers are never told this code, nor those that follow. */
    DUE,
    /** The calendar that came along lacks a period. */
    NO_PERIOD,
    /** The tenant has no keys, or not all of them. */
    NO_TENANT,
    /** Too many entries wait in the journal. */
    FULL,
    DAMAGED;

    private static final AnswerCode[] CODES = values();

    /** The code with a number. */
    public static AnswerCode at(int number) {
        if (number < 0 || number >= CODES.length) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.INTERNAL,
                    "the server answered with the code " + number + ", which is none");
        }
        return CODES[number];
    }

    /** Whether the command was done, now or before. */
    public boolean isDone() {
        return this == DONE || this == DONE_BEFORE;
    }
}
