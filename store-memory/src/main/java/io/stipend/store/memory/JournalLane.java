package io.stipend.store.memory;

import io.stipend.core.spi.JournalEntry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The part of the journal that belongs to one stripe, or to some accounts. Every method but {@link #size} is called while
 * the caller holds the monitor of {@link #guard}; for a stripe that is the stripe, whose monitor the writer holds anyway.
 */
final class JournalLane {

    private final Object guard;
    private final MemoryJournal journal;
    private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();

    /** The size for those who do not hold the monitor; a little behind is soon enough for them. */
    private final AtomicInteger size = new AtomicInteger();

    JournalLane(Object guard, MemoryJournal journal) {
        this.guard = guard;
        this.journal = journal;
    }

    Object guard() {
        return guard;
    }

    /** Refuses what would make the journal longer when it is full, or an eighth fuller. Needs no monitor. */
    void checkRoom() {
        journal.checkRoom(size());
    }

    /** The same to the last entry, for changes so rare that counting does not matter. */
    void checkRoomExactly() {
        journal.checkRoom();
    }

    /** Adds an entry about something whose monitor the caller holds too, so that a stream's entries keep their order. */
    void append(JournalEntry entry) {
        if (journal.isKept()) {
            entries.add(entry);
            size.setRelease(entries.size());
        }
    }

    int size() {
        return size.getAcquire();
    }

    @Nullable
    JournalEntry oldest() {
        return entries.peek();
    }

    /** Copies the oldest entries, some at most; returns how many. */
    int copyTo(List<JournalEntry> target, int most) {
        Iterator<JournalEntry> oldestFirst = entries.iterator();
        int copied = 0;
        while (copied < most && oldestFirst.hasNext()) {
            target.add(oldestFirst.next());
            copied++;
        }
        return copied;
    }

    /** Forgets the oldest entries. */
    void drop(int count) {
        for (int i = 0; i < count; i++) {
            entries.remove();
        }
        size.setRelease(entries.size());
    }
}
