package io.stipend.server.internal.json;

import io.stipend.config.Nearest;
import io.stipend.config.SafeText;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Resource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a request. What it has and nobody knows, or what is not of the type that is wanted, is a {@link
 * ProblemException} that says where it is. A member that is null is as if it was left out. Not thread safe.
 */
public final class JsonObject {

    private static final int SHOWN_CHARS = 80;

    private final String pointer;
    private final Map<String, Object> members;

    JsonObject(String pointer, Map<String, Object> members) {
        this.pointer = pointer;
        this.members = members;
    }

    /** A number as it was written, for it to be read exactly. */
    record NumberText(String text) {

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Reads a body; an empty one is an object without members.
     *
     * @throws ProblemException when it is not one JSON object
     */
    public static JsonObject parse(byte[] body) {
        return body.length == 0 ? new JsonObject("", Map.of()) : JsonReading.object(body);
    }

    /** Refuses members that are not among these. */
    public JsonObject allow(List<String> names) {
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                String nearest = Nearest.of(name, names).orElse(null);
                throw Problem.of(400, "UNKNOWN_MEMBER", "there is no member " + shown(name))
                        .at(child(name), null)
                        .remedy(
                                nearest == null
                                        ? "leave it out; there are " + String.join(", ", names)
                                        : "did you mean " + nearest + "?")
                        .exception();
            }
        }
        return this;
    }

    /** Where a member is. */
    public String child(String name) {
        return child(pointer, name);
    }

    static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Whether there is such a member. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** The names of all members that are there. */
    public List<String> names() {
        return members.keySet().stream().filter(this::has).toList();
    }

    /** A text. */
    public Optional<String> text(String name) {
        return member(name, String.class, "a string");
    }

    /** A text, made into something; what refuses it says where it is. */
    public <T> Optional<T> text(String name, Function<String, T> make) {
        return text(name).map(text -> make(name, text, make));
    }

    /** A text that must be there, made into something. */
    public <T> T requiredText(String name, Function<String, T> make) {
        return text(name, make).orElseThrow(() -> missing(name, "a string"));
    }

    /** Yes or no; no if it is not there. */
    public boolean yes(String name) {
        return member(name, Boolean.class, "true or false").orElse(false);
    }

    /** A whole number within bounds. */
    public OptionalLong whole(String name, long least, long most) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        String expected = "a whole number from " + least + " to " + most;
        NumberText number = member(name, NumberText.class, expected).orElseThrow();
        long value;
        try {
            value = new BigDecimal(number.text()).longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(name, expected);
        }
        if (value < least || value > most) {
            throw wrong(name, expected);
        }
        return OptionalLong.of(value);
    }

    /** A share: a number above 0 and below 1. */
    public OptionalDouble share(String name) {
        if (!has(name)) {
            return OptionalDouble.empty();
        }
        String expected = "a number above 0 and below 1";
        double value = new BigDecimal(
                        member(name, NumberText.class, expected).orElseThrow().text())
                .doubleValue();
        if (!(value > 0 && value < 1)) {
            throw wrong(name, expected);
        }
        return OptionalDouble.of(value);
    }

    /** An amount of a resource: decimal text, or a number, which is read exactly as it is written. */
    public OptionalLong amount(String name, Resource resource) {
        Object value = members.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!(value instanceof String) && !(value instanceof NumberText)) {
            throw wrong(name, "an amount such as " + (resource == Resource.CREDITS ? "\"0.25\"" : "\"4000\""));
        }
        return OptionalLong.of(make(name, value.toString(), resource::parse));
    }

    /** An amount of a resource that must be there. */
    public long requiredAmount(String name, Resource resource) {
        return amount(name, resource).orElseThrow(() -> missing(name, "an amount, as a string"));
    }

    /** An object. */
    public Optional<JsonObject> object(String name) {
        return member(name, JsonObject.class, "an object");
    }

    /** A list of texts; empty if it is not there. */
    public List<String> texts(String name) {
        List<?> list = member(name, List.class, "an array of strings").orElse(List.of());
        List<String> texts = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof String text)) {
                throw wrong(name, "an array of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** An object whose members are all texts; empty if it is not there. */
    public Map<String, String> textMap(String name) {
        Optional<JsonObject> object = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        object.ifPresent(map ->
                map.names().forEach(key -> texts.put(key, map.text(key).orElseThrow())));
        return texts;
    }

    /** Does something with a member; what refuses it says where it is. */
    public <A, T> T make(String name, A value, Function<? super A, T> make) {
        try {
            return make.apply(value);
        } catch (InvalidRequestException e) {
            throw Problem.invalid(child(name), shown(String.valueOf(value)), e).exception();
        }
    }

    /** That a member must be there. */
    public ProblemException missing(String name, String expected) {
        return Problem.of(400, "MISSING_MEMBER", "member " + name + " is missing")
                .at(child(name), null)
                .remedy("give " + expected)
                .exception();
    }

    /** That a member is not what it should be. */
    public ProblemException wrong(String name, String expected) {
        Object value = members.get(name);
        return Problem.of(400, "INVALID_VALUE", "member " + name + " is not " + expected)
                .at(child(name), value instanceof JsonObject || value instanceof List ? null : shown("" + value))
                .remedy("give " + expected)
                .exception();
    }

    private <T> Optional<T> member(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return Optional.of(type.cast(value));
    }

    /** A text of a caller's, as it may stand in an answer. */
    public static String shown(@Nullable String text) {
        return SafeText.plain(String.valueOf(text), SHOWN_CHARS);
    }
}
