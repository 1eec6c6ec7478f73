package io.stipend.cli.trace;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks what is packed with gzip, and knows it by its first bytes. A small file that unpacks to an endless one is refused: text
 * of logs shrinks to a fiftieth at the very most, a file that is made to fill a machine to a thousandth.
 */
final class Unpacked extends FilterInputStream {

    private static final int BUFFER = 1 << 16;
    private static final long FREE_BYTES = 64L << 20;
    private static final long MAX_RATIO = 400;

    private final String location;
    private final Counted packed;
    private long bytes;

    private Unpacked(String location, Counted packed) throws IOException {
        super(new GZIPInputStream(packed, BUFFER));
        this.location = location;
        this.packed = packed;
    }

    /** The stream itself, or what it unpacks to. */
    static InputStream of(String location, InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(4);
        byte[] first = buffered.readNBytes(4);
        buffered.reset();
        if (first.length == 4 && first[0] == 'P' && first[1] == 'A' && first[2] == 'R' && first[3] == '1') {
            throw new TraceException(location + " is Parquet; write it as CSV or JSON Lines first");
        }
        if (first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4) {
            throw new TraceException(location + " is a zip file; unpack it, and give the log in it");
        }
        if (first.length < 2 || (first[0] & 0xFF) != 0x1F || (first[1] & 0xFF) != 0x8B) {
            return buffered;
        }
        try {
            return new Unpacked(location, new Counted(buffered));
        } catch (ZipException | EOFException e) {
            throw damaged(location);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        try {
            int count = super.read(target, from, length);
            bytes += Math.max(0, count);
            if (bytes > FREE_BYTES && bytes / MAX_RATIO > packed.bytes) {
                throw new TraceException(location + " unpacks to more than " + MAX_RATIO
                        + " times its size, which no log does; unpack it yourself if it is one");
            }
            return count;
        } catch (ZipException | EOFException e) {
            throw damaged(location);
        }
    }

    private static TraceException damaged(String location) {
        return new TraceException(location + " is packed with gzip, and damaged or cut off; get it again");
    }

    private static final class Counted extends FilterInputStream {

        private long bytes;

        private Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = super.read(target, from, length);
            bytes += Math.max(0, count);
            return count;
        }
    }
}
