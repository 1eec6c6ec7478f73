package io.stipend.core.spi;

import java.time.Duration;
import java.util.List;

/**
 * The journal as an outbox: entries wait here until their events are published. One reader at a time gets entries; where
 * several processes share a store, the others get none until it is gone. Used by the relay's one thread.
 */
public interface Journal {

    /**
     * The oldest entries that are not acknowledged, in an order that keeps each stream's sequence. Does not remove them:
     * the same entries come again until they are acknowledged. Does not block on an empty journal.
     *
     * @param limit how many at most
     * @return the entries; empty when there are none, or when another process is the reader
     */
    List<JournalEntry> read(int limit);

    /**
     * Forgets entries, because their events are published.
     *
     * @param count how many of the entries of the last {@link #read}, from its first
     */
    void acknowledge(int count);

    /**
     * Waits until there may be entries to read.
     *
     * @param timeout how long at most
     */
    void await(Duration timeout) throws InterruptedException;

    /** How many entries wait, and for how long the oldest. */
    Backlog backlog();

    /** Steps back as the reader, so that another process can take over at once. The next {@link #read} applies anew. */
    void stepBack();

    /**
     * What waits to be published.
     *
     * @param entries how many entries are not acknowledged; may be a little behind
     * @param oldestAgeMillis how long ago the oldest was written; 0 when there is none
     */
    record Backlog(long entries, long oldestAgeMillis) {}
}
