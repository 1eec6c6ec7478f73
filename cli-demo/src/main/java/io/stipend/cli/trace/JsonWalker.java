package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the records in JSON: objects, which may lie in arrays of an object around them, such as the pages of an API or the spans of
 * OTLP. It looks at one record at a time, whatever the size of the whole.
 */
final class JsonWalker {

    /** Arrays of records, or of objects with such arrays. */
    private static final Set<String> AROUND = Set.of(
            "data", "results", "resourceSpans", "scopeSpans", "spans", "observations", "runs", "rows", "records");

    /** Records of an array of this name need what the object around them says, which may stand behind it. */
    private static final String OF_A_BUCKET = "results";

    private static final String ATTRIBUTES = "attributes";
    private static final int MAX_DEPTH_OF_UNKNOWN = 6;

    private final long lineBefore;
    private final Supplier<@Nullable Columns> lookedAt;

    /** Null to look at everything, which is for the first record. */
    private @Nullable Columns columns;

    /**
     * Walks through one text.
     *
     * @param lineBefore the line before the one that the text begins on
     * @param lookedAt what is looked at, once it is known
     */
    JsonWalker(long lineBefore, Supplier<@Nullable Columns> lookedAt) {
        this.lineBefore = lineBefore;
        this.lookedAt = lookedAt;
        this.columns = lookedAt.get();
    }

    /** Walks through the object that the parser has begun, and hands over the records in it. */
    void object(JsonParser parser, Consumer<JsonMembers> records) {
        columns = lookedAt.get();
        JsonMembers own = new JsonMembers(line(parser));
        List<JsonMembers> ofBucket = new ArrayList<>();
        boolean isAround = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && AROUND.contains(name)) {
                isAround = true;
                Consumer<JsonMembers> inner = name.equals(OF_A_BUCKET)
                        ? ofBucket::add
                        : record -> {
                            record.inherit(own);
                            records.accept(record);
                        };
                array(parser, inner);
            } else {
                member(parser, name, value, own, 1);
            }
        }
        for (JsonMembers record : ofBucket) {
            record.inherit(own);
            records.accept(record);
        }
        if (!isAround) {
            records.accept(own);
        }
    }

    /** Walks through the array that the parser has begun. */
    void array(JsonParser parser, Consumer<JsonMembers> records) {
        for (JsonToken value = parser.nextToken();
                value != JsonToken.END_ARRAY && value != null;
                value = parser.nextToken()) {
            if (value == JsonToken.START_OBJECT) {
                object(parser, records);
            } else {
                JsonMembers bad = new JsonMembers(line(parser));
                bad.fail(new BadLineException("an element of the array is no JSON object", JsonRecords.EXPECTED));
                parser.skipChildren();
                records.accept(bad);
            }
        }
    }

    /** Adds the members of the object that the parser has begun to a record, under the path of the object. */
    void members(JsonParser parser, String path, JsonMembers record, int depth) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = path + '.' + parser.currentName();
            member(parser, name, parser.nextToken(), record, depth + 1);
        }
    }

    private void member(JsonParser parser, String path, JsonToken value, JsonMembers record, int depth) {
        if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
            container(parser, path, value, record, depth);
        } else if (columns == null || columns.slot(path) != null) {
            record.add(path, value == JsonToken.VALUE_NULL ? "" : parser.getString());
        }
    }

    private void container(JsonParser parser, String path, JsonToken value, JsonMembers record, int depth) {
        boolean isAbove = columns == null ? depth < MAX_DEPTH_OF_UNKNOWN : columns.isAbove(path);
        if (columns == null && isAbove) {
            record.add(path, "");
        }
        if (isAbove && value == JsonToken.START_OBJECT) {
            members(parser, path, record, depth);
        } else if (isAbove && path.equals(ATTRIBUTES)) {
            keyValues(parser, record);
        } else {
            if (columns != null && columns.slot(path) != null) {
                record.fail(new BadLineException(path + " is no string or number", JsonRecords.EXPECTED));
            }
            parser.skipChildren();
        }
    }

    /** OTLP writes attributes as an array of {@code {"key": "...", "value": {"intValue": "1"}}}. */
    private void keyValues(JsonParser parser, JsonMembers record) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String key = "";
            String text = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("key") && value == JsonToken.VALUE_STRING) {
                    key = parser.getString();
                } else if (name.equals("value") && value == JsonToken.START_OBJECT) {
                    text = scalar(parser);
                } else {
                    parser.skipChildren();
                }
            }
            String path = ATTRIBUTES + '.' + key;
            if (text != null && (columns == null || columns.slot(path) != null)) {
                record.add(path, text);
            }
        }
    }

    /** The only value of an object, if it is no object or array itself. */
    private static @Nullable String scalar(JsonParser parser) {
        String text = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            JsonToken value = parser.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                text = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return text;
    }

    private long line(JsonParser parser) {
        return lineBefore + parser.currentTokenLocation().getLineNr();
    }
}
