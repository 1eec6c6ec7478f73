package io.stipend.cli.replay.pools;

import java.util.Arrays;

/** How long requests waited, in milliseconds: each of them, in four bytes. Not thread safe. */
final class Waits {

    private int[] millis = new int[4];
    private int size;
    private boolean sorted = true;

    void add(long waitedMillis) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size);
        }
        millis[size++] = Math.toIntExact(waitedMillis);
        sorted = false;
    }

    void addAll(Waits others) {
        for (int i = 0; i < others.size; i++) {
            add(others.millis[i]);
        }
    }

    int size() {
        return size;
    }

    /** What so many per cent of them are not above, by nearest rank; 0 if there are none. */
    long percentile(int percent) {
        if (size == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(millis, 0, size);
            sorted = true;
        }
        return millis[Math.max(0, (int) Math.ceil(percent / 100.0 * size) - 1)];
    }
}
