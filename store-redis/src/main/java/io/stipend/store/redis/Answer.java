package io.stipend.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a script answered to one request.
 *
 * @param parts what the outcome comes with, as the script's header says
 */
record Answer(Outcome outcome, List<?> parts) {

    /** The order is the numbering of outcomes.lua. */
    enum Outcome {
        DONE,
        DONE_BEFORE,
        NOT_FOUND,
        CONFLICT,
        ALREADY_CLOSED,
        INSUFFICIENT,
        STEP_TAKEN,
        OTHER_STEP,
        OVERRUN_REJECTED,
        OUT_OF_RANGE,
        /** A reservation is due, and must be expired first. */
        DUE,
        /** The calendar that came along lacks a period. */
        NO_PERIOD,
        /** The tenant has no keys, or not all of them. */
        NO_TENANT,
        /** Too many entries wait in the journal. */
        FULL,
        DAMAGED
    }

    private static final Outcome[] OUTCOMES = Outcome.values();

    /** The answers of a script to its requests. */
    static List<Answer> read(Object reply) {
        List<Answer> answers = new ArrayList<>();
        for (Object answer : (List<?>) reply) {
            List<?> parts = (List<?>) answer;
            answers.add(new Answer(OUTCOMES[((Long) parts.get(0)).intValue()], parts.subList(1, parts.size())));
        }
        return answers;
    }

    /** The same as the first answer, for whoever did not hear that one. */
    Answer asFirst() {
        return outcome == Outcome.DONE_BEFORE ? new Answer(Outcome.DONE, parts) : this;
    }

    boolean isReplay() {
        return outcome == Outcome.DONE_BEFORE;
    }

    String text(int part) {
        return textOf(parts.get(part));
    }

    long number(int part) {
        Object value = parts.get(part);
        return value instanceof Long number ? number : Long.parseLong(textOf(value));
    }

    /** Text as Redis has it. */
    static String textOf(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }
}
