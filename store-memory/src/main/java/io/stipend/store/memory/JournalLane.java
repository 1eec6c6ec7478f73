package io.stipend.store.memory;

import io.stipend.core.spi.JournalEntry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The part of the journal that belongs to one stripe, or to some accounts.
 *
 * <p>Writers add to one queue under the guard, a monitor they hold anyway; the reader takes from another, under the
 * journal's. When its own is empty the reader exchanges the two. That is all it holds the guard for: while it copied
 * entries under it, callers ran into it and were put to sleep, and one cycle in a hundred took thirty times as long.
 */
final class JournalLane {

    private final Object guard;
    private final MemoryJournal journal;

    /** Guarded by the guard. */
    private ArrayDeque<JournalEntry> incoming = new ArrayDeque<>();

    /** Older than whatever is incoming; guarded by the journal. */
    private ArrayDeque<JournalEntry> outgoing = new ArrayDeque<>();

    /** The sizes, for those who hold no monitor; a little behind is soon enough for them. */
    private final AtomicInteger incomingSize = new AtomicInteger();

    private final AtomicInteger outgoingSize = new AtomicInteger();

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

    /**
     * Adds an entry. The caller holds the guard, and the monitor of what the entry is about, so that a stream's entries
     * keep their order.
     */
    void append(JournalEntry entry) {
        if (journal.isKept()) {
            incoming.add(entry);
            incomingSize.setRelease(incoming.size());
        }
    }

    /** How many entries wait. Needs no monitor. */
    int size() {
        return incomingSize.getAcquire() + outgoingSize.getAcquire();
    }

    /** The entry that has waited longest. The caller holds the journal's monitor. */
    @Nullable
    JournalEntry oldest() {
        refill();
        return outgoing.peek();
    }

    /** Copies the oldest entries, some at most; returns how many. The caller holds the journal's monitor. */
    int copyTo(List<JournalEntry> target, int most) {
        refill();
        Iterator<JournalEntry> oldestFirst = outgoing.iterator();
        int copied = 0;
        while (copied < most && oldestFirst.hasNext()) {
            target.add(oldestFirst.next());
            copied++;
        }
        return copied;
    }

    /** Forgets the oldest entries, which were copied. The caller holds the journal's monitor. */
    void drop(int count) {
        for (int i = 0; i < count; i++) {
            outgoing.remove();
        }
        outgoingSize.setRelease(outgoing.size());
    }

    private void refill() {
        if (!outgoing.isEmpty() || incomingSize.getAcquire() == 0) {
            return;
        }
        synchronized (guard) {
            ArrayDeque<JournalEntry> emptied = outgoing;
            outgoing = incoming;
            incoming = emptied;
            // In this order, so that entries are for a moment counted twice, but never not at all.
            outgoingSize.setRelease(outgoing.size());
            incomingSize.setRelease(0);
        }
    }
}
