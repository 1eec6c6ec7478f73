package io.stipend.store.memory;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait to be published: a queue of many writers and one reader, in linked segments.
 *
 * <p>A writer claims the next slot of the last segment by one atomic increment and never waits. It writes while it holds
 * the lock of the reservation or account that the entry is about, so the entries of one stream stand in the order of
 * their sequence.
 */
final class MemoryJournal implements Journal {

    private static final int SEGMENT_SIZE = 1024;

    /** How long a reader sleeps between looks. Writers do not wake it: that would cost them more than the write. */
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

    private static final AtomicReferenceFieldUpdater<MemoryJournal, Segment> TAIL =
            AtomicReferenceFieldUpdater.newUpdater(MemoryJournal.class, Segment.class, "tail");

    /** A run of slots, filled from the first on. */
    private static final class Segment {

        /** How many entries the journal had before this segment. */
        final long base;

        final AtomicReferenceArray<@Nullable JournalEntry> slots = new AtomicReferenceArray<>(SEGMENT_SIZE);

        /** The next slot to claim; beyond the last one when the segment is full. */
        final AtomicInteger claimed = new AtomicInteger();

        final AtomicReference<@Nullable Segment> next = new AtomicReference<>();

        Segment(long base) {
            this.base = base;
        }

        /** How many entries the journal has had up to here. */
        long end() {
            return base + Math.min(claimed.get(), SEGMENT_SIZE);
        }
    }

    /**
     * Follows a segment that the reader has left, instead of the one that did. A segment that has grown old before it
     * became garbage would otherwise keep the next one alive, and that the next, through every young collection.
     */
    private static final Segment DETACHED = new Segment(0);

    private final int capacity;
    private final InstantSource clock;
    /** The segment that writers append to, or one just before it. */
    private volatile Segment tail;

    /** How many entries are acknowledged. Written by the reader only. */
    private volatile long acknowledged;

    /** Where the reader stands, and who it is; guarded by this. */
    private Segment head;

    private @Nullable Thread reader;

    MemoryJournal(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
        this.head = new Segment(0);
        this.tail = head;
    }

    /**
     * Lets the reader run when the journal is more than half full. With more writers than processors it would otherwise
     * get too little of them to keep up. The caller holds no lock.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Correctness does not hang on it, throughput does.
    void giveWay() {
        if (waiting() > capacity / 2 && capacity > 0) {
            Thread.yield();
        }
    }

    /** Refuses what would make the journal longer when it is full. */
    void checkRoom() {
        if (capacity > 0 && waiting() >= capacity) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.FULL,
                    "the journal holds " + waiting() + " entries that are not published, and its capacity is "
                            + capacity
                            + "; nothing changed. Is the relay running, is the broker up? Otherwise raise"
                            + " MemoryConfig.journalCapacity, or set it to 0 to keep no journal");
        }
    }

    /** Adds an entry. The caller holds the lock of what the entry is about. */
    void append(JournalEntry entry) {
        if (capacity == 0) {
            return;
        }
        while (true) {
            Segment last = tail;
            int slot = last.claimed.getAndIncrement();
            if (slot < SEGMENT_SIZE) {
                last.slots.setRelease(slot, entry);
                return;
            }
            // Whoever finds the segment full links the next one; all but the first to do so link nothing.
            if (last.next.get() == null) {
                last.next.compareAndSet(null, new Segment(last.base + SEGMENT_SIZE));
            }
            Segment next = last.next.get();
            if (next != DETACHED) {
                TAIL.compareAndSet(this, last, next);
            }
        }
    }

    @Override
    public synchronized List<JournalEntry> read(int most) {
        if (!isReader()) {
            return List.of();
        }
        List<JournalEntry> entries = new ArrayList<>((int) Math.min(most, waiting()));
        Segment segment = head;
        int slot = (int) (acknowledged - head.base);
        while (entries.size() < most) {
            if (slot == SEGMENT_SIZE) {
                Segment next = segment.next.get();
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
            entries.add(entry);
            slot++;
        }
        return entries;
    }

    @Override
    public synchronized void acknowledge(int count) {
        if (!isReader()) {
            throw new IllegalStateException("acknowledged by a thread that is not the journal's reader");
        }
        long position = acknowledged + count;
        while (position - head.base >= SEGMENT_SIZE) {
            Segment next = head.next.get();
            if (next == null) {
                break;
            }
            // Writers must have left a segment before it is detached.
            TAIL.compareAndSet(this, head, next);
            head.next.set(DETACHED);
            head = next;
        }
        acknowledged = position;
    }

    @Override
    public void await(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (waiting() == 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(POLL_NANOS, left));
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for journal entries");
            }
        }
    }

    @Override
    public Backlog backlog() {
        JournalEntry oldest = oldest();
        return new Backlog(waiting(), oldest == null ? 0 : Math.max(0, clock.millis() - oldest.atMillis()));
    }

    @Override
    public synchronized void stepBack() {
        if (reader == Thread.currentThread()) {
            reader = null;
        }
    }

    private synchronized @Nullable JournalEntry oldest() {
        int slot = (int) (acknowledged - head.base);
        if (slot < SEGMENT_SIZE) {
            return head.slots.getAcquire(slot);
        }
        Segment next = head.next.get();
        return next == null ? null : next.slots.getAcquire(0);
    }

    private long waiting() {
        return tail.end() - acknowledged;
    }

    /** Whether the calling thread reads, now that it asks: the first to ask does, until it steps back or ends. */
    private boolean isReader() {
        Thread current = Thread.currentThread();
        if (reader == null || !reader.isAlive()) {
            reader = current;
        }
        return reader == current;
    }
}
