package io.stipend.store.memory;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountPath;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** All accounts of a memory store. Accounts are never forgotten: their books are what the store is for. */
final class MemoryAccounts implements AccountAdministration {

    private final ConcurrentMap<AccountId, Account> accounts = new ConcurrentHashMap<>();
    private final MemoryJournal journal;
    private final InstantSource clock;

    MemoryAccounts(MemoryJournal journal, InstantSource clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** The accounts of a path in its order, made where they did not exist; not to be written to. */
    Account[] onPath(AccountPath path) {
        List<AccountId> ids = path.accounts();
        if (ids.size() == 1) {
            return findOrMake(ids.get(0)).alone();
        }
        Account[] found = new Account[ids.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = findOrMake(ids.get(i));
        }
        return found;
    }

    @Override
    public Optional<AccountView> show(AccountId id) {
        return Optional.ofNullable(accounts.get(id)).flatMap(this::view);
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int most) {
        return accounts.keySet().stream()
                .filter(id -> id.tenant().equals(tenant) && (after == null || id.compareTo(after) > 0))
                .sorted()
                .flatMap(id -> show(id).stream())
                .limit(most)
                .toList();
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        Account account = findOrMake(command.account());
        synchronized (account) {
            return account.apply(command, clock.millis());
        }
    }

    private Optional<AccountView> view(Account account) {
        synchronized (account) {
            if (!account.isNamed()) {
                return Optional.empty();
            }
            account.touch(clock.millis());
            return Optional.of(account.view());
        }
    }

    private Account findOrMake(AccountId id) {
        Account account = accounts.get(id);
        return account == null ? accounts.computeIfAbsent(id, absent -> new Account(absent, journal)) : account;
    }
}
