package io.stipend.cli.trace;

/**
 * Finds the row that a text was first seen in, in twelve bytes a text and some room: it keeps hashes of 64 bits and no
 * texts. Of a million texts, two have the same hash by chance once in 40 million logs.
 */
final class HashIndex {

    /** No row had the text before. */
    static final int NEW = -1;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x9e3779b97f4a7c15L;
    private static final int FIRST_SIZE = 1 << 10;

    private long[] hashes = new long[FIRST_SIZE];
    private int[] rows = new int[FIRST_SIZE];
    private int size;

    /**
     * The memory that it takes, and takes for a moment while it grows.
     *
     * @param more how many texts may be put until the next look
     */
    long bytes(int more) {
        long now = (long) hashes.length * (Long.BYTES + Integer.BYTES);
        return isFull(more) ? 3 * now : now;
    }

    private boolean isFull(int more) {
        return (size + more) * 4L >= hashes.length * 3L;
    }

    /** The row that this text was first given with; {@link #NEW} when it is given for the first time. */
    int put(String text, int row) {
        if (isFull(0)) {
            grow();
        }
        long hash = hash(text);
        int slot = slot(hashes, hash);
        if (hashes[slot] == hash) {
            return rows[slot];
        }
        hashes[slot] = hash;
        rows[slot] = row;
        size++;
        return NEW;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldRows = rows;
        hashes = new long[2 * oldHashes.length];
        rows = new int[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int slot = slot(hashes, oldHashes[i]);
                hashes[slot] = oldHashes[i];
                rows[slot] = oldRows[i];
            }
        }
    }

    /** Where a hash is, or would be. */
    private static int slot(long[] hashes, long hash) {
        int slot = (int) (hash >>> 32) & (hashes.length - 1);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        return slot;
    }

    /** Never zero, which stands for an empty slot. */
    private static long hash(String text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
            hash ^= hash >>> 29;
        }
        return hash == 0 ? 1 : hash;
    }

    /** Forgets everything. */
    void clear() {
        hashes = new long[FIRST_SIZE];
        rows = new int[FIRST_SIZE];
        size = 0;
    }
}
