package io.stipend.foresight.forecast;

import io.stipend.core.spi.ForecastFigures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node tells others: all that it learned itself, for those that begin; and what it learned lately, for those that know the rest.
 * Immutable.
 *
 * @param sequence the number of its last news
 * @param known all that it learned, and that it took over from nodes that are gone
 * @param news what it learned lately, the oldest first
 * @param figures how good its forecasts were, with those that it took over
 */
record NodeState(long sequence, ForecastSnapshot known, List<News> news, List<ForecastFigures> figures) {

    /** "SFN" and a zero. */
    private static final int MAGIC = 0x53464e00;

    private static final int VERSION = 1;
    private static final int FRAME_BYTES = 3 * Integer.BYTES;
    private static final int MAX_NEWS = 1_000;

    /** What was learned between two records. */
    record News(long sequence, ForecastSnapshot learned) {}

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(sequence);
            write(out, known);
            out.writeInt(news.size());
            for (News each : news) {
                out.writeLong(each.sequence());
                write(out, each.learned());
            }
            out.writeInt(figures.size());
            for (ForecastFigures each : figures) {
                write(out, each);
            }
            out.writeInt(Checksum.of(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory does not fail.
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, ForecastSnapshot snapshot) throws IOException {
        byte[] bytes = snapshot.toBytes();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, ForecastFigures figures) throws IOException {
        out.writeUTF(figures.model());
        out.writeLong(figures.steps());
        out.writeDouble(figures.outputUsed());
        out.writeDouble(figures.outputHeld());
        out.writeLong(figures.extensions());
        out.writeLong(figures.refusedExtensions());
        out.writeInt(figures.statements().size());
        for (ForecastFigures.Statement statement : figures.statements()) {
            out.writeDouble(statement.risk());
            out.writeLong(statement.steps());
            out.writeLong(statement.above());
        }
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IOException if it is damaged, or was written by something else or by another version
     */
    static NodeState read(byte[] bytes) throws IOException {
        if (bytes.length < FRAME_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new IOException("these " + bytes.length + " bytes are no record of forecasts");
        }
        int version = ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
        if (version != VERSION) {
            throw new IOException("the record has version " + version + ", and this is version " + VERSION);
        }
        int length = bytes.length - Integer.BYTES;
        if (ByteBuffer.wrap(bytes).getInt(length) != Checksum.of(bytes, length)) {
            throw new IOException("the record of " + bytes.length + " bytes is damaged: its checksum is wrong");
        }
        int before = 2 * Integer.BYTES;
        try {
            return readContent(new DataInputStream(new ByteArrayInputStream(bytes, before, length - before)));
        } catch (EOFException | IllegalArgumentException e) {
            throw new IOException("the record says what cannot be: " + e.getMessage(), e);
        }
    }

    private static NodeState readContent(DataInputStream in) throws IOException {
        long sequence = in.readLong();
        ForecastSnapshot known = readSnapshot(in);
        List<News> news = new ArrayList<>();
        for (int left = count(in, MAX_NEWS); left > 0; left--) {
            news.add(new News(in.readLong(), readSnapshot(in)));
        }
        List<ForecastFigures> figures = new ArrayList<>();
        for (int left = count(in, ModelTallies.MAX_MODELS + 1); left > 0; left--) {
            figures.add(readFigures(in));
        }
        if (in.available() > 0) {
            throw new IOException("the record has " + in.available() + " bytes behind its end");
        }
        return new NodeState(sequence, known, List.copyOf(news), List.copyOf(figures));
    }

    private static ForecastSnapshot readSnapshot(DataInputStream in) throws IOException {
        return SnapshotFormat.read(in.readNBytes(count(in, Integer.MAX_VALUE)));
    }

    private static ForecastFigures readFigures(DataInputStream in) throws IOException {
        String model = in.readUTF();
        long steps = in.readLong();
        double used = in.readDouble();
        double held = in.readDouble();
        long extensions = in.readLong();
        long refused = in.readLong();
        List<ForecastFigures.Statement> statements = new ArrayList<>();
        for (int left = count(in, MAX_NEWS); left > 0; left--) {
            statements.add(readStatement(in));
        }
        requireCounts(steps, extensions, refused);
        SnapshotFormat.require(used >= 0 && used < Double.POSITIVE_INFINITY, "output used", used);
        SnapshotFormat.require(held >= 0 && held < Double.POSITIVE_INFINITY, "output held", held);
        return new ForecastFigures(model, steps, used, held, extensions, refused, statements);
    }

    private static ForecastFigures.Statement readStatement(DataInputStream in) throws IOException {
        double risk = in.readDouble();
        long steps = in.readLong();
        long above = in.readLong();
        SnapshotFormat.require(risk > 0 && risk < 1, "a risk", risk);
        requireCounts(steps, above, steps - above);
        return new ForecastFigures.Statement(risk, steps, above);
    }

    private static void requireCounts(long... counts) {
        for (long count : counts) {
            SnapshotFormat.require(count >= 0 && count <= SnapshotFormat.LARGEST_LEARNED, "a count", count);
        }
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("the record says what cannot be: a number of " + count);
        }
        return count;
    }
}
