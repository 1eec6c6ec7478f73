package io.stipend.store.memory;

import io.stipend.core.error.InvalidRequestException;

/**
 * How much a memory store keeps. Immutable; start from {@link #DEFAULT}.
 *
 * @param maxClosed about how many closed reservations stay readable, whatever the retention; the longest closed are
 *     forgotten first. 0 to 100,000,000
 * @param journalCapacity about how many journal entries may wait to be published (an eighth more at most). When that many wait, whatever would open or
 *     enlarge something (reserve, track, extend, administration) is refused with {@code CreditStoreException} of kind
 *     FULL, and changes nothing; settle, release and expire go on, so the bound is this plus one entry for each
 *     reservation then open. 0 keeps no journal: for those who want no events. 0 to 100,000,000
 */
public record MemoryConfig(int maxClosed, int journalCapacity) {

    private static final int MAX = 100_000_000;

    /** 10,000 closed reservations, about 10 MB; 1,000,000 waiting entries, about 300 MB. */
    public static final MemoryConfig DEFAULT = new MemoryConfig(10_000, 1_000_000);

    public MemoryConfig {
        check(maxClosed, "maxClosed");
        check(journalCapacity, "journalCapacity");
    }

    public MemoryConfig withMaxClosed(int other) {
        return new MemoryConfig(other, journalCapacity);
    }

    public MemoryConfig withJournalCapacity(int other) {
        return new MemoryConfig(maxClosed, other);
    }

    private static void check(int value, String name) {
        if (value < 0 || value > MAX) {
            throw new InvalidRequestException(name + " is " + value + "; give 0 to " + MAX);
        }
    }
}
