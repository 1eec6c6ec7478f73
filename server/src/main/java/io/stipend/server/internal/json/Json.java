package io.stipend.server.internal.json;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How the service writes: amounts as decimal text, times in UTC, and nothing where there is nothing. */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_BYTES = 1024;

    private static final String[] NAMES = {"credits", "tokens", "apiCalls", "computeMillis", "memoryBytes", "slots"};

    private Json() {}

    /** The name of a resource, with its unit where it has one. */
    public static String name(Resource resource) {
        return NAMES[resource.ordinal()];
    }

    /** The resource of a name. */
    public static Optional<Resource> resource(String name) {
        int at = Arrays.asList(NAMES).indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(Resource.at(at));
    }

    /** The names of all resources. */
    public static List<String> names() {
        return List.of(NAMES);
    }

    /** An answer as UTF-8. */
    public static byte[] bytes(JsonAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            answer.writeTo(json);
        }
        return bytes.toByteArray();
    }

    /** A text, if there is one. */
    public static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    /** A time, unless it never comes. */
    public static void time(JsonGenerator json, String name, long atMillis) {
        if (atMillis != LimitPeriod.NO_END) {
            json.writeStringProperty(name, Instant.ofEpochMilli(atMillis).toString());
        }
    }

    /** An amount, if there is one. */
    public static void amount(JsonGenerator json, String name, Resource resource, OptionalLong amount) {
        if (amount.isPresent()) {
            amount(json, name, resource, amount.getAsLong());
        }
    }

    /** An amount. */
    public static void amount(JsonGenerator json, String name, Resource resource, long amount) {
        json.writeStringProperty(name, resource.format(amount));
    }

    /** What there is of each resource. */
    public static void amounts(JsonGenerator json, String name, ResourceVector amounts) {
        json.writeObjectPropertyStart(name);
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            json.writeStringProperty(NAMES[r], resource.format(amounts.get(resource)));
        }
        json.writeEndObject();
    }

    /** A list of texts. */
    public static void texts(JsonGenerator json, String name, Iterable<?> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(text -> json.writeString(text.toString()));
        json.writeEndArray();
    }

    /** A list of objects. */
    public static void list(JsonGenerator json, String name, Iterable<? extends JsonAnswer> objects) {
        json.writeArrayPropertyStart(name);
        objects.forEach(object -> object.writeTo(json));
        json.writeEndArray();
    }
}
