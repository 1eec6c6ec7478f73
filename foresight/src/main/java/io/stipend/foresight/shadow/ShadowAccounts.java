package io.stipend.foresight.shadow;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.SharedPools;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of the policy that is tried, as far as it limits them. One that is seen for the first time begins with what it has in earnest: one call of
 * the store. Of more than there is room for, those that nothing happened to for longest are forgotten. One thread at a time, but for {@link #size}.
 */
final class ShadowAccounts {

    /** With some 400 bytes each. */
    static final int MAX_ACCOUNTS = 10_000;

    private final LimitPolicy policy;
    private final AccountAdministration books;
    private final InstantSource clock;
    private final Map<AccountId, ShadowAccount> byId = new LinkedHashMap<>(16, 0.75f, true);
    private volatile int size;

    ShadowAccounts(LimitPolicy policy, AccountAdministration books, InstantSource clock) {
        this.policy = policy;
        this.books = books;
        this.clock = clock;
    }

    /** The tier that the policy gives the user of a reservation; null if it gives none. */
    @Nullable
    Tier tierOf(ReservationHeader header) {
        String userId = header.path().userId();
        return userId == null
                ? null
                : policy.tiers()
                        .map(tiers -> tiers.tierOf(header.id().tenant(), userId))
                        .orElse(null);
    }

    /** What the policy says of the accounts that a reservation would be held on, in the order in which they would be checked. */
    Map<AccountId, AccountTerms> terms(ReservationHeader header, @Nullable Tier tier) {
        String tenant = header.id().tenant();
        Map<AccountId, AccountTerms> all = new LinkedHashMap<>();
        String userId = header.path().userId();
        if (userId != null) {
            AccountId user = new AccountId(tenant, AccountId.Kind.USER, userId);
            put(all, user, tier == null ? policy.termsOf(user) : tier.terms());
            for (Tier.Window window : tier == null ? List.<Tier.Window>of() : tier.windows()) {
                put(all, window.accountOf(tenant, userId), window.terms());
            }
        }
        if (header.swarmId() != null) {
            AccountId swarm = new AccountId(tenant, AccountId.Kind.SWARM, header.swarmId());
            put(all, swarm, policy.termsOf(swarm));
        }
        for (AccountId account : header.path().accounts()) {
            if (account.kind() == AccountId.Kind.POOL && !isDerived(account.name())) {
                put(all, account, policy.termsOf(account));
            }
        }
        return all;
    }

    /** Whether a policy made the account, and not the caller: the windows of tiers, and what pools keep of their members. */
    private static boolean isDerived(String pool) {
        return pool.startsWith(Tier.Window.ACCOUNT_PREFIX) || pool.startsWith(SharedPools.ACCOUNT_PREFIX);
    }

    private static void put(Map<AccountId, AccountTerms> all, AccountId account, AccountTerms terms) {
        if (terms.limits().limitAnything()) {
            all.put(account, terms);
        }
    }

    /** Accounts at a moment. Blocks like the store where one is seen for the first time. */
    List<ShadowAccount> at(long atMillis, Map<AccountId, AccountTerms> terms) {
        List<ShadowAccount> accounts = new ArrayList<>(terms.size());
        terms.forEach((id, now) -> accounts.add(at(atMillis, id, now)));
        return accounts;
    }

    private ShadowAccount at(long atMillis, AccountId id, AccountTerms terms) {
        ShadowAccount account = byId.get(id);
        if (account == null) {
            long readMillis = clock.millis();
            account = new ShadowAccount(id, terms, books.show(id).orElse(null), readMillis);
            byId.put(id, account);
            if (byId.size() > MAX_ACCOUNTS) {
                byId.remove(byId.keySet().iterator().next());
            }
            size = byId.size();
        } else if (account.isStale()) {
            AccountView now = books.show(id).orElse(null);
            if (now != null) {
                account.takeOver(now);
            }
        }
        account.at(atMillis, terms);
        return account;
    }

    /** An account was changed in earnest. */
    void changed(JournalEntry.AccountChanged change) {
        ShadowAccount account = byId.get(change.account());
        if (account == null) {
            return;
        }
        switch (change.change()) {
            case ADJUSTMENT -> account.adjust(change.resource(), change.spentDelta(), change.atMillis());
            case LIMIT, GRANT, REVOCATION -> account.changed();
            case TERMS, PERIOD, REPAIR, FROZEN, UNFROZEN, ANNOUNCEMENT -> {}
        }
    }

    int size() {
        return size;
    }

    void clear() {
        byId.clear();
        size = 0;
    }
}
