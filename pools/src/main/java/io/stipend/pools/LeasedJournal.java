package io.stipend.pools;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SharedPools;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shared store's journal and the local one's as one outbox. What this node reserved on its blocks is read by this node, whoever reads the
 * shared journal. Of the blocks themselves, and of the local store's own accounts, nothing is shown.
 */
final class LeasedJournal implements Journal {

    private static final Duration LOCAL_LOOK = Duration.ofMillis(50);

    private final Journal shared;
    private final Journal local;
    private final CallersJournal ofShared;
    private final CallersJournal ofLocal;

    /** Whether the last reading was of the local journal. */
    private boolean lastWasLocal;

    LeasedJournal(Journal shared, Journal local, LocalAnswers answers) {
        this.shared = shared;
        this.local = local;
        this.ofShared = new CallersJournal(shared, entry -> isOfBlock(entry) ? null : entry);
        this.ofLocal = new CallersJournal(local, entry -> shownOfLocal(entry, answers));
    }

    private static boolean isOfBlock(JournalEntry entry) {
        return entry instanceof JournalEntry.OfReservation of
                && SharedPools.isBlock(of.header().id());
    }

    private static @Nullable JournalEntry shownOfLocal(JournalEntry entry, LocalAnswers answers) {
        return entry instanceof JournalEntry.OfReservation of && !isOfBlock(of) ? answers.ofReservation(of) : null;
    }

    /** In turns, so that neither waits for the other to be empty. */
    @Override
    public List<JournalEntry> read(int limit) {
        boolean localFirst = !lastWasLocal;
        List<JournalEntry> entries = read(limit, localFirst);
        return entries.isEmpty() ? read(limit, !localFirst) : entries;
    }

    private List<JournalEntry> read(int limit, boolean fromLocal) {
        lastWasLocal = fromLocal;
        return (fromLocal ? ofLocal : ofShared).read(limit);
    }

    @Override
    public void acknowledge(int count) {
        (lastWasLocal ? ofLocal : ofShared).acknowledge(count);
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        if (local.backlog().entries() == 0) {
            shared.await(timeout.compareTo(LOCAL_LOOK) < 0 ? timeout : LOCAL_LOOK);
        }
    }

    @Override
    public Backlog backlog() {
        Backlog here = local.backlog();
        Backlog there = shared.backlog();
        return new Backlog(here.entries() + there.entries(), Math.max(here.oldestAgeMillis(), there.oldestAgeMillis()));
    }

    @Override
    public void stepBack() {
        shared.stepBack();
        local.stepBack();
    }
}
