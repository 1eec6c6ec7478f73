package io.stipend.store.redis.internal.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Some fields of a hash, as a script gives them that goes through it in pages. */
public record HashPage(List<Field> fields) {

    /** The cursor that the first page is asked for with, and that the last one comes with. */
    public static final String START = "0";

    /** A field and what it holds. */
    public record Field(String name, String record) {}

    /** What a script answered that gives a cursor, and names and records in turn. */
    public static HashPage of(ScriptAnswer answer) {
        List<Field> fields = new ArrayList<>(answer.parts().size() / 2);
        for (int i = 1; i + 1 < answer.parts().size(); i += 2) {
            fields.add(new Field(answer.text(i), answer.text(i + 1)));
        }
        return new HashPage(fields);
    }

    /** Asks for all pages, each with the cursor that came with the one before, and shows them. */
    public static void each(Function<byte[], ScriptAnswer> ask, Consumer<ScriptAnswer> show) {
        String cursor = START;
        do {
            ScriptAnswer answer = ask.apply(cursor.getBytes(StandardCharsets.US_ASCII));
            show.accept(answer);
            cursor = answer.text(0);
        } while (!cursor.equals(START));
    }
}
