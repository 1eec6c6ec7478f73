package io.stipend.cli.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines that end in LF, CR or both, and counts them. A line has a longest length, so that input without line
 * ends is an error with a line number, and does not fill the memory. Not thread safe.
 */
public final class LineReader implements Closeable {

    /** The longest line, in characters. */
    public static final int MAX_LENGTH = 1 << 20;

    private final String name;
    private final Reader in;
    private final StringBuilder line = new StringBuilder();
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private long number;
    private boolean afterCarriageReturn;

    /**
     * Reads a stream of UTF-8.
     *
     * @param name what to call it in messages
     */
    public LineReader(String name, InputStream in) {
        this(name, in, StandardCharsets.UTF_8);
    }

    /** Reads a stream of another encoding. */
    public LineReader(String name, InputStream in, Charset encoding) {
        this.name = name;
        this.in = new InputStreamReader(in, encoding);
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /**
     * The next line without its end; null when there is none.
     *
     * @throws TooLongException when it is longer than {@link #MAX_LENGTH}
     */
    public @Nullable String next() throws IOException {
        number++;
        line.setLength(0);
        int c = read();
        if (c == '\n' && afterCarriageReturn) {
            c = read();
        }
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n' && c != '\r') {
            if (line.length() == MAX_LENGTH) {
                throw new TooLongException(name, number);
            }
            line.append((char) c);
            c = read();
        }
        afterCarriageReturn = c == '\r';
        return line.toString();
    }

    /** The next character; -1 at the end. */
    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++];
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A line is longer than any that makes sense. The message names it, and the limit. */
    public static final class TooLongException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLongException(String name, long line) {
            super(String.format(
                    "%s, line %d: is longer than %,d characters; give text with a line for each record",
                    name, line, MAX_LENGTH));
        }
    }
}
