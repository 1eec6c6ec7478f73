package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts of a pool showed at one time: one call of the store, and one more for the pool's own account.
 *
 * @param askedAtNanos when it was asked for
 * @param pool the pool's account; null if it was not looked at, or there is none yet
 * @param inUse what each member that ever used it has in use
 * @param wanted what waits for each member on all nodes, what is past its lease and not yet expired included
 * @param earmark the room that is kept for a large request
 * @param accounts how many accounts it has beside its own
 */
record Reading(
        long askedAtNanos,
        @Nullable AccountView pool,
        Map<String, ResourceVector> inUse,
        Map<String, ResourceVector> wanted,
        ResourceVector earmark,
        int accounts) {

    private static final int MIN_PAGE = 64;
    private static final int MAX_PAGE = 1_000;

    /**
     * Reads. Blocks like the store.
     *
     * @param withPool whether to look at the pool's own account
     * @param expected how many accounts it had when it was read last: one page is to have all of them, and few of those that stand behind
     */
    static Reading of(
            AccountAdministration accounts,
            PoolConfig config,
            PoolAccounts names,
            boolean withPool,
            int expected,
            long nowNanos) {
        AccountView pool = withPool ? accounts.show(config.account()).orElse(null) : null;
        Map<String, ResourceVector> inUse = new HashMap<>();
        Map<String, ResourceVector> wanted = new HashMap<>();
        ResourceVector earmark = ResourceVector.ZERO;
        int count = 0;
        int size = Math.min(MAX_PAGE, Math.max(MIN_PAGE, expected + expected / 4));
        AccountId after = names.before();
        List<AccountView> page;
        boolean isLast;
        do {
            page = accounts.list(config.tenant(), after, size);
            isLast = page.size() < size;
            size = MAX_PAGE;
            for (AccountView view : page) {
                if (!names.isOfPool(view.account())) {
                    return new Reading(nowNanos, pool, inUse, wanted, earmark, count);
                }
                String member = names.memberIn(view.account());
                String wanting = names.memberWanting(view.account());
                if (member != null) {
                    inUse.put(member, view.reserved().plus(view.spent()));
                } else if (wanting != null) {
                    wanted.put(wanting, view.reserved());
                } else if (view.account().equals(names.earmark())) {
                    earmark = PoolAccounts.roomOf(view.reserved());
                }
                after = view.account();
                count++;
            }
        } while (!isLast);
        return new Reading(nowNanos, pool, inUse, wanted, earmark, count);
    }
}
