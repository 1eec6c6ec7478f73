package io.stipend.store.memory;

import static io.stipend.store.memory.internal.MemoryKeys.JOURNAL_CAPACITY;
import static io.stipend.store.memory.internal.MemoryKeys.MAX_CLOSED;

import io.stipend.config.Key;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.store.memory.internal.MemoryKeys;

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
public record MemoryConfig(int maxClosed, int journalCapacity) implements StoreConfig {

    /** 10,000 closed reservations, about 10 MB; 1,000,000 waiting entries, about 300 MB. */
    public static final MemoryConfig DEFAULT = new MemoryConfig(defaultOf(MAX_CLOSED), defaultOf(JOURNAL_CAPACITY));

    public MemoryConfig {
        check(MAX_CLOSED, maxClosed);
        check(JOURNAL_CAPACITY, journalCapacity);
    }

    public MemoryConfig withMaxClosed(int other) {
        return new MemoryConfig(other, journalCapacity);
    }

    public MemoryConfig withJournalCapacity(int other) {
        return new MemoryConfig(maxClosed, other);
    }

    @Override
    public String type() {
        return MemoryKeys.SECTION;
    }

    @Override
    public StoreAdapter open() {
        return MemoryStores.open(this);
    }

    private static int defaultOf(Key<Integer> key) {
        return key.defaultValue().orElseThrow();
    }

    private static void check(Key<Integer> key, int value) {
        key.violation(value).ifPresent(what -> {
            throw new InvalidRequestException(what);
        });
    }
}
