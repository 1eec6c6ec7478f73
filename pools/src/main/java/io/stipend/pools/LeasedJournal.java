package io.stipend.pools;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SharedPools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The shared store's journal and the local one's as one outbox. What this node reserved on its blocks is read by this node, whoever reads the
 * shared journal. Of the local store's own accounts nothing is shown.
 */
final class LeasedJournal implements Journal {

    private static final Duration LOCAL_LOOK = Duration.ofMillis(50);

    private final Journal shared;
    private final Journal local;
    private final LocalAnswers answers;

    /** Of the last reading: whether it was of the local journal, and how many of its entries go with each that was shown. */
    private boolean lastWasLocal;

    private List<Integer> readUpTo = List.of();

    LeasedJournal(Journal shared, Journal local, LocalAnswers answers) {
        this.shared = shared;
        this.local = local;
        this.answers = answers;
    }

    @Override
    public List<JournalEntry> read(int limit) {
        List<JournalEntry> first = lastWasLocal ? readShared(limit) : readLocal(limit);
        if (!first.isEmpty()) {
            return first;
        }
        return lastWasLocal ? readLocal(limit) : readShared(limit);
    }

    private List<JournalEntry> readShared(int limit) {
        List<JournalEntry> entries = shared.read(limit);
        lastWasLocal = lastWasLocal && entries.isEmpty();
        return entries;
    }

    /** Reads until there is something to show, or nothing more. */
    private List<JournalEntry> readLocal(int limit) {
        List<JournalEntry> entries = local.read(limit);
        while (!entries.isEmpty()) {
            List<JournalEntry> shown = new ArrayList<>();
            List<Integer> upTo = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i) instanceof JournalEntry.OfReservation entry
                        && !SharedPools.isBlock(entry.header().id())) {
                    shown.add(answers.ofReservation(entry));
                    upTo.add(i + 1);
                }
            }
            if (!shown.isEmpty()) {
                upTo.set(upTo.size() - 1, entries.size());
                readUpTo = upTo;
                lastWasLocal = true;
                return shown;
            }
            local.acknowledge(entries.size());
            entries = local.read(limit);
        }
        return List.of();
    }

    @Override
    public void acknowledge(int count) {
        if (lastWasLocal) {
            if (count > 0) {
                local.acknowledge(readUpTo.get(count - 1));
            }
        } else {
            shared.acknowledge(count);
        }
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        if (local.backlog().entries() == 0) {
            shared.await(timeout.compareTo(LOCAL_LOOK) < 0 ? timeout : LOCAL_LOOK);
        }
    }

    @Override
    public Backlog backlog() {
        Backlog ofShared = shared.backlog();
        Backlog ofLocal = local.backlog();
        return new Backlog(
                ofShared.entries() + ofLocal.entries(),
                Math.max(ofShared.oldestAgeMillis(), ofLocal.oldestAgeMillis()));
    }

    @Override
    public void stepBack() {
        shared.stepBack();
        local.stepBack();
    }
}
