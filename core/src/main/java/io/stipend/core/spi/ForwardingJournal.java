package io.stipend.core.spi;

import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.List;

/** A journal around another one, which does all that a subclass does not do itself. Used like the other. */
public abstract class ForwardingJournal implements Journal {

    private final Journal journal;

    protected ForwardingJournal(Journal journal) {
        this.journal = Checks.present(journal, "journal");
    }

    @Override
    public List<JournalEntry> read(int limit) {
        return journal.read(limit);
    }

    @Override
    public void acknowledge(int count) {
        journal.acknowledge(count);
    }

    @Override
    public void await(Duration timeout) throws InterruptedException {
        journal.await(timeout);
    }

    @Override
    public Backlog backlog() {
        return journal.backlog();
    }

    @Override
    public void stepBack() {
        journal.stepBack();
    }
}
