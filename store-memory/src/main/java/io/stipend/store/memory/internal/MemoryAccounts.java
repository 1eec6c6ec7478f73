package io.stipend.store.memory.internal;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All accounts of a memory store. Accounts are never forgotten: their books are what the store is for. */
final class MemoryAccounts implements AccountAdministration {

    private final ConcurrentMap<AccountId, Account> accounts = new ConcurrentHashMap<>();

    /** The same accounts by tenant and in order, so that a page of them costs no more than it shows. */
    private final ConcurrentMap<String, NavigableMap<AccountId, Account>> inOrder = new ConcurrentHashMap<>();

    /** Tenants' own accounts, by their tenants: none in most stores, for there is one only where a tenant was ever frozen. */
    private final ConcurrentMap<String, Account> ofTenants = new ConcurrentHashMap<>();

    private final MemoryJournal journal;
    private final StripedReservations reservations;
    private final InstantSource clock;

    /**
     * Shared by administrators' calls, held alone by whoever looks at all accounts at once. Verbs on reservations do not need
     * it: their stripes keep them out.
     */
    private final ReadWriteLock administration = new ReentrantReadWriteLock();

    MemoryAccounts(MemoryJournal journal, StripedReservations reservations, InstantSource clock) {
        this.journal = journal;
        this.reservations = reservations;
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
    public List<AccountView> list(String tenant, @Nullable AccountId after, int max) {
        NavigableMap<AccountId, Account> ofTenant = inOrder.getOrDefault(tenant, Collections.emptyNavigableMap());
        return (after == null ? ofTenant : ofTenant.tailMap(after, false))
                .values().stream()
                        .flatMap(account -> view(account).stream())
                        .limit(max)
                        .toList();
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        Account account = findOrMake(command.account());
        AccountOutcome outcome = administer(account, own -> own.apply(command, clock.millis()));
        if (account.id().kind() == AccountId.Kind.TENANT) {
            // Verbs under way may have looked before the change. Once they are done, it holds.
            reservations.awaitVerbs();
        }
        return outcome;
    }

    /**
     * What keeps a path from being held on: the tenant if it is frozen, else its first account that is; null if nothing does.
     * The caller holds the monitors of a stripe and of the path.
     */
    @Nullable
    Frozen frozen(String tenant, Account[] path) {
        Account own = ofTenants.get(tenant);
        String reason = own == null ? null : own.frozen();
        if (own != null && reason != null) {
            return new Frozen(own.id(), reason);
        }
        for (Account account : path) {
            reason = account.frozen();
            if (reason != null) {
                return new Frozen(account.id(), reason);
            }
        }
        return null;
    }

    /** Sets the sums of an account right: see {@link Account#repair}. */
    RepairOutcome repair(RepairCommand command) {
        Account account = accounts.get(command.account());
        return account == null
                ? new RepairOutcome.Moved()
                : administer(account, own -> own.repair(command, clock.millis()));
    }

    /** What administrators did to an account. */
    List<AccountChanged> changes(AccountId id) {
        Account account = accounts.get(id);
        return account == null ? List.of() : administer(account, Account::changes);
    }

    /** Held while nothing but verbs on reservations may change an account. */
    Lock quiet() {
        return administration.writeLock();
    }

    /** All accounts a verb has named. The caller has seen to it that none changes, or may change while it looks. */
    void forEach(Consumer<Account> action) {
        for (Account account : accounts.values()) {
            synchronized (account) {
                if (account.isNamed()) {
                    action.accept(account);
                }
            }
        }
    }

    private Optional<AccountView> view(Account account) {
        return administer(account, own -> {
            if (!own.isNamed()) {
                return Optional.empty();
            }
            own.touch(clock.millis());
            return Optional.of(own.view());
        });
    }

    private <T> T administer(Account account, Function<Account, T> action) {
        administration.readLock().lock();
        try {
            synchronized (account) {
                return action.apply(account);
            }
        } finally {
            administration.readLock().unlock();
        }
    }

    private Account findOrMake(AccountId id) {
        Account account = accounts.get(id);
        return account == null ? accounts.computeIfAbsent(id, this::make) : account;
    }

    private Account make(AccountId id) {
        Account account = new Account(id, journal);
        inOrder.computeIfAbsent(id.tenant(), absent -> new ConcurrentSkipListMap<>())
                .put(id, account);
        if (id.kind() == AccountId.Kind.TENANT) {
            ofTenants.put(id.tenant(), account);
        }
        return account;
    }
}
