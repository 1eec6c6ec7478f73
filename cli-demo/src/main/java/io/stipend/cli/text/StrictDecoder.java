package io.stipend.cli.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes a stream, and refuses bytes that are not of its encoding where the JDK's readers replace them: replaced, two
 * different names become one. Not thread safe.
 */
final class StrictDecoder implements Closeable {

    private static final int BLOCK = 1 << 16;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK).limit(0);
    private long offset;
    private boolean ended;

    StrictDecoder(InputStream in, Charset encoding) {
        this.in = in;
        this.decoder = encoding.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Bytes that are not of the encoding. Whoever knows the line makes a message of it. */
    static final class BadByteException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int value;
        private final long offset;
        private final Charset encoding;

        private BadByteException(int value, long offset, Charset encoding) {
            this.value = value;
            this.offset = offset;
            this.encoding = encoding;
        }

        /** Whether it is the first byte of a text, and that of a byte order mark of UTF-16. */
        boolean beginsUtf16() {
            return offset == 0 && (value == 0xFF || value == 0xFE);
        }

        String problem() {
            return String.format(
                    "the byte 0x%02X, byte %,d of the text, is not %s", value, offset + 1, encoding.name());
        }
    }

    /**
     * Reads some characters; at least one.
     *
     * @return how many; -1 at the end
     * @throws BadByteException when the next bytes are not of the encoding; what stands before them was read already
     */
    int read(char[] target, int from, int length) throws IOException, BadByteException {
        CharBuffer chars = CharBuffer.wrap(target, from, length);
        while (true) {
            int before = bytes.position();
            CoderResult result = decoder.decode(bytes, chars, ended);
            offset += bytes.position() - before;
            if (chars.position() > from) {
                return chars.position() - from;
            }
            if (result.isError()) {
                throw new BadByteException(bytes.get(bytes.position()) & 0xFF, offset, decoder.charset());
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
