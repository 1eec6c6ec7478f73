package io.stipend.core;

import io.stipend.core.model.AccountId;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.AccountPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the users seen last, so that a busy user's accounts are not checked, hashed and built anew for every step.
 * A table of fixed size in which a newcomer takes the place of whoever was there. Thread safe: entries never change, and
 * whichever thread's write is seen, it is a path that belongs to the user it names.
 */
final class UserPaths {

    private static final int SIZE = 16_384;

    private final @Nullable Entry[] entries = new Entry[SIZE];

    private record Entry(AccountPath path, List<Tier.Window> windows) {

        @SuppressWarnings("ReferenceEquality") // The windows of a tier are mostly the very same list.
        boolean isOf(String tenant, String userId, List<Tier.Window> wanted) {
            AccountId account = path.accounts().get(0);
            return account.name().equals(userId)
                    && account.tenant().equals(tenant)
                    && (windows == wanted || windows.equals(wanted));
        }
    }

    /** The user, then an account for each window. */
    AccountPath path(String tenant, String userId, List<Tier.Window> windows) {
        int hash = 31 * tenant.hashCode() + userId.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SIZE - 1);
        Entry known = entries[slot];
        if (known != null && known.isOf(tenant, userId, windows)) {
            return known.path();
        }
        List<AccountId> accounts = new ArrayList<>(1 + windows.size());
        accounts.add(new AccountId(tenant, AccountId.Kind.USER, userId));
        windows.forEach(window -> accounts.add(window.accountOf(tenant, userId)));
        AccountPath path = AccountPath.of(accounts);
        entries[slot] = new Entry(path, windows);
        return path;
    }
}
