package io.stipend.store.memory.internal;

import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import java.util.List;

/** The keys of the section {@code store.memory}. */
public final class MemoryKeys {

    /** The section of its keys, and the name that picks it. */
    public static final String SECTION = "memory";

    private static final int MAX = 100_000_000;

    public static final Key<Integer> MAX_CLOSED =
            Key.of("max-closed", wholeNumber(0, MAX), 10_000, "About how many closed reservations stay readable.");
    public static final Key<Integer> MAX_FORGOTTEN = Key.of(
            "max-forgotten",
            wholeNumber(1_000, 1_000_000_000),
            20_000_000,
            "About how many ids of your own are remembered of closed reservations that are not readable any more, before new"
                    + " reservations with such ids are refused.");
    public static final Key<Integer> JOURNAL_CAPACITY = Key.of(
            "journal-capacity",
            wholeNumber(0, MAX),
            1_000_000,
            "About how many journal entries may wait to be published before new reservations are refused.");

    static final List<Key<?>> ALL = List.of(MAX_CLOSED, MAX_FORGOTTEN, JOURNAL_CAPACITY);

    private MemoryKeys() {}
}
