package io.stipend.pools;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries, each with its length and checksum before it: {@code settlements.log} in a folder of its own, which one process has at a
 * time. What follows the first entry that is not whole was being written when the process or the machine stopped, and is cut off. For one
 * thread at a time.
 */
final class RecordFile implements AutoCloseable {

    private static final String NAME = "settlements.log";
    private static final String LOCK_NAME = "settlements.lock";
    private static final String NEXT_NAME = "settlements.next";
    private static final String MAGIC = "stipend settlements 1";
    private static final int HEAD = Integer.BYTES + Integer.BYTES;
    private static final int MAX_ENTRY = 1 << 20;

    /**
     * Whose settlements are in a file.
     *
     * @param node the node's name
     * @param store what names the store
     */
    record Owner(String node, String store) {}

    private final Path folder;
    private final boolean forced;
    private final Sync sync;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private @Nullable FileChannel channel;

    /** Up to where all entries are whole. */
    private long length;

    /** Whether what the file should have is in it, as far as the system says. */
    private boolean trusted = true;

    /** Has the system put on the disk what was written. */
    @FunctionalInterface
    interface Sync {

        /** Lets the system do it. */
        Sync SYSTEM = FileChannel::force;

        /**
         * Does it.
         *
         * @param metadata whether the length and the times are to be there, too
         */
        void force(FileChannel channel, boolean metadata) throws IOException;
    }

    private RecordFile(Path folder, boolean forced, Sync sync, FileChannel lockChannel, FileLock lock) {
        this.folder = folder;
        this.forced = forced;
        this.sync = sync;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * Takes a folder, which is made if there is none.
     *
     * @param forced whether what is written is on the disk before the write returns
     * @throws SettlementRecordException if another process has it
     */
    static RecordFile take(Path folder, boolean forced) throws IOException {
        return take(folder, forced, Sync.SYSTEM);
    }

    static RecordFile take(Path folder, boolean forced, Sync sync) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockChannel =
                FileChannel.open(folder.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = lockChannel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockChannel.close();
            throw new SettlementRecordException("the record of settlements in " + folder
                    + " is in use by another process; give each node a folder of its own");
        }
        return new RecordFile(folder, forced, sync, lockChannel, lock);
    }

    /**
     * Reads what is there.
     *
     * @return whose it is; null if there is nothing
     * @throws SettlementRecordException if it is no record that this version can read
     */
    @Nullable
    Owner read(Consumer<RecordEntry> each) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            byte[] head = nextEntry(in);
            Owner owner = head == null ? null : ownerIn(head);
            if (owner == null) {
                throw new SettlementRecordException(file
                        + " is no record of settlements that this version can read; give another folder, or let the"
                        + " version that wrote it finish it");
            }
            for (byte[] entry = nextEntry(in); entry != null; entry = nextEntry(in)) {
                each.accept(RecordEntry.read(new DataInputStream(new ByteArrayInputStream(entry))));
            }
            return owner;
        }
    }

    private static @Nullable Owner ownerIn(byte[] head) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(head));
        return in.readUTF().equals(MAGIC) ? new Owner(in.readUTF(), in.readUTF()) : null;
    }

    /** The next entry; null if there is none that is whole. */
    private static byte @Nullable [] nextEntry(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD);
        if (head.length < HEAD) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.wrap(head);
        int size = numbers.getInt();
        int checksum = numbers.getInt();
        if (size <= 0 || size > MAX_ENTRY) {
            return null;
        }
        byte[] entry = in.readNBytes(size);
        return entry.length == size && checksum(entry) == checksum ? entry : null;
    }

    private static int checksum(byte[] entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry);
        return (int) crc.getValue();
    }

    /** Adds an entry to bytes that are to be written. */
    static void frame(byte[] entry, ByteArrayOutputStream bytes) {
        bytes.writeBytes(ByteBuffer.allocate(HEAD)
                .putInt(entry.length)
                .putInt(checksum(entry))
                .array());
        bytes.writeBytes(entry);
    }

    /** Puts a new file, with these entries only, in the place of the one that is there. If there is no room for it, that one stays. */
    void replace(Owner owner, List<RecordEntry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frame(headOf(owner), bytes);
        entries.forEach(entry -> frame(entry.bytes(), bytes));
        Path next = folder.resolve(NEXT_NAME);
        FileChannel written = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            writeAll(written, bytes.toByteArray(), 0);
            sync.force(written, true);
            Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            written.close();
            throw e;
        }
        FileChannel before = channel;
        channel = written;
        length = bytes.size();
        if (before != null) {
            before.close();
        }
        // After a crash the name may be that of the file before, which is closed.
        trusted = false;
        forceFolder();
        trusted = true;
    }

    /** Whether entries may be added; otherwise the file has to be replaced first. */
    boolean isTrusted() {
        return trusted;
    }

    private static byte[] headOf(Owner owner) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(head);
        out.writeUTF(MAGIC);
        out.writeUTF(owner.node());
        out.writeUTF(owner.store());
        return head.toByteArray();
    }

    /** So that the file's new name outlives the machine. */
    private void forceFolder() throws IOException {
        if (forced) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                sync.force(entries, true);
            }
        }
    }

    /**
     * Adds bytes of whole entries. If there is no room, they are written over by what is added next. If the disk fails, the file is not trusted
     * any more: the system may have dropped what it could not write, and say the next time that all is there.
     *
     * @throws IOException if the disk is full, or fails
     */
    void add(byte[] bytes) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("the record of settlements in " + folder + " is closed");
        }
        writeAll(open, bytes, length);
        if (forced) {
            trusted = false;
            sync.force(open, false);
            trusted = true;
        }
        length += bytes.length;
    }

    private static void writeAll(FileChannel channel, byte[] bytes, long at) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        long position = at;
        while (left.hasRemaining()) {
            position += channel.write(left, position);
        }
    }

    /** How long the file is. */
    long length() {
        return length;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        try (lockChannel;
                lock) {
            if (open != null) {
                open.close();
            }
        }
    }
}
