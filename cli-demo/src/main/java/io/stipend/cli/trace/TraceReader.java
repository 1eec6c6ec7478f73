package io.stipend.cli.trace;

import io.stipend.cli.text.TextWindow;
import io.stipend.config.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage log: CSV, or JSON, recognised by its first character; its format by its columns; see docs/traces.md. It reads one
 * record at a time into columns of numbers, so that a million requests take about 50 MB. A byte order mark, blank lines and any line
 * ends are fine.
 */
public final class TraceReader {

    /** The longest record: longer than the prompt of any model, which many exports have in it. */
    private static final int MAX_RECORD = 8 << 20;

    private final TraceSource source;
    private final ReadOptions options;
    private final Consumer<String> skippedOnes;
    private final TraceBuilder builder;
    private final Row row = new Row();
    private @Nullable Columns columns;
    private @Nullable TimeScale scale;
    private @Nullable RowParser parser;
    private long skipped;
    private long others;

    private TraceReader(TraceSource source, ReadOptions options, Consumer<String> skippedOnes) {
        this.source = source;
        this.options = options;
        this.skippedOnes = skippedOnes;
        this.builder = new TraceBuilder(source.location(), options.keepsDuplicates());
    }

    /** Reads a log with what it says itself. */
    public static Trace read(TraceSource source) {
        return read(source, ReadOptions.DEFAULT, bad -> {});
    }

    /**
     * Reads a log.
     *
     * @param skipped told of each record that could not be read, if the options say to skip those
     * @throws TraceException when it cannot be read, has a bad record that is not to be skipped, or no request at all
     * @throws io.stipend.cli.text.UnreadableTextException when it is not text in the encoding
     */
    static Trace read(TraceSource source, ReadOptions options, Consumer<String> skipped) {
        return new TraceReader(source, options, skipped).read();
    }

    private Trace read() {
        try (TextWindow window = new TextWindow(source.location(), source.open(), options.charset(), MAX_RECORD)) {
            int first = firstCharacter(window);
            if (first == TextWindow.END) {
                throw new TraceException(source.location() + " is empty; give a log with a header and requests");
            }
            if (JsonRecords.begins(first)) {
                new JsonRecords(window, new JsonSink()).read();
            } else {
                readCsv(window);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(source.location() + " cannot be read", e);
        }
        if (builder.size() == 0 || columns == null || scale == null) {
            throw new TraceException(source.location() + " has no requests"
                    + (skipped > 0 ? ": all " + skipped + " records that could be some are bad" : "")
                    + (others > 0 ? ": its " + others + " records say no usage of a model" : "")
                    + "; give a log with at least one");
        }
        return builder.build(source, columns, scale.settle(source.location()), skipped, others);
    }

    /** The first character that is not blank, at which a record begins then. */
    private static int firstCharacter(TextWindow window) throws IOException {
        window.begin();
        while (window.peek() != TextWindow.END && Character.isWhitespace(window.peek())) {
            window.next();
            window.begin();
        }
        return window.peek();
    }

    private void readCsv(TextWindow window) throws IOException {
        CsvRecords records = CsvRecords.of(window);
        List<String> header;
        try {
            header = records.header();
            choose(Columns.of(header, options, true));
            checkOnce(header);
        } catch (BadLineException e) {
            throw new TraceException(described(records.line(), records.shown(BadLineException.MAX_SHOWN + 1), e));
        }
        Row.@Nullable Slot[] slots =
                header.stream().map(Objects.requireNonNull(columns)::slot).toArray(Row.Slot[]::new);
        while (true) {
            try {
                if (!records.next()) {
                    return;
                }
                fill(records, header, slots);
                add();
            } catch (BadLineException e) {
                skip(records.line(), records.shown(BadLineException.MAX_SHOWN + 1), e);
            }
        }
    }

    private void checkOnce(List<String> header) throws BadLineException {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (Objects.requireNonNull(columns).slot(name) != null && !seen.add(Field.plain(name))) {
                throw new BadLineException("two columns of the header are " + SafeText.value(name), "each column once");
            }
        }
    }

    private void choose(Columns chosen) {
        columns = chosen;
        scale = new TimeScale(chosen.unit());
        parser = new RowParser(chosen.format(), scale);
    }

    private void fill(CsvRecords records, List<String> header, Row.@Nullable Slot[] slots) throws BadLineException {
        Columns known = Objects.requireNonNull(columns);
        if (records.fields() != header.size()) {
            throw new BadLineException(
                    records.fields() + (records.fields() == 1 ? " field" : " fields"),
                    header.size() + " fields, as many as the header has");
        }
        row.clear(records.line());
        for (int i = 0; i < slots.length; i++) {
            Row.Slot slot = slots[i];
            if (slot != null) {
                row.set(slot, records.text(i));
            } else if (known.isAbove(header.get(i))) {
                JsonMembers members = new JsonMembers(records.line());
                JsonRecords.addMembers(header.get(i), records.text(i), members, known);
                members.addTo(row, known);
            }
        }
    }

    /** Adds the request that the row says, if it says one. */
    private void add() throws BadLineException {
        Call call = Objects.requireNonNull(parser).parse(row);
        if (call == null) {
            others++;
        } else {
            builder.add(call);
        }
    }

    private void skip(long line, String text, BadLineException e) {
        String described = described(line, text, e);
        if (!options.skipsBadRecords()) {
            throw new TraceException(described + "\n  --skip-bad-lines counts such records and goes on");
        }
        skipped++;
        skippedOnes.accept(described);
    }

    private String described(long line, String text, BadLineException e) {
        return source.location() + ", line " + line + ": " + e.problem()
                + (text.isEmpty() ? "" : "\n  the line:  " + SafeText.plain(text, BadLineException.MAX_SHOWN))
                + "\n  expected:  " + e.expected();
    }

    /** Takes records of JSON. */
    private final class JsonSink implements JsonRecords.Sink {

        @Override
        public @Nullable Columns columns() {
            return columns;
        }

        @Override
        public void record(JsonMembers record, @Nullable String text) {
            try {
                row.clear(record.line());
                record.check();
                if (columns == null) {
                    chooseBy(record, text);
                }
                record.addTo(row, Objects.requireNonNull(columns));
                add();
            } catch (BadLineException e) {
                skip(record.line(), text == null ? row.shown() : text, e);
            }
        }

        private void chooseBy(JsonMembers first, @Nullable String text) {
            try {
                choose(Columns.of(first.paths(), options, false));
            } catch (BadLineException e) {
                throw new TraceException(described(first.line(), text == null ? "" : text, e));
            }
        }

        @Override
        public void bad(long line, String text, BadLineException problem) {
            skip(line, text, problem);
        }
    }
}
