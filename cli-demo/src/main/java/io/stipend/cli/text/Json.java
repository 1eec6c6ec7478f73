package io.stipend.cli.text;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON Lines for programs: an object a line, its keys always in the same order. */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, @Nullable Object> properties = new LinkedHashMap<>();

    /** Adds a property: text, a number, a boolean, another object, a list of these, or nothing. */
    public Json with(String name, @Nullable Object value) {
        properties.put(name, value);
        return this;
    }

    /** Prints the object as one line. */
    public void print(PrintWriter out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, this);
        }
        out.print(text);
        out.print('\n');
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Json object) {
            json.writeStartObject();
            object.properties.forEach((name, each) -> {
                json.writeName(name);
                write(json, each);
            });
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            list.forEach(each -> write(json, each));
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(value.toString());
        }
    }
}
