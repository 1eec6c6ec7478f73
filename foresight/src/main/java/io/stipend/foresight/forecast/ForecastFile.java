package io.stipend.foresight.forecast;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.check.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in a file, for stores that keep nothing but books. It is replaced whole or not at all, and locked by a file beside it meanwhile,
 * so that several processes of one machine may share it. What is damaged or foreign is begun anew, with a warning.
 */
public final class ForecastFile implements ForecastStore {

    private static final Logger log = LoggerFactory.getLogger(ForecastFile.class);

    /** "SFF" and a version. */
    private static final int MAGIC = 0x53464601;

    private final Path file;
    private final InstantSource clock;

    /** Locks of files are those of a process, not of its threads. */
    private static final ReentrantLock PROCESS = new ReentrantLock();

    /** What is in the file of a node. */
    private static final class Entry {

        final long writtenMillis;
        final byte[] bytes;

        Entry(long writtenMillis, byte[] bytes) {
            this.writtenMillis = writtenMillis;
            this.bytes = bytes;
        }
    }

    /** In this file, which need not be there yet; its folder must be. */
    public ForecastFile(Path file) {
        this(file, InstantSource.system());
    }

    ForecastFile(Path file, InstantSource clock) {
        this.file = Checks.present(file, "file").toAbsolutePath();
        this.clock = clock;
    }

    @Override
    public boolean put(String node, byte[] bytes, Set<String> absorbed) {
        Checks.id(node, "node");
        return locked(() -> {
            Map<String, Entry> entries = read();
            if (!entries.keySet().containsAll(absorbed)) {
                return false;
            }
            entries.keySet().removeAll(absorbed);
            entries.put(node, new Entry(clock.millis(), bytes.clone()));
            write(entries);
            return true;
        });
    }

    @Override
    public Map<String, NodeRecord> readAll() {
        return locked(() -> {
            Map<String, NodeRecord> records = new LinkedHashMap<>();
            read().forEach((node, entry) ->
                    records.put(node, new NodeRecord(entry.bytes, clock.millis() - entry.writtenMillis)));
            return records;
        });
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T locked(Work<T> work) {
        PROCESS.lock();
        try (FileChannel channel =
                        FileChannel.open(beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            log.trace("locked {}", lock);
            return work.run();
        } catch (IOException e) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.UNAVAILABLE,
                    "the file of forecasts " + file + " cannot be used: " + e.getMessage(),
                    e);
        } finally {
            PROCESS.unlock();
        }
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private Map<String, Entry> read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new LinkedHashMap<>();
        }
        try {
            return parse(bytes);
        } catch (EOFException | IllegalArgumentException e) {
            log.warn("the forecasts in {} are not used, and are learned anew: {}", file, e.getMessage());
            return new LinkedHashMap<>();
        }
    }

    private static Map<String, Entry> parse(byte[] bytes) throws IOException {
        int length = bytes.length - Integer.BYTES;
        if (length < 2 * Integer.BYTES
                || ByteBuffer.wrap(bytes).getInt() != MAGIC
                || ByteBuffer.wrap(bytes).getInt(length) != Checksum.of(bytes, length)) {
            throw new IllegalArgumentException("its " + bytes.length + " bytes are no records, or are damaged");
        }
        DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes, Integer.BYTES, length - Integer.BYTES));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String node = in.readUTF();
            long writtenMillis = in.readLong();
            entries.put(node, new Entry(writtenMillis, in.readNBytes(in.readInt())));
        }
        return entries;
    }

    private void write(Map<String, Entry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeInt(entries.size());
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().writtenMillis);
            out.writeInt(entry.getValue().bytes.length);
            out.write(entry.getValue().bytes);
        }
        out.writeInt(Checksum.of(bytes.toByteArray(), bytes.size()));
        Path fresh = beside(".new");
        Files.write(fresh, bytes.toByteArray());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
