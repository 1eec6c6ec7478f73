package io.stipend.foresight.advice;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.AnnouncementLog;
import io.stipend.core.spi.BookInspection;
import java.util.Optional;

/** What the journal of an account told last of when it will be empty. Read and changed by one thread at a time. */
final class ToldForecast {

    private final AnnouncementLog log;
    private boolean isRead;

    /** Read by other threads, too. */
    private volatile boolean runsOut;

    ToldForecast(AccountId account) {
        this.log = new AnnouncementLog(account);
    }

    /** Whether it told that the account will be empty before its period ends, in this period or an earlier one. */
    boolean runsOut() {
        return runsOut;
    }

    /** Whether it told so in the account's current period. Blocks like the store, once. */
    boolean runsOut(BookInspection books, AccountView view) {
        if (!isRead) {
            log.read(books);
            isRead = true;
            runsOut = latest().filter(AccountOutlook::runsOut).isPresent();
        }
        return latest().filter(told -> told.runsOut() && told.periodEndsMillis() == view.periodEndsAtMillis())
                .isPresent();
    }

    private Optional<AccountOutlook> latest() {
        return log.latest(AccountOutlook.TOPIC).map(AccountOutlook.class::cast);
    }

    /**
     * Tells something else. Blocks like the store.
     *
     * @return false if another process has told something meanwhile
     */
    boolean tell(AccountAdministration accounts, AccountOutlook outlook) {
        isRead = log.announce(accounts, outlook);
        if (isRead) {
            runsOut = outlook.runsOut();
        }
        return isRead;
    }
}
