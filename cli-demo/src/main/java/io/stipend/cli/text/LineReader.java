package io.stipend.cli.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines that end in LF, CR or both, and counts them. A line has a longest length, so that input without line
 * ends is an error with a line number, and does not fill the memory. Not thread safe.
 */
public final class LineReader implements Closeable {

    /** The longest line, in characters, unless another is given. */
    public static final int MAX_LENGTH = 1 << 20;

    private final TextWindow window;
    private long number;

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
        this(new TextWindow(name, in, encoding, MAX_LENGTH));
    }

    /** Reads on in a window. */
    public LineReader(TextWindow window) {
        this.window = window;
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /**
     * The next line without its end; null when there is none.
     *
     * @throws UnreadableTextException when it is too long, or not in the encoding
     */
    public @Nullable String next() throws IOException {
        window.begin();
        number = window.line();
        if (window.peek() == TextWindow.END) {
            return null;
        }
        window.skipTo('\n');
        String line = window.text(0, window.length());
        window.next();
        return line;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
