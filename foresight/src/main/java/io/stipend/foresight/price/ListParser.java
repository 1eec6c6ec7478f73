package io.stipend.foresight.price;

import io.stipend.foresight.price.PriceListException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML or JSON into nodes that know their lines: one mapping, without anchors and aliases. */
final class ListParser {

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int MAX_NESTING = 100;
    private static final int MAX_BYTES = 64 << 20;

    /** Keys that stand twice are for whoever reads the nodes, who knows which model they are in. */
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(constraints())
            .loadSettings(LoadSettings.builder()
                    .setCodePointLimit(MAX_BYTES)
                    .setAllowDuplicateKeys(true)
                    .build())
            .build();

    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(constraints()).build();

    private final String file;
    private final JsonParser parser;

    private ListParser(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build();
    }

    /**
     * All text of a file, without a byte order mark.
     *
     * @throws PriceListException when there is too much, or it is not UTF-8
     */
    static String text(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw unreadable(file, 0, "passes " + MAX_BYTES + " bytes; is it a price list?");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw unreadable(file, 0, "is not UTF-8; write it so");
        }
    }

    /** Whether text begins as JSON does. */
    static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    /**
     * The one mapping of a text; an empty one if nothing stands in it.
     *
     * @throws PriceListException when it is something else
     */
    static ListNode.Mapping parse(String file, String text) {
        boolean json = isJson(text);
        try (JsonParser parser = (json ? JSON : YAML).createParser(ObjectReadContext.empty(), text)) {
            return new ListParser(file, parser).document();
        } catch (JacksonException e) {
            throw unreadable(file, e, json ? "JSON" : "YAML");
        }
    }

    private ListNode.Mapping document() {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new ListNode.Mapping(List.of(), 0);
        }
        if (first != JsonToken.START_OBJECT) {
            throw unreadable(file, line(), "is not made of keys and values; docs/prices.md shows a list");
        }
        ListNode.Mapping mapping = mapping();
        if (parser.nextToken() != null) {
            throw unreadable(file, line(), "goes on after its end; give one list");
        }
        return mapping;
    }

    private ListNode.Mapping mapping() {
        int begin = line();
        List<ListNode.Field> fields = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = line();
            parser.nextToken();
            fields.add(new ListNode.Field(name, node(), line));
        }
        return new ListNode.Mapping(fields, begin);
    }

    private ListNode node() {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw unreadable(file, line(), "has an alias (*name); write out what it stands for");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> {
                int begin = line();
                List<ListNode> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node());
                }
                yield new ListNode.Sequence(items, begin);
            }
            case VALUE_NULL -> new ListNode.Scalar("", line());
            default -> new ListNode.Scalar(parser.getString(), line());
        };
    }

    private int line() {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    private static PriceListException unreadable(String file, JacksonException e, String format) {
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            int line = marked.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            return unreadable(file, line, "is not YAML: " + marked.getProblem());
        }
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        if (e instanceof StreamConstraintsException) {
            return unreadable(
                    file,
                    line,
                    "is nested deeper than " + MAX_NESTING
                            + " levels, or has a longer text than is read; docs/prices.md shows a list");
        }
        return unreadable(file, line, "is not " + format + " that can be read: " + e.getOriginalMessage());
    }

    private static PriceListException unreadable(String file, int line, String what) {
        return new PriceListException(file, List.of(new Problem(line, "", what)));
    }
}
