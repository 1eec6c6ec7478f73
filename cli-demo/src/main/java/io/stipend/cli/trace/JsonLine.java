package io.stipend.cli.trace;

import io.stipend.config.SafeText;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Takes a line of JSON Lines apart: one object of strings and numbers. What is not known is passed over. */
final class JsonLine implements LineFormat {

    private static final String EXPECTED = "one JSON object such as {\"timestamp\": 1700158623979, \"user\": \"ada\","
            + " \"session\": \"s1\", \"input_tokens\": 812, \"output_tokens\": 64}";

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Whether a log that begins with this line is one of JSON Lines. */
    static boolean begins(String firstLine) {
        return firstLine.stripLeading().startsWith("{");
    }

    @Override
    public Map<Field, String> fields(String line) throws BadLineException {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("not a JSON object", EXPECTED);
            }
            Map<Field, String> fields = new EnumMap<>(Field.class);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                addProperty(parser, fields);
            }
            if (parser.nextToken() != null) {
                throw new BadLineException("something follows the JSON object", "one object on a line");
            }
            return fields;
        } catch (JacksonException e) {
            throw new BadLineException(
                    "not JSON: " + SafeText.plain(e.getOriginalMessage(), BadLineException.MAX_SHOWN), EXPECTED);
        }
    }

    private static void addProperty(JsonParser parser, Map<Field, String> fields) throws BadLineException {
        var field = Field.named(parser.currentName());
        JsonToken value = parser.nextToken();
        if (field.isEmpty()) {
            parser.skipChildren();
        } else if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
            if (fields.put(field.get(), parser.getString()) != null) {
                throw new BadLineException("two properties mean " + field.get().title(), "each property once");
            }
        } else if (value != JsonToken.VALUE_NULL) {
            throw new BadLineException(field.get().title() + " is no string or number", EXPECTED);
        }
    }
}
