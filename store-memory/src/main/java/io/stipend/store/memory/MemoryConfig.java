package io.stipend.store.memory;

import static io.stipend.store.memory.internal.MemoryKeys.JOURNAL_CAPACITY;
import static io.stipend.store.memory.internal.MemoryKeys.MAX_CLOSED;
import static io.stipend.store.memory.internal.MemoryKeys.MAX_FORGOTTEN;

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
 * @param maxForgotten about how many ids of the callers' own are remembered, until the retention is over, of closed
 *     reservations that are forgotten: a second try with such an id is refused as forgotten. When that many are
 *     remembered, a reserve with an id of the caller's own is refused with {@code CreditStoreException} of kind FULL. An id
 *     that Stipend made needs none of it. 1,000 to 1,000,000,000; 16 bytes each
 * @param journalCapacity about how many journal entries may wait to be published (an eighth more at most). When that many wait, whatever would open or
 *     enlarge something (reserve, track, extend, administration) is refused with {@code CreditStoreException} of kind
 *     FULL, and changes nothing; settle, release and expire go on, so the bound is this plus one entry for each
 *     reservation then open. 0 keeps no journal: for those who want no events. 0 to 100,000,000
 */
public record MemoryConfig(int maxClosed, int maxForgotten, int journalCapacity) implements StoreConfig {

    /**
     * 10,000 closed reservations, about 10 MB; 20,000,000 ids of forgotten ones, about 320 MB; 1,000,000 waiting entries,
     * about 300 MB.
     */
    public static final MemoryConfig DEFAULT =
            new MemoryConfig(defaultOf(MAX_CLOSED), defaultOf(MAX_FORGOTTEN), defaultOf(JOURNAL_CAPACITY));

    public MemoryConfig {
        check(MAX_CLOSED, maxClosed);
        check(MAX_FORGOTTEN, maxForgotten);
        check(JOURNAL_CAPACITY, journalCapacity);
    }

    public MemoryConfig withMaxClosed(int other) {
        return new MemoryConfig(other, maxForgotten, journalCapacity);
    }

    public MemoryConfig withMaxForgotten(int other) {
        return new MemoryConfig(maxClosed, other, journalCapacity);
    }

    public MemoryConfig withJournalCapacity(int other) {
        return new MemoryConfig(maxClosed, maxForgotten, other);
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
