package io.stipend.cli.trace;

import io.stipend.cli.text.LineReader;
import io.stipend.cli.text.TextWindow;
import io.stipend.config.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads records of JSON: one object a line (JSON Lines), or a text of JSON over many lines: an array of objects, or objects with such
 * arrays in them. A line that is no JSON costs that line; a text that is no JSON ends where it is none.
 */
final class JsonRecords {

    static final String EXPECTED = "a JSON object such as {\"timestamp\": 1700158623979, \"user\": \"ada\","
            + " \"session\": \"s1\", \"input_tokens\": 812, \"output_tokens\": 64}";

    private static final int MAX_NESTING = 200;
    private static final int MAX_TEXT = 8 << 20;

    /** A first line that is longer than this, or is no whole object, is the beginning of a text over many lines. */
    private static final int MAX_FIRST_LINE = 1 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();
    private final TextWindow window;
    private final Sink sink;

    /** Takes records, and what is none. */
    interface Sink {

        /** What is looked at; null before the first record. */
        @Nullable
        Columns columns();

        /** A record; the first decides which columns there are. */
        void record(JsonMembers record, @Nullable String text);

        /** A line that is none. */
        void bad(long line, String text, BadLineException problem);
    }

    JsonRecords(TextWindow window, Sink sink) {
        this.window = window;
        this.sink = sink;
    }

    /** Whether a text that begins with this character is JSON. */
    static boolean begins(int first) {
        return first == '{' || first == '[';
    }

    /** Hands over all records. */
    void read() throws IOException {
        if (window.peek() == '{' && isLines()) {
            window.rewind();
            readLines();
        } else {
            readText();
        }
    }

    /** Whether the first line is a whole object, or one that is broken otherwise than by its end. */
    private boolean isLines() throws IOException {
        for (int c = window.peek(); c != '\n' && c != '\r' && c != TextWindow.END; c = window.peek()) {
            if (window.length() == MAX_FIRST_LINE) {
                return false;
            }
            window.next();
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), window.text(0, window.length()))) {
            parser.nextToken();
            parser.skipChildren();
            return true;
        } catch (JacksonException e) {
            return !endsEarly(e) || window.peek() == TextWindow.END;
        }
    }

    private void readLines() throws IOException {
        LineReader lines = new LineReader(window);
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                readLine(line, lines.number());
            }
        }
    }

    private void readLine(String line, long number) {
        List<JsonMembers> records = new ArrayList<>(1);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("not a JSON object", EXPECTED);
            }
            new JsonWalker(number - 1, sink::columns).object(parser, records::add);
            if (parser.nextToken() != null) {
                throw new BadLineException("something follows the JSON object", "one object on a line");
            }
        } catch (JacksonException e) {
            sink.bad(number, line, problem(e));
            return;
        } catch (BadLineException e) {
            sink.bad(number, line, e);
            return;
        }
        records.forEach(record -> sink.record(record, line));
    }

    private void readText() throws IOException {
        long lineBefore = window.line() - 1;
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), window.rest())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                JsonWalker walker = new JsonWalker(lineBefore, sink::columns);
                if (token == JsonToken.START_OBJECT) {
                    walker.object(parser, record -> sink.record(record, null));
                } else if (token == JsonToken.START_ARRAY) {
                    walker.array(parser, record -> sink.record(record, null));
                } else {
                    throw new TraceException(
                            window.name() + ": JSON that is neither an object nor an array; expected " + EXPECTED);
                }
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            BadLineException problem = problem(e);
            boolean known = e.getLocation() != null && e.getLocation().getLineNr() > 0;
            String line = known ? ", line " + (lineBefore + e.getLocation().getLineNr()) : "";
            throw new TraceException(
                    window.name() + line + ": " + problem.problem() + "\n  expected:  " + problem.expected());
        }
    }

    /** Adds the members of an object in the text of a column to a record. */
    static void addMembers(String path, String text, JsonMembers record, Columns columns) throws BadLineException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                new JsonWalker(record.line() - 1, () -> columns).members(parser, path, record, 1);
            }
        } catch (JacksonException e) {
            throw new BadLineException(path + " is " + problem(e).problem(), "a JSON object");
        }
    }

    private static boolean endsEarly(JacksonException e) {
        return e instanceof UnexpectedEndOfInputException
                || String.valueOf(e.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }

    /** What is wrong, in words of JSON; the library's own name its switches. */
    private static BadLineException problem(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return new BadLineException(
                    "JSON that is nested deeper than " + MAX_NESTING
                            + " levels, or has a longer text, name or number than is read",
                    EXPECTED);
        }
        if (endsEarly(e)) {
            return new BadLineException("JSON that ends too early", EXPECTED);
        }
        String message = String.valueOf(e.getOriginalMessage());
        int quote = message.indexOf('\'');
        int end = message.indexOf('\'', quote + 1);
        if (message.startsWith("Non-standard token") && end > 0) {
            return new BadLineException(
                    "not JSON: " + SafeText.plain(message.substring(quote + 1, end), BadLineException.MAX_SHOWN)
                            + " is no value of JSON",
                    "a number, or null where it is not known");
        }
        String plain = message.split("(: enable|\\(for |, problem:|\\(from `)", 2)[0];
        return new BadLineException("not JSON: " + SafeText.plain(plain, BadLineException.MAX_SHOWN), EXPECTED);
    }
}
