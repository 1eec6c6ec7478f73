package io.stipend.store.memory.internal;

import io.stipend.core.spi.JournalEntry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The part of the journal that belongs to one stripe, or to some accounts: a queue of one writer at a time, who holds the
 * guard, and one reader at a time, who holds the journal's monitor.
 *
 * <p>The reader never takes the guard. Whenever it did, however briefly, it met callers there, and a caller that leaves a
 * monitor somebody waits for has to wake them, which takes longer than its own work.
 */
final class JournalShard {

    private static final int SEGMENT_SIZE = 256;

    /** A run of slots, written and read from the first on. */
    private static final class Segment {
        final AtomicReferenceArray<@Nullable JournalEntry> slots = new AtomicReferenceArray<>(SEGMENT_SIZE);
        final AtomicReference<@Nullable Segment> next = new AtomicReference<>();
    }

    private final Object guard;
    private final MemoryJournal journal;

    /** Where the next entry goes; guarded by the guard. */
    private Segment tail;

    private int tailSlot;

    /** Where the oldest entry is; guarded by the journal. */
    private Segment head;

    private int headSlot;

    private final AtomicInteger size = new AtomicInteger();

    JournalShard(Object guard, MemoryJournal journal) {
        this.guard = guard;
        this.journal = journal;
        this.head = new Segment();
        this.tail = head;
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
        if (!journal.isKept()) {
            return;
        }
        if (tailSlot == SEGMENT_SIZE) {
            Segment fresh = new Segment();
            tail.next.setRelease(fresh);
            tail = fresh;
            tailSlot = 0;
        }
        size.getAndIncrement();
        tail.slots.setRelease(tailSlot++, entry);
        journal.wakeReader();
    }

    /** How many entries wait. Needs no monitor. */
    int size() {
        return size.get();
    }

    /** The entry that has waited longest. The caller holds the journal's monitor. */
    @Nullable
    JournalEntry oldest() {
        leaveReadSegment();
        return headSlot == SEGMENT_SIZE ? null : head.slots.getAcquire(headSlot);
    }

    /** Copies the oldest entries, some at most; returns how many. The caller holds the journal's monitor. */
    int copyTo(List<JournalEntry> target, int limit) {
        Segment segment = head;
        int slot = headSlot;
        int copied = 0;
        while (copied < limit) {
            if (slot == SEGMENT_SIZE) {
                Segment next = segment.next.getAcquire();
                if (next == null) {
                    break;
                }
                segment = next;
                slot = 0;
            }
            JournalEntry entry = segment.slots.getAcquire(slot);
            if (entry == null) {
                break;
            }
            target.add(entry);
            slot++;
            copied++;
        }
        return copied;
    }

    /** Forgets the oldest entries, which were copied. The caller holds the journal's monitor. */
    void drop(int count) {
        for (int i = 0; i < count; i++) {
            leaveReadSegment();
            head.slots.setRelease(headSlot++, null);
        }
        size.getAndAdd(-count);
    }

    private void leaveReadSegment() {
        Segment next = headSlot == SEGMENT_SIZE ? head.next.getAcquire() : null;
        if (next != null) {
            // One that has grown old would keep its successors from being collected, and the writer has left it.
            head.next.set(null);
            head = next;
            headSlot = 0;
        }
    }
}
