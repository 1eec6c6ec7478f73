package io.stipend.store.postgres.internal.administration;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.AccountRows;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.support.VerbOutcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts as administrators see them. Thread safe. */
public final class PostgresAccounts implements AccountAdministration {

    /** What an administrator does. The order is the numbering in {@code account_operation}. */
    private enum Change {
        SET_LIMIT,
        CLEAR_LIMIT,
        GRANT,
        ADJUST,
        /** Not made here, but by an inspection. */
        REPAIR,
        REVOKE,
        FREEZE,
        UNFREEZE,
        ANNOUNCE
    }

    private final Database database;
    private final Runnable afterCommit;
    private final String accountsNow;
    private final String names;
    private final String administer;
    private final String awaitVerbs;

    public PostgresAccounts(Database database, Runnable afterCommit) {
        this.database = database;
        this.afterCommit = afterCommit;
        String schema = database.config().schema();
        String calendar = "ROW(?,?,?,?)::" + schema + ".calendar";
        this.accountsNow =
                "SELECT " + AccountRows.COLUMNS + " FROM " + schema + ".accounts_now(?, ?, " + calendar + ") a";
        this.names = "SELECT account FROM " + schema + ".account WHERE tenant = ? AND account > ? AND account < ?"
                + " ORDER BY account LIMIT ?";
        this.administer = "SELECT " + CommandAnswer.COLUMNS + " FROM " + schema + ".administer(?, ?, ?, ?, ?, ?, ?, "
                + calendar + ") a";
        this.awaitVerbs = "SELECT " + schema + ".await_verbs()";
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        return views(account.tenant(), List.of(account.toString())).stream().findFirst();
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int max) {
        List<String> page = new ArrayList<>();
        for (AccountId.Kind kind : AccountId.Kind.values()) {
            if (page.size() < max && (after == null || kind.compareTo(after.kind()) >= 0)) {
                String from = after == null || kind != after.kind() ? kind.label() + ':' : after.toString();
                page.addAll(namesOf(kind, tenant, from, max - page.size()));
            }
        }
        return page.isEmpty()
                ? List.of()
                : views(tenant, page).stream()
                        .sorted((one, other) -> one.account().compareTo(other.account()))
                        .toList();
    }

    private List<String> namesOf(AccountId.Kind kind, String tenant, String after, int max) {
        return database.query((connection, previous) -> Query.list(
                connection,
                names,
                bind -> {
                    bind.text(tenant);
                    bind.text(after);
                    // The character after the colon ends what begins with the kind.
                    bind.text(kind.label() + ';');
                    bind.integer(max);
                },
                row -> Objects.requireNonNull(row.getString(1))));
    }

    /** Not only a look: an account whose period is over begins the next one. Doing so twice is doing so once. */
    private List<AccountView> views(String tenant, List<String> accounts) {
        List<AccountView> views = database.query((connection, previous) -> Query.list(
                connection,
                accountsNow,
                bind -> {
                    bind.text(tenant);
                    bind.texts(accounts);
                    bind.calendar(database.calendar().including(Set.of()));
                },
                row -> AccountRows.view(tenant, row)));
        afterCommit.run();
        return views;
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        CommandAnswer answer = database.run((connection, previous) -> Query.one(
                        connection,
                        administer,
                        bind -> {
                            bind.text(command.account().tenant());
                            bind.text(command.account().toString());
                            bind.text(command.operationId().value());
                            bind.smallint(change(command).ordinal());
                            bind.integer(command.resource().ordinal() + 1);
                            bind.bigint(amount(command));
                            bind.text(command.reason());
                            bind.calendar(database.calendar().including(Set.of()));
                        },
                        CommandAnswer::read)
                .after(previous));
        afterCommit.run();
        if (command.account().kind() == AccountId.Kind.TENANT) {
            // Verbs under way may have looked before the commit. Once they are done, the change holds.
            database.query((connection, previous) -> Query.one(connection, awaitVerbs, bind -> {}, row -> true));
        }
        return VerbOutcomes.change(command, answer);
    }

    private static Change change(AccountCommand command) {
        if (command instanceof AccountCommand.SetLimit) {
            return Change.SET_LIMIT;
        } else if (command instanceof AccountCommand.ClearLimit) {
            return Change.CLEAR_LIMIT;
        } else if (command instanceof AccountCommand.Grant) {
            return Change.GRANT;
        } else if (command instanceof AccountCommand.Revoke) {
            return Change.REVOKE;
        } else if (command instanceof AccountCommand.Freeze) {
            return Change.FREEZE;
        } else if (command instanceof AccountCommand.Unfreeze) {
            return Change.UNFREEZE;
        } else if (command instanceof AccountCommand.Announce) {
            return Change.ANNOUNCE;
        }
        return Change.ADJUST;
    }

    private static long amount(AccountCommand command) {
        if (command instanceof AccountCommand.SetLimit set) {
            return set.limit();
        } else if (command instanceof AccountCommand.Grant grant) {
            return grant.amount();
        } else if (command instanceof AccountCommand.Revoke revoke) {
            return revoke.amount();
        } else if (command instanceof AccountCommand.Adjust adjust) {
            return adjust.spentDelta();
        } else if (command instanceof AccountCommand.Announce announce) {
            return announce.follows();
        }
        return 0;
    }
}
