package io.stipend.core;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.AccountPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the users seen last, so that a busy user's account is not checked, hashed and built anew for every step. A
 * table of fixed size in which a newcomer takes the place of whoever was there. Thread safe: paths never change, and
 * whichever thread's write is seen, it is a path that belongs to the user it names.
 */
final class UserPaths {

    private static final int SIZE = 16_384;

    private final @Nullable AccountPath[] paths = new AccountPath[SIZE];

    AccountPath path(String tenant, String userId) {
        int hash = 31 * tenant.hashCode() + userId.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SIZE - 1);
        AccountPath known = paths[slot];
        if (known != null && isOf(known.accounts().get(0), tenant, userId)) {
            return known;
        }
        AccountPath path = AccountPath.of(List.of(new AccountId(tenant, AccountKind.USER, userId)));
        paths[slot] = path;
        return path;
    }

    private static boolean isOf(AccountId account, String tenant, String userId) {
        return account.name().equals(userId) && account.tenant().equals(tenant);
    }
}
