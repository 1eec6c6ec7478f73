package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers, one a row, in little space: a block of zeros takes none, a block of numbers that fit in 32 bits takes four bytes
 * a number, any other takes eight. It grows by whole blocks, so that nothing is copied. Not thread safe while it grows.
 */
final class LongColumn {

    private static final int BLOCK_BITS = 13;
    private static final int BLOCK = 1 << BLOCK_BITS;

    /** Each null, an {@code int[]} or a {@code long[]}. */
    private final List<@Nullable Object> blocks = new ArrayList<>();

    private int size;
    private long bytes;

    int size() {
        return size;
    }

    /** The memory it takes, about. */
    long bytes() {
        return bytes;
    }

    void add(long value) {
        int block = size >>> BLOCK_BITS;
        if (block == blocks.size()) {
            blocks.add(null);
        }
        if (value != 0) {
            put(block, size & (BLOCK - 1), value);
        }
        size++;
    }

    long get(int row) {
        Object block = blocks.get(row >>> BLOCK_BITS);
        int at = row & (BLOCK - 1);
        if (block instanceof int[] narrow) {
            return narrow[at];
        }
        return block instanceof long[] wide ? wide[at] : 0;
    }

    private void put(int index, int at, long value) {
        boolean fits = value == (int) value;
        Object block = blocks.get(index);
        if (block == null) {
            block = fits ? new int[BLOCK] : new long[BLOCK];
            bytes += (long) BLOCK * (fits ? Integer.BYTES : Long.BYTES);
        } else if (!fits && block instanceof int[] narrow) {
            block = widened(narrow);
            bytes += (long) BLOCK * (Long.BYTES - Integer.BYTES);
        }
        blocks.set(index, block);
        if (block instanceof int[] narrow) {
            narrow[at] = (int) value;
        } else {
            ((long[]) block)[at] = value;
        }
    }

    private static long[] widened(int[] narrow) {
        long[] wide = new long[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            wide[i] = narrow[i];
        }
        return wide;
    }
}
