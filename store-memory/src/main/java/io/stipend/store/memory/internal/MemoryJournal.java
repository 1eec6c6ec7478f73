package io.stipend.store.memory.internal;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait to be published, in lanes: one for each stripe of reservations, and some for accounts. A stream stays
 * in its lane, so its order is kept; writers of different lanes share nothing. With one queue for all, two callers spent
 * as much time on it as on the books.
 *
 * <p>Locks: a writer holds the lane's guard, the reader the journal's own monitor. Neither ever wants the other's.
 */
final class MemoryJournal implements Journal {

    private static final int ACCOUNT_LANES = 16;

    /** How long a reader pauses before its second look. No writer wakes it so soon: that would cost more than the write. */
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

    /** A lane this small a part of its share says that the journal is not full, and nothing needs to be counted. */
    private static final int SAFE_PART = 8;

    private final int capacity;
    private final InstantSource clock;
    private final List<JournalShard> lanes = new CopyOnWriteArrayList<>();
    private final JournalShard[] accountLanes = new JournalShard[ACCOUNT_LANES];

    /** A reader that found nothing twice, and that the next writer wakes; so an idle journal costs nothing. */
    private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

    // ---- guarded by this

    private @Nullable Thread reader;

    /** The lane the next read begins with. */
    private int firstLane;

    /** What the last read took, lane by lane from the first, and is not acknowledged. */
    private final List<Taken> taken = new ArrayList<>();

    private record Taken(int lane, int count) {}

    MemoryJournal(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
        for (int i = 0; i < ACCOUNT_LANES; i++) {
            accountLanes[i] = newLane(new Object());
        }
    }

    /** A new lane, guarded by a monitor of the caller's. */
    JournalShard newLane(Object guard) {
        JournalShard lane = new JournalShard(guard, this);
        lanes.add(lane);
        return lane;
    }

    /** The lane of an account's entries. */
    JournalShard accountLane(int hash) {
        return accountLanes[Math.floorMod(hash, ACCOUNT_LANES)];
    }

    /** Whether entries are kept at all. */
    boolean isKept() {
        return capacity > 0;
    }

    /**
     * Lets the reader run when the journal is more than half full. With more writers than processors it would otherwise
     * get too little of them to keep up. The caller holds no lock.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Correctness does not hang on it, throughput does.
    void giveWay(JournalShard lane) {
        if (isKept() && (long) lane.size() * lanes.size() > capacity / 2) {
            Thread.yield();
        }
    }

    /**
     * Refuses what would make the journal longer when it is full. Counts only if the writer's lane has a fair part of
     * what the journal may hold, so writers of other lanes may exceed the capacity by an eighth.
     *
     * @param laneSize how many entries the writer's lane has
     */
    void checkRoom(int laneSize) {
        if ((laneSize + 1L) * lanes.size() * SAFE_PART > capacity) {
            checkRoom();
        }
    }

    /** Refuses what would make the journal longer when it is full. */
    void checkRoom() {
        if (isKept() && waiting() >= capacity) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.FULL,
                    "the journal holds " + waiting() + " entries that are not published, and its capacity is "
                            + capacity + "; nothing changed. Is the relay running, is the broker up? Otherwise raise"
                            + " MemoryConfig.journalCapacity, or set it to 0 to keep no journal");
        }
    }

    @Override
    public synchronized List<JournalEntry> read(int timeout) {
        taken.clear();
        if (!isReader()) {
            return List.of();
        }
        List<JournalEntry> entries = new ArrayList<>((int) Math.min(timeout, waiting()));
        for (int i = 0; i < lanes.size() && entries.size() < timeout; i++) {
            int index = (firstLane + i) % lanes.size();
            JournalShard lane = lanes.get(index);
            if (lane.size() > 0) {
                taken.add(new Taken(index, lane.copyTo(entries, timeout - entries.size())));
            }
        }
        return entries;
    }

    @Override
    public synchronized void acknowledge(int count) {
        if (!isReader()) {
            throw new IllegalStateException("acknowledged by a thread that is not the journal's reader");
        }
        int left = count;
        while (left > 0 && !taken.isEmpty()) {
            Taken first = taken.remove(0);
            int dropped = Math.min(left, first.count());
            lanes.get(first.lane()).drop(dropped);
            left -= dropped;
            if (dropped < first.count()) {
                taken.add(0, new Taken(first.lane(), first.count() - dropped));
            }
            // Lanes take turns, so that a busy one does not keep the others waiting.
            firstLane = dropped < first.count() ? first.lane() : (first.lane() + 1) % lanes.size();
        }
        if (left > 0) {
            throw new IllegalArgumentException("acknowledged " + left + " entries more than were read");
        }
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (waiting() == 0) {
            pause(Math.min(POLL_NANOS, timeout.toNanos()));
        }
        Thread current = Thread.currentThread();
        try {
            // A writer adds its entry, and then looks for a sleeper. The other order here lets neither miss the other.
            sleeper.set(current);
            for (long left = deadline - System.nanoTime(); left > 0 && waiting() == 0; ) {
                pause(left);
                sleeper.set(current);
                left = deadline - System.nanoTime();
            }
        } finally {
            sleeper.compareAndSet(current, null);
        }
    }

    private static void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for journal entries");
        }
    }

    /** Wakes the reader if it sleeps; called after an entry was counted. Costs a look at what hardly ever changes. */
    void wakeReader() {
        Thread asleep = sleeper.get();
        if (asleep != null && sleeper.compareAndSet(asleep, null)) {
            LockSupport.unpark(asleep);
        }
    }

    @Override
    public synchronized Backlog backlog() {
        long oldestAt = Long.MAX_VALUE;
        for (JournalShard lane : lanes) {
            JournalEntry oldest = lane.oldest();
            oldestAt = oldest == null ? oldestAt : Math.min(oldestAt, oldest.atMillis());
        }
        return new Backlog(waiting(), oldestAt == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldestAt));
    }

    @Override
    public synchronized void stepBack() {
        if (reader == Thread.currentThread()) {
            reader = null;
        }
    }

    /** Shows all entries that wait. Writers must have been kept out, or what they add meanwhile may be shown or not. */
    synchronized void forEachWaiting(Consumer<JournalEntry> action) {
        for (JournalShard lane : lanes) {
            List<JournalEntry> entries = new ArrayList<>();
            lane.copyTo(entries, Integer.MAX_VALUE);
            entries.forEach(action);
        }
    }

    private long waiting() {
        long waiting = 0;
        for (JournalShard lane : lanes) {
            waiting += lane.size();
        }
        return waiting;
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
