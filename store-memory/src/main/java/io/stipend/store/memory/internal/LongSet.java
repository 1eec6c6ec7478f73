package io.stipend.store.memory.internal;

/** A set of 64-bit numbers other than 0: open addressing with linear probing, 11 to 21 bytes a number. Not thread safe. */
final class LongSet {

    private static final int LEAST_CAPACITY = 16;

    private long[] slots = new long[LEAST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    boolean contains(long number) {
        return slots[slotOf(number)] == number;
    }

    /** Adds a number; false if it is there already. */
    boolean add(long number) {
        if ((size + 1) * 4L > slots.length * 3L) {
            grow();
        }
        int slot = slotOf(number);
        boolean absent = slots[slot] == 0;
        if (absent) {
            slots[slot] = number;
            size++;
        }
        return absent;
    }

    /** Where the number is, or the free slot where it belongs. */
    private int slotOf(long number) {
        int mask = slots.length - 1;
        int slot = (int) number & mask;
        while (slots[slot] != 0 && slots[slot] != number) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] former = slots;
        slots = new long[former.length * 2];
        for (long number : former) {
            if (number != 0) {
                slots[slotOf(number)] = number;
            }
        }
    }
}
