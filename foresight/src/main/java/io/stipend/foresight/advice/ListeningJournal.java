package io.stipend.foresight.advice;

import io.stipend.core.spi.ForwardingJournal;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.util.List;
import java.util.function.Consumer;

/** A journal that lets somebody hear what is acknowledged: each entry once, however often it is read before. Used like the journal. */
final class ListeningJournal extends ForwardingJournal {

    private final Consumer<List<JournalEntry>> listener;
    private List<JournalEntry> read = List.of();

    ListeningJournal(Journal journal, Consumer<List<JournalEntry>> listener) {
        super(journal);
        this.listener = listener;
    }

    @Override
    public List<JournalEntry> read(int limit) {
        read = super.read(limit);
        return read;
    }

    @Override
    public void acknowledge(int count) {
        super.acknowledge(count);
        List<JournalEntry> entries = read.subList(0, count);
        read = read.subList(count, read.size());
        listener.accept(entries);
    }

    @Override
    public void stepBack() {
        read = List.of();
        super.stepBack();
    }
}
