package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.check.Checks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was announced last about each topic of an account, as far as this process has read or announced it. The account's history has it
 * for good, so a process that takes over goes on from there. For one thread at a time.
 */
public final class AnnouncementLog {

    private static final int PAGE = 500;

    private final AccountId account;
    private final Map<OperationId, Announced> latest = new HashMap<>();

    /** The highest sequence read: what is announced later has a higher one. */
    private long readTo;

    private record Announced(Announcement announcement, long sequence) {}

    /** One that knows of no announcement. */
    public AnnouncementLog(AccountId account) {
        this.account = Checks.present(account, "account");
    }

    /** Reads what is new. Blocks like the store, once for each 500 entries of the account's history. */
    public void read(BookInspection books) {
        List<JournalEntry.AccountChanged> page;
        do {
            page = books.history(account, readTo, PAGE);
            for (JournalEntry.AccountChanged change : page) {
                readTo = change.sequence();
                if (change.change() == JournalEntry.AccountChange.ANNOUNCEMENT) {
                    add(Announcement.parse(change.reason()), change.sequence());
                }
            }
        } while (page.size() == PAGE);
    }

    /** What was announced last about a topic. */
    public Optional<Announcement> latest(OperationId topic) {
        return Optional.ofNullable(latest.get(topic)).map(Announced::announcement);
    }

    /** What was announced last about each topic, as far as it is of a kind. */
    public <T extends Announcement> Stream<T> all(Class<T> kind) {
        return latest.values().stream()
                .map(Announced::announcement)
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /**
     * Announces something else about its topic. Blocks like the store.
     *
     * @return false if another process has announced something about it meanwhile; then read what it was
     */
    public boolean announce(AccountAdministration accounts, Announcement announcement) {
        @Nullable Announced known = latest.get(announcement.topic());
        AccountOutcome outcome = accounts.apply(
                new AccountCommand.Announce(account, known == null ? 0 : known.sequence(), announcement));
        if (outcome instanceof AccountOutcome.Changed changed) {
            add(announcement, changed.entry().sequence());
            return !changed.replayed();
        }
        return false;
    }

    private void add(Announcement announcement, long sequence) {
        latest.put(announcement.topic(), new Announced(announcement, sequence));
    }
}
