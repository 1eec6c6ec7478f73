package io.stipend.foresight.advice;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.JournalEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal of an account told last of when it will be empty. The journal has it for good, so a process that takes over goes on from
 * there. Read and changed by one thread at a time.
 */
final class ToldForecast {

    private static final int PAGE = 500;

    private final AccountId account;

    /** The latest entry; null while none is known. */
    private @Nullable AccountOutlook latest;

    private long sequence;
    private boolean isRead;

    /** Read by other threads, too. */
    private volatile boolean runsOut;

    ToldForecast(AccountId account) {
        this.account = account;
    }

    /** Whether it told that the account will be empty before its period ends, in this period or an earlier one. */
    boolean runsOut() {
        return runsOut;
    }

    /** Whether it told so in the account's current period. Blocks like the store, once. */
    boolean runsOut(BookInspection books, AccountView view) {
        if (!isRead) {
            read(books);
        }
        AccountOutlook told = latest;
        return told != null && told.runsOut() && told.periodEndsMillis() == view.periodEndsAtMillis();
    }

    private void read(BookInspection books) {
        List<JournalEntry.AccountChanged> page;
        long after = 0;
        do {
            page = books.history(account, after, PAGE);
            for (JournalEntry.AccountChanged change : page) {
                after = change.sequence();
                if (change.change() == JournalEntry.AccountChange.FORECAST) {
                    told(AccountOutlook.parse(change.reason()), change.sequence());
                }
            }
        } while (page.size() == PAGE);
        isRead = true;
    }

    /**
     * Tells something else. Blocks like the store.
     *
     * @return false if another process has told something meanwhile
     */
    boolean tell(AccountAdministration accounts, AccountOutlook outlook) {
        AccountOutcome outcome = accounts.apply(new AccountCommand.Foretell(account, sequence, outlook));
        if (outcome instanceof AccountOutcome.Changed changed) {
            told(outlook, changed.entry().sequence());
            return !changed.replayed();
        }
        isRead = false;
        return false;
    }

    private void told(AccountOutlook outlook, long entry) {
        latest = outlook;
        sequence = entry;
        runsOut = outlook.runsOut();
    }
}
