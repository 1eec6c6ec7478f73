package io.stipend.cli.admin;

import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/** How an account is changed from the command line: what will change is shown, and done if it is confirmed. */
final class AccountChanges {

    private AccountChanges() {}

    /** Freezes an account, or a tenant by its own one. */
    static int freeze(AdminOptions admin, ChangeOptions change, AccountId account) {
        AccountCommand command = new AccountCommand.Freeze(account, change.operation(), change.by(), change.why());
        return make(admin, change, command, before -> frozen(before) + " -> frozen");
    }

    /** Lets it be held on again. */
    static int unfreeze(AdminOptions admin, ChangeOptions change, AccountId account) {
        AccountCommand command = new AccountCommand.Unfreeze(account, change.operation(), change.by(), change.why());
        return make(admin, change, command, before -> frozen(before) + " -> not frozen");
    }

    private static String frozen(@Nullable AccountView view) {
        return view == null || view.frozen() == null ? "not frozen" : "frozen (" + view.frozen() + ")";
    }

    /**
     * Shows what will change, asks, changes it, and shows it.
     *
     * @param effect what an amount becomes by the change, as {@code what before -> after}
     */
    static int make(
            AdminOptions admin,
            ChangeOptions change,
            AccountCommand command,
            Function<@Nullable AccountView, String> effect) {
        return admin.run(store -> {
            AccountAdministration accounts = store.accountAdministration();
            AccountView before = accounts.show(command.account()).orElse(null);
            admin.note("tenant " + admin.tenant() + ", account " + command.account()
                    + (before == null ? ", which does not exist yet" : "") + ":\n  " + effect.apply(before)
                    + (change.givenOperation() == null ? "" : ", unless this operation was done before")
                    + "\n  reason: " + command.reason() + "\n  operation id: " + command.operationId());
            if (!change.confirmed()) {
                return ExitCode.SOFTWARE;
            }
            return accounts.apply(command)
                    .foldChange(
                            changed -> show(
                                    admin,
                                    command,
                                    changed,
                                    accounts.show(command.account()).orElseThrow()),
                            () -> admin.fail("nothing changed: operation id " + command.operationId()
                                    + " was used on this account for something else; take another, or leave it out"));
        });
    }

    private static int show(
            AdminOptions admin, AccountCommand command, AccountOutcome.Changed changed, AccountView after) {
        if (changed.replayed()) {
            admin.say("this was done before, at the entry shown; nothing changed now");
        }
        AccountChanged entry = changed.entry();
        Json json = new Json()
                .with("operationId", command.operationId().value())
                .with("replayed", changed.replayed())
                .with("entry", AccountText.json(entry))
                .with("account", AccountText.json(after));
        admin.print(json, () -> {
            String taken = entry.change() == AccountChange.REVOCATION
                    ? " of " + Amounts.format(entry.resource(), -entry.allowanceDelta())
                    : "";
            admin.out()
                    .print("entry " + entry.sequence() + " of " + entry.account() + ": " + entry.change() + taken
                            + "\n\n");
            AccountText.print(after, admin.out());
        });
        return ExitCode.OK;
    }
}
