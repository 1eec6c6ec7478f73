package io.stipend.cli.trace;

import org.jspecify.annotations.Nullable;

/** The rows of a table in the order of time; those of the same time in the order of the log. */
final class RowOrder {

    /** Null when the log is in order. */
    private final int @Nullable [] rows;

    private final long moved;

    private RowOrder(int @Nullable [] rows, long moved) {
        this.rows = rows;
        this.moved = moved;
    }

    static RowOrder of(TraceTable table) {
        long moved = 0;
        long latest = Long.MIN_VALUE;
        for (int row = 0; row < table.size(); row++) {
            moved += table.ticks(row) < latest ? 1 : 0;
            latest = Math.max(latest, table.ticks(row));
        }
        return new RowOrder(moved == 0 ? null : sorted(table), moved);
    }

    /** A merge sort, for it keeps what is equal as it stands, and the JDK has none of numbers by a key. */
    private static int[] sorted(TraceTable table) {
        int size = table.size();
        int[] from = new int[size];
        int[] to = new int[size];
        for (int row = 0; row < size; row++) {
            from[row] = row;
        }
        for (int width = 1; width < size; width = width > size / 2 ? size : 2 * width) {
            for (int begin = 0; begin < size; begin += 2 * Math.min(width, size)) {
                int middle = Math.min(begin + width, size);
                merge(table, from, to, begin, middle, Math.min(middle + width, size));
            }
            int[] spare = from;
            from = to;
            to = spare;
        }
        return from;
    }

    private static void merge(TraceTable table, int[] from, int[] to, int begin, int middle, int end) {
        int left = begin;
        int right = middle;
        for (int at = begin; at < end; at++) {
            boolean takesLeft = right == end || (left < middle && table.ticks(from[left]) <= table.ticks(from[right]));
            to[at] = from[takesLeft ? left++ : right++];
        }
    }

    /** The row that comes at this place. */
    int row(int place) {
        return rows == null ? place : rows[place];
    }

    /** How many stood behind a later one. */
    long moved() {
        return moved;
    }
}
