package io.stipend.pools;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store's journal without what nodes did for themselves. For one reader at a time, as a journal is. */
final class CallersJournal {

    private final Journal journal;
    private final Function<JournalEntry, @Nullable JournalEntry> shown;

    /** How many entries of the journal go with each that was shown last, and all before it. */
    private List<Integer> readUpTo = List.of();

    /**
     * Over a journal.
     *
     * @param shown an entry as it is shown; null if it is not
     */
    CallersJournal(Journal journal, Function<JournalEntry, @Nullable JournalEntry> shown) {
        this.journal = journal;
        this.shown = shown;
    }

    /** Reads until there is something to show, or nothing more. */
    List<JournalEntry> read(int limit) {
        List<JournalEntry> entries = journal.read(limit);
        while (!entries.isEmpty()) {
            List<JournalEntry> left = new ArrayList<>();
            List<Integer> upTo = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                JournalEntry entry = shown.apply(entries.get(i));
                if (entry != null) {
                    left.add(entry);
                    upTo.add(i + 1);
                }
            }
            if (!left.isEmpty()) {
                upTo.set(upTo.size() - 1, entries.size());
                readUpTo = upTo;
                return left;
            }
            journal.acknowledge(entries.size());
            entries = journal.read(limit);
        }
        return List.of();
    }

    /** Acknowledges the first of those that were shown last. */
    void acknowledge(int count) {
        if (count > 0) {
            journal.acknowledge(readUpTo.get(count - 1));
        }
    }
}
