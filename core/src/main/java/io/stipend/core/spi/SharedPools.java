package io.stipend.core.spi;

import io.stipend.core.model.AccountId;

/**
 * The accounts that fair shares of a pool keep beside the pool's own: what each member has in use, and, as short reservations, what
 * waits. No request can name one of them.
 */
public final class SharedPools {

    /** What the names of all these accounts begin with; they are of kind pool. */
    public static final String ACCOUNT_PREFIX = "share:";

    private static final String IN_USE = ":in:";

    private SharedPools() {}

    /**
     * Whether a reservation on this path is no budget, but says that something waits: then nothing of it is published. Its accounts
     * are of a pool's shares, and none shows what a member has in use.
     */
    public static boolean isNotice(AccountPath path) {
        for (AccountId account : path.accounts()) {
            if (!isForNotices(account)) {
                return false;
            }
        }
        return !path.accounts().isEmpty();
    }

    /** Whether only notices are held on this account, so that nothing of it is published. */
    public static boolean isForNotices(AccountId account) {
        return account.kind() == AccountId.Kind.POOL
                && account.name().startsWith(ACCOUNT_PREFIX)
                && !account.name().startsWith(IN_USE, account.name().indexOf(':', ACCOUNT_PREFIX.length()));
    }
}
