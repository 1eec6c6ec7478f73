package io.stipend.foresight.advice;

import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A journal that lets somebody hear what is acknowledged: each entry once, however often it is read before. Used like the journal. */
final class ListeningJournal implements Journal {

    private final Journal journal;
    private final Consumer<List<JournalEntry>> listener;
    private List<JournalEntry> read = List.of();

    ListeningJournal(Journal journal, Consumer<List<JournalEntry>> listener) {
        this.journal = journal;
        this.listener = listener;
    }

    @Override
    public List<JournalEntry> read(int limit) {
        read = journal.read(limit);
        return read;
    }

    @Override
    public void acknowledge(int count) {
        journal.acknowledge(count);
        List<JournalEntry> entries = read.subList(0, count);
        read = read.subList(count, read.size());
        listener.accept(entries);
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
        read = List.of();
        journal.stepBack();
    }
}
