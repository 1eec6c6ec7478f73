package io.stipend.foresight.shadow;

import io.stipend.core.spi.ForwardingJournal;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A journal in which what another policy would have refused comes before the entry of it, so that it is published like all else: at least once, with
 * the same id each time. Entries that are read again are not judged again. Used like the journal; it reads a little more than it is asked for.
 */
final class ShadowJournal extends ForwardingJournal {

    /** When nothing was read for so long, another process may have published meanwhile: what was known is no longer true. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private static final Comparator<JournalEntry> IN_TIME = Comparator.comparingLong(JournalEntry::atMillis)
            .thenComparing(entry -> entry instanceof JournalEntry.OfReservation);

    private final ShadowBooks books;
    private final InstantSource clock;
    private List<JournalEntry> read = List.of();
    private long heardMillis;

    /** What was said of the entries that are not acknowledged. */
    private final Map<Name, Optional<JournalEntry.WouldBeRefused>> said = new HashMap<>();

    private record Name(String tenant, boolean ofAccount, String stream, long sequence) {

        static Name of(JournalEntry entry) {
            return new Name(
                    entry.tenant(), entry instanceof JournalEntry.AccountChanged, entry.stream(), entry.sequence());
        }
    }

    ShadowJournal(Journal journal, ShadowBooks books, InstantSource clock) {
        super(journal);
        this.books = books;
        this.clock = clock;
        this.heardMillis = clock.millis();
    }

    @Override
    public List<JournalEntry> read(int limit) {
        List<JournalEntry> entries = super.read(limit);
        if (!entries.isEmpty()) {
            beginAnewAfterSilence();
        }
        // A journal keeps the order of each stream only: a grant may come behind what it let in.
        entries.stream().sorted(IN_TIME).forEach(this::said);
        List<JournalEntry> all = new ArrayList<>(entries.size());
        for (JournalEntry entry : entries) {
            said(entry).ifPresent(all::add);
            all.add(entry);
        }
        read = all;
        return List.copyOf(all);
    }

    private void beginAnewAfterSilence() {
        long now = clock.millis();
        if (now - heardMillis > SILENCE.toMillis()) {
            books.clear();
            said.clear();
        }
        heardMillis = now;
    }

    private Optional<JournalEntry.WouldBeRefused> said(JournalEntry entry) {
        Name name = Name.of(entry);
        Optional<JournalEntry.WouldBeRefused> known = said.get(name);
        if (known == null) {
            known = Optional.ofNullable(books.hear(entry));
            said.put(name, known);
        }
        return known;
    }

    @Override
    public void acknowledge(int count) {
        List<JournalEntry> done = read.subList(0, count);
        List<JournalEntry> ofJournal = done.stream()
                .filter(entry -> !(entry instanceof JournalEntry.WouldBeRefused))
                .toList();
        super.acknowledge(ofJournal.size());
        ofJournal.forEach(entry -> said.remove(Name.of(entry)));
        read = read.subList(count, read.size());
    }

    @Override
    public void stepBack() {
        read = List.of();
        said.clear();
        books.clear();
        super.stepBack();
    }
}
