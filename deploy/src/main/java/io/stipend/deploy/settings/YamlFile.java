package io.stipend.deploy.settings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML into nodes that know their lines. One document; no anchors and aliases, which let a few lines stand for
 * millions.
 */
final class YamlFile {

    private static final int MAX_BYTES = 64 << 20;
    private static final int MAX_LINE = 1 << 20;

    /** Keys that stand twice are for the reader to complain of, together with everything else. */
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .loadSettings(LoadSettings.builder()
                    .setCodePointLimit(MAX_BYTES)
                    .setAllowDuplicateKeys(true)
                    .build())
            .build();

    /** The text is not what can be read. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;

        UnreadableException(int line, String what) {
            super(what);
            this.line = line;
        }

        int line() {
            return line;
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }

    private final YAMLParser parser;

    private YamlFile(YAMLParser parser) {
        this.parser = parser;
    }

    /** The file's one mapping; an empty one if nothing stands in it. */
    static Node.Mapping read(Path path) throws IOException, UnreadableException {
        String text;
        try (InputStream in = Files.newInputStream(path)) {
            text = text(in);
        }
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new YamlFile(parser).document();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** Stops at the first line that is too long: a device, or what is no configuration, has no end. */
    private static String text(InputStream in) throws IOException, UnreadableException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int line = 1;
        int length = 0;
        byte[] some = new byte[1 << 16];
        for (int read = in.read(some); read > 0; read = in.read(some)) {
            text.write(some, 0, read);
            for (int i = 0; i < read; i++) {
                boolean ends = some[i] == '\n';
                line += ends ? 1 : 0;
                length = ends ? 0 : length + 1;
                if (length > MAX_LINE) {
                    throw new UnreadableException(
                            line, "is longer than " + MAX_LINE + " bytes; give 'key: value' lines");
                }
            }
            if (text.size() > MAX_BYTES) {
                throw new UnreadableException(line, "passes " + MAX_BYTES + " bytes; split the file");
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(text.toByteArray()))
                .toString();
    }

    private Node.Mapping document() throws UnreadableException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new Node.Mapping(List.of(), 0);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new UnreadableException(line(), "is not made of keys and values; give 'key: value' lines");
        }
        Node.Mapping mapping = mapping();
        if (parser.nextToken() != null) {
            throw new UnreadableException(line(), "has a second document; give one");
        }
        return mapping;
    }

    private Node.Mapping mapping() throws UnreadableException {
        int begin = line();
        List<Node.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = line();
            parser.nextToken();
            entries.add(new Node.Entry(name, value(), line));
        }
        return new Node.Mapping(entries, begin);
    }

    private Node value() throws UnreadableException {
        if (parser.isCurrentAlias()) {
            throw new UnreadableException(line(), "has an alias (*name); write out what it stands for");
        }
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> {
                int line = line();
                parser.skipChildren();
                yield new Node.Sequence(line);
            }
            case VALUE_NULL -> new Node.Empty(line());
            default -> new Node.Scalar(parser.getString(), line());
        };
    }

    private int line() {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    /** What is wrong, without the lines around it that the library quotes: they may hold a secret. */
    private static UnreadableException unreadable(JacksonException e) {
        if (e.getCause() instanceof MarkedYamlEngineException marked) {
            int line = marked.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            return new UnreadableException(line, "is not YAML: " + marked.getProblem());
        }
        return new UnreadableException(
                Math.max(0, e.getLocation() == null ? 0 : e.getLocation().getLineNr()), "is not YAML that can be read");
    }
}
