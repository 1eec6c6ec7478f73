package io.stipend.cli.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * A part of a text that slides over a stream: the record that is being read, and what was read ahead. So a record can be looked
 * at as a whole, and no more of the stream is in memory than that. A record has a longest length: input without ends of
 * records is an error, and does not fill the memory. Not thread safe.
 */
public final class TextWindow implements Closeable {

    /** There is no further character. */
    public static final int END = -1;

    private static final int BLOCK = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String name;
    private final StrictDecoder in;
    private final int maxLength;
    private char[] buffer = new char[BLOCK];
    private int start;
    private int at;
    private int end;
    private long line = 1;
    private long firstLine = 1;
    private boolean afterCarriageReturn;
    private boolean ended;
    private boolean begun;

    /**
     * A window at the beginning of a stream.
     *
     * @param name what to call the stream in messages
     * @param maxLength the longest record, in characters
     */
    public TextWindow(String name, InputStream in, Charset encoding, int maxLength) {
        this.name = name;
        this.in = new StrictDecoder(in, encoding);
        this.maxLength = maxLength;
    }

    /** What the stream is called in messages. */
    public String name() {
        return name;
    }

    /** The number of the line that the record begins on, from 1. A line ends in LF, CR or both. */
    public long line() {
        return firstLine;
    }

    /**
     * Lets a record begin at the next character, and forgets what stands before it. A byte order mark is passed over, and so is the
     * LF of a line end whose CR was read last.
     */
    public void begin() throws IOException {
        start = at;
        if (!begun) {
            begun = true;
            skip(BYTE_ORDER_MARK);
        } else if (afterCarriageReturn) {
            skip('\n');
        }
        start = at;
        firstLine = line;
    }

    private void skip(char unwanted) throws IOException {
        if (peek() == unwanted) {
            at++;
            afterCarriageReturn = false;
        }
    }

    /** Goes back to where the record begins. */
    public void rewind() {
        at = start;
        line = firstLine;
        afterCarriageReturn = false;
    }

    /** All from the record's beginning on, as a stream without records. The window is of no use then. */
    public Reader rest() {
        rewind();
        return new Reader() {
            @Override
            public int read(char[] target, int from, int length) throws IOException {
                start = at;
                if (at == end && !fill()) {
                    return -1;
                }
                int count = Math.min(length, end - at);
                for (int i = 0; i < count; i++) {
                    target[from + i] = (char) next();
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                TextWindow.this.close();
            }
        };
    }

    /** The next character, which stays the next; {@link #END} at the end. */
    public int peek() throws IOException {
        return at < end || fill() ? buffer[at] : END;
    }

    /** The next character; {@link #END} at the end. */
    public int next() throws IOException {
        if (at == end && !fill()) {
            return END;
        }
        char c = buffer[at++];
        if (c == '\r' || (c == '\n' && !afterCarriageReturn)) {
            line++;
        }
        afterCarriageReturn = c == '\r';
        return c;
    }

    /** Reads up to the next of these characters, the end of the line or the end of the text, which stays the next character. */
    public int skipTo(char stop) throws IOException {
        while (at < end || fill()) {
            for (; at < end; at++) {
                char c = buffer[at];
                if (c == stop || c == '\n' || c == '\r') {
                    return c;
                }
                afterCarriageReturn = false;
            }
        }
        return END;
    }

    /** How many characters of the record were read. */
    public int length() {
        return at - start;
    }

    /** A part of the record. */
    public String text(int from, int to) {
        return new String(buffer, start + from, to - from);
    }

    /** A character of the record. */
    public char charAt(int index) {
        return buffer[start + index];
    }

    /**
     * Reads more behind what is there.
     *
     * @throws UnreadableTextException when the record would be too long, or the bytes are not of the encoding
     */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (at - start > maxLength) {
            throw new UnreadableTextException(String.format(
                    "%s, line %d: is longer than %,d characters; give text with a line for each record",
                    name, line, maxLength));
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            at -= start;
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        try {
            int count = in.read(buffer, end, Math.min(buffer.length - end, maxLength + 1 - (end - start)));
            ended = count < 0;
            end += Math.max(0, count);
            return !ended;
        } catch (StrictDecoder.BadByteException e) {
            throw new UnreadableTextException(name + ", line " + line + ": " + e.problem()
                    + "; give the text in that encoding, or name its own with --charset, such as --charset "
                    + (e.beginsUtf16() ? "UTF-16, as which it begins" : "ISO-8859-1"));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
