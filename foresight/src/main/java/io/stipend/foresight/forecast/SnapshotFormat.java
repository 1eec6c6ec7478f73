package io.stipend.foresight.forecast;

import io.stipend.core.spi.BudgetForecaster.Basis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes of a {@link ForecastSnapshot}: what it is, the version, the buckets it counts in; then what it knows; then a checksum of all
 * before it (CRC-32C). Only counts above zero are written.
 */
final class SnapshotFormat {

    /** "SFC" and a zero. */
    private static final int MAGIC = 0x53464300;

    private static final int VERSION = 1;
    private static final int CHECKSUM_BYTES = Integer.BYTES;

    /** More outcomes than that in one bucket are an error, and would drown everything else. */
    private static final float LARGEST_COUNT = 1e9f;

    /** More outcomes than that nobody has learned from; sums of them must not overflow. */
    static final long LARGEST_LEARNED = 1L << 53;

    private SnapshotFormat() {}

    static byte[] write(ForecastSnapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(Buckets.COUNT);
            out.writeDouble(Buckets.GROWTH);
            out.writeLong(snapshot.learned());
            out.writeDouble(snapshot.price());
            out.writeInt(snapshot.corrections().size());
            for (Map.Entry<Double, Double> correction : snapshot.corrections().entrySet()) {
                out.writeDouble(correction.getKey());
                out.writeDouble(correction.getValue());
            }
            out.writeInt(snapshot.groups().size());
            for (Map.Entry<GroupKey, float[]> group : snapshot.groups().entrySet()) {
                writeGroup(out, group.getKey(), group.getValue());
            }
            out.writeInt(Checksum.of(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Memory does not fail.
        }
        return bytes.toByteArray();
    }

    private static void writeGroup(DataOutputStream out, GroupKey key, float[] counts) throws IOException {
        out.writeUTF(key.level().name());
        out.writeUTF(key.tenant());
        out.writeUTF(key.model());
        out.writeUTF(key.key());
        out.writeInt(key.octave());
        int used = 0;
        for (float count : counts) {
            used += count > 0 ? 1 : 0;
        }
        out.writeShort(used);
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                out.writeShort(bucket);
                out.writeFloat(counts[bucket]);
            }
        }
    }

    static ForecastSnapshot read(byte[] bytes) throws IOException {
        if (bytes.length < 2 * Integer.BYTES + CHECKSUM_BYTES
                || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new IOException("these " + bytes.length + " bytes are no snapshot of forecasts");
        }
        int version = ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
        if (version != VERSION) {
            throw new IOException("the snapshot has version " + version + ", and this is version " + VERSION);
        }
        int length = bytes.length - CHECKSUM_BYTES;
        if (ByteBuffer.wrap(bytes).getInt(length) != Checksum.of(bytes, length)) {
            throw new IOException("the snapshot of " + bytes.length + " bytes is damaged: its checksum is wrong");
        }
        try {
            return readContent(new DataInputStream(
                    new ByteArrayInputStream(bytes, 2 * Integer.BYTES, length - 2 * Integer.BYTES)));
        } catch (EOFException | IllegalArgumentException e) {
            throw new IOException("the snapshot says what cannot be: " + e.getMessage(), e);
        }
    }

    private static ForecastSnapshot readContent(DataInputStream in) throws IOException {
        int buckets = in.readInt();
        double growth = in.readDouble();
        if (buckets != Buckets.COUNT || growth != Buckets.GROWTH) {
            throw new IOException("the snapshot counts in " + buckets + " buckets that grow by " + growth + ", not in "
                    + Buckets.COUNT + " that grow by " + Buckets.GROWTH);
        }
        long learned = in.readLong();
        require(learned >= 0 && learned <= LARGEST_LEARNED, "a number of outcomes", learned);
        double price = in.readDouble();
        require(price > 0 && price < Double.POSITIVE_INFINITY, "a price of extensions", price);
        Map<Double, Double> corrections = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            double risk = in.readDouble();
            require(risk > 0 && risk < 1, "a risk", risk);
            double logarithm = in.readDouble();
            require(Math.abs(logarithm) <= Corrections.LARGEST, "a correction", logarithm);
            corrections.put(risk, logarithm);
        }
        Map<GroupKey, float[]> groups = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            GroupKey key =
                    new GroupKey(Basis.valueOf(in.readUTF()), in.readUTF(), in.readUTF(), in.readUTF(), in.readInt());
            groups.put(key, readCounts(in));
        }
        require(in.available() == 0, "bytes behind its end", in.available());
        return new ForecastSnapshot(learned, price, corrections, groups);
    }

    private static float[] readCounts(DataInputStream in) throws IOException {
        float[] counts = new float[Buckets.COUNT];
        for (int left = in.readShort(); left > 0; left--) {
            int bucket = in.readShort();
            require(bucket >= 0 && bucket < counts.length, "a bucket", bucket);
            float count = in.readFloat();
            require(count > 0 && count <= LARGEST_COUNT, "a count", count);
            counts[bucket] = count;
        }
        return counts;
    }

    static void require(boolean holds, String what, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " is " + value);
        }
    }
}
