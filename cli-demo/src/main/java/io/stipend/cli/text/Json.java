package io.stipend.cli.text;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object for programs, its keys in the order in which they were added. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Two spaces and a plain line end, on every system. */
    private static final PrettyPrinter INDENTED = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private final ObjectNode object = MAPPER.createObjectNode();

    /** Adds a property: text, a number, a boolean, another object, a list of these, or nothing. */
    public Json with(String name, @Nullable Object value) {
        if (value instanceof Json json) {
            object.set(name, json.object);
        } else if (value instanceof Iterable<?> list) {
            ArrayNode array = object.putArray(name);
            list.forEach(each -> array.addPOJO(plain(each)));
        } else {
            object.putPOJO(name, plain(value));
        }
        return this;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Json json) {
            return json.object;
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    /** Prints the object as one line. */
    public void print(PrintWriter out) {
        print(MAPPER.writer(), out);
    }

    /** Prints the object with a line for each property. */
    public void printIndented(PrintWriter out) {
        print(MAPPER.writer().with(INDENTED), out);
    }

    private void print(ObjectWriter writer, PrintWriter out) {
        out.print(writer.writeValueAsString(object));
        out.print('\n');
    }
}
