package io.stipend.cli.trace;

import io.stipend.cli.text.LineReader;
import io.stipend.config.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage log into memory: about 100 bytes a request. CSV or JSON Lines in UTF-8, recognised by the first line; see
 * docs/traces.md. Blank lines, a byte order mark, and any line ends are fine.
 */
public final class TraceReader {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final TraceSource source;
    private final @Nullable Consumer<String> skipped;
    private final List<RowParser.Row> rows = new ArrayList<>();
    private String format = "CSV";
    private int lineNumber;
    private long skippedLines;

    private TraceReader(TraceSource source, @Nullable Consumer<String> skipped) {
        this.source = source;
        this.skipped = skipped;
    }

    /**
     * Reads a log, and stops at the first bad line.
     *
     * @throws TraceException when it cannot be read, has a bad line, or no request at all
     */
    public static Trace read(TraceSource source) {
        return new TraceReader(source, null).read();
    }

    /**
     * Reads a log, and goes on behind bad lines. The header must be good all the same.
     *
     * @param skipped told of each bad line
     * @throws TraceException when it cannot be read, or has no good line
     */
    public static Trace readSkipping(TraceSource source, Consumer<String> skipped) {
        return new TraceReader(source, skipped).read();
    }

    private Trace read() {
        try (LineReader lines = new LineReader(source.location(), source.open())) {
            String first = nextLine(lines);
            if (first == null) {
                throw new TraceException(source.location() + " is empty; give a log with a header and requests");
            }
            readRows(first, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(source.location() + " cannot be read", e);
        }
        if (rows.isEmpty()) {
            throw new TraceException(source.location() + " has no requests"
                    + (skippedLines > 0 ? ": all " + skippedLines + " lines behind the header are bad" : "")
                    + "; give a log with at least one");
        }
        return inOrder();
    }

    private void readRows(String first, LineReader lines) throws IOException {
        LineFormat format;
        if (JsonLine.begins(first)) {
            format = new JsonLine();
            this.format = "JSON Lines";
            addRow(format, first);
        } else {
            try {
                format = LineFormat.csv(first);
            } catch (BadLineException e) {
                throw new TraceException(described(first, e));
            }
        }
        for (String line = nextLine(lines); line != null; line = nextLine(lines)) {
            addRow(format, line);
        }
    }

    /** The next line that is not blank; null at the end. */
    private @Nullable String nextLine(LineReader lines) throws IOException {
        String line;
        do {
            line = lines.next();
            lineNumber = Math.toIntExact(lines.number());
            if (line != null && lineNumber == 1 && line.startsWith(BYTE_ORDER_MARK)) {
                line = line.substring(1);
            }
        } while (line != null && line.isBlank());
        return line;
    }

    private void addRow(LineFormat format, String line) {
        try {
            rows.add(RowParser.parse(lineNumber, format.fields(line)));
        } catch (BadLineException e) {
            if (skipped == null) {
                throw new TraceException(described(line, e) + "\n  --skip-bad-lines counts such lines and goes on");
            }
            skippedLines++;
            skipped.accept(described(line, e));
        }
    }

    private String described(String line, BadLineException e) {
        return source.location() + ", line " + lineNumber + ": " + e.problem() + "\n  the line:  "
                + SafeText.plain(line, BadLineException.MAX_SHOWN) + "\n  expected:  " + e.expected();
    }

    /** Sorts by time, leaving what is simultaneous as it stands, and numbers the sessions. */
    private Trace inOrder() {
        long outOfOrder = 0;
        long latest = Long.MIN_VALUE;
        for (RowParser.Row row : rows) {
            long at = row.request().atMillis();
            outOfOrder += at < latest ? 1 : 0;
            latest = Math.max(latest, at);
        }
        if (outOfOrder > 0) {
            rows.sort(Comparator.comparingLong(row -> row.request().atMillis()));
        }
        Set<String> taken = new HashSet<>();
        rows.forEach(row -> taken.add(String.valueOf(row.session())));
        Map<String, Integer> indexes = new HashMap<>();
        List<String> sessions = new ArrayList<>();
        List<TraceRequest> requests = new ArrayList<>(rows.size());
        for (RowParser.Row row : rows) {
            String session = row.session() == null ? nameOfItsOwn(row.request().line(), taken) : row.session();
            int index = indexes.computeIfAbsent(session, name -> {
                sessions.add(name);
                return sessions.size() - 1;
            });
            requests.add(row.ofSession(index));
        }
        long failed = requests.stream().filter(TraceRequest::failed).count();
        TraceNotes notes = new TraceNotes(
                format,
                "milliseconds, or ISO 8601",
                List.of(),
                List.of(),
                skippedLines,
                0,
                failed,
                0,
                0,
                outOfOrder,
                List.of());
        return new Trace(source, requests, sessions, notes);
    }

    /** A name that no session of the log has, for a request that names none. */
    private static String nameOfItsOwn(long line, Set<String> taken) {
        StringBuilder name = new StringBuilder("line-").append(line);
        while (taken.contains(name.toString())) {
            name.append('\'');
        }
        return name.toString();
    }
}
