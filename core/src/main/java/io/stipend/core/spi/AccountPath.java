package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.check.Checks;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The accounts a reservation holds on: at most eight, of one tenant, none twice, in the order in which they are checked. */
public final class AccountPath {

    /** The most accounts on one path. */
    public static final int MAX_ACCOUNTS = 8;

    public static final AccountPath EMPTY = new AccountPath(List.of());

    private final List<AccountId> accounts;

    /** Made when first asked for; any thread makes the same, so a race does no harm. */
    private @Nullable List<String> texts;

    private AccountPath(List<AccountId> accounts) {
        this.accounts = accounts;
    }

    /**
     * A path over these accounts.
     *
     * @throws InvalidRequestException when there are more than eight, one twice, several tenants, or a tenant's own account
     */
    public static AccountPath of(List<AccountId> accounts) {
        for (AccountId account : Checks.present(accounts, "accounts")) {
            if (Checks.present(account, "account").kind() == AccountId.Kind.TENANT) {
                throw new InvalidRequestException(
                        "the path has " + account + ", on which nothing can be held; give users, swarms and pools");
            }
        }
        if (accounts.isEmpty()) {
            return EMPTY;
        }
        if (accounts.size() > MAX_ACCOUNTS) {
            throw new InvalidRequestException(
                    "the path has " + accounts.size() + " accounts; at most " + MAX_ACCOUNTS + " are possible");
        }
        List<AccountId> copy = List.copyOf(accounts);
        if (copy.size() > 1) {
            checkTogether(copy);
        }
        return new AccountPath(copy);
    }

    private static void checkTogether(List<AccountId> accounts) {
        HashSet<AccountId> seen = new HashSet<>();
        for (AccountId account : accounts) {
            if (!account.tenant().equals(accounts.get(0).tenant())) {
                throw new InvalidRequestException("the path spans the tenants "
                        + Checks.shown(accounts.get(0).tenant()) + " and " + Checks.shown(account.tenant())
                        + "; a reservation lives in one tenant");
            }
            if (!seen.add(account)) {
                throw new InvalidRequestException(
                        "the account " + Checks.shown(account.toString()) + " is on the path twice; name it once");
            }
        }
    }

    /** The accounts in order. */
    public List<AccountId> accounts() {
        return accounts;
    }

    /** The accounts in order, each as {@code kind:name}. */
    public List<String> texts() {
        List<String> made = texts;
        if (made == null) {
            made = accounts.size() == 1
                    ? List.of(accounts.get(0).toString())
                    : accounts.stream().map(AccountId::toString).toList();
            texts = made;
        }
        return made;
    }

    /** The user on this path, if any. */
    public @Nullable String userId() {
        for (AccountId account : accounts) {
            if (account.kind() == AccountId.Kind.USER) {
                return account.name();
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof AccountPath that && accounts.equals(that.accounts));
    }

    @Override
    public int hashCode() {
        return accounts.hashCode();
    }

    @Override
    public String toString() {
        return accounts.toString();
    }
}
