package io.stipend.server.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/** Reads one JSON object: strictly, and not deeper than requests are. */
final class JsonReading {

    /** No request needs half as much. */
    private static final int MAX_DEPTH = 20;

    private static final int MAX_NUMBER_CHARS = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .build())
            .build();

    private JsonReading() {}

    static JsonObject object(byte[] body) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the body is not a JSON object");
            }
            JsonObject object = object(parser, "");
            if (parser.nextToken() != null) {
                throw malformed("something comes after the JSON object");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw malformed("the body is nested deeper than " + MAX_DEPTH + " levels, or has a number of more than "
                    + MAX_NUMBER_CHARS + " characters");
        } catch (StreamReadException e) {
            throw malformed("the body is not JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        }
    }

    private static JsonObject object(JsonParser parser, String pointer) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            String child = JsonObject.child(pointer, name);
            parser.nextToken();
            if (members.containsKey(name)) {
                throw Problem.of(400, "DUPLICATE_MEMBER", "member " + JsonObject.shown(name) + " is there twice")
                        .at(child, null)
                        .remedy("give it once")
                        .exception();
            }
            members.put(name, value(parser, child));
        }
        return new JsonObject(pointer, members);
    }

    @SuppressWarnings("NullAway") // a member that is null is kept as one, so that it is known and may not come twice
    private static @Nullable Object value(JsonParser parser, String pointer) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> list(parser, pointer);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonObject.NumberText(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static List<@Nullable Object> list(JsonParser parser, String pointer) {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser, pointer + "/" + list.size()));
        }
        return list;
    }

    private static ProblemException malformed(String what) {
        return Problem.of(400, "MALFORMED_JSON", what)
                .remedy("send one JSON object, as UTF-8")
                .exception();
    }
}
