package io.stipend.store.redis.internal.script;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.store.support.AnswerCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a script answered to one request.
 *
 * @param parts what comes with the code, as the script's header says
 */
public record ScriptAnswer(AnswerCode code, List<?> parts) {

    /** The answers of a script to its requests. */
    static List<ScriptAnswer> read(Object reply) {
        List<?> sent = (List<?>) reply;
        List<ScriptAnswer> answers = new ArrayList<>(sent.size());
        for (Object answer : sent) {
            List<?> parts = (List<?>) answer;
            answers.add(
                    new ScriptAnswer(AnswerCode.at(((Long) parts.get(0)).intValue()), parts.subList(1, parts.size())));
        }
        return answers;
    }

    /** The same as the first answer, for whoever did not hear that one. */
    ScriptAnswer asFirst() {
        return code == AnswerCode.DONE_BEFORE ? new ScriptAnswer(AnswerCode.DONE, parts) : this;
    }

    /** What callers are told of damage: the script says what is damaged. */
    public CreditStoreException damage() {
        return damage(text(0));
    }

    public static CreditStoreException damage(String what) {
        return new CreditStoreException(
                CreditStoreException.Kind.DAMAGED,
                what + "; nothing was changed, and nothing will be until a person has looked at it");
    }

    public String text(int part) {
        return textOf(parts.get(part));
    }

    public long number(int part) {
        Object value = parts.get(part);
        return value instanceof Long number ? number : Long.parseLong(textOf(value));
    }

    /** Text as Redis has it. */
    public static String textOf(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }
}
