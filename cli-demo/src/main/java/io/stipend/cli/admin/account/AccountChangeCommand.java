package io.stipend.cli.admin.account;

import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.admin.ChangeOptions;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that change an account have in common: they show what will change, ask, change it, and show it. */
abstract class AccountChangeCommand extends AdminCommand {

    @Parameters(
            index = "0",
            paramLabel = "ACCOUNT",
            description =
                    "user:NAME, swarm:NAME or pool:NAME; a name alone is a user's. It is made if it does not exist.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String account;

    @Option(
            names = "--resource",
            paramLabel = "RESOURCE",
            description = "Of what: credits, tokens, api_calls, compute_time, memory or slots (default: credits).")
    private @Nullable Resource resource;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ChangeOptions change;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private AccountCommand command;

    /** The change that was typed. */
    abstract AccountCommand command(AccountId id, OperationId operation, Resource of, String reason);

    /** What an amount becomes by the change, as {@code what before -> after}. */
    abstract String effect(@Nullable AccountView before, Resource of);

    @Override
    protected void check() {
        command = command(account(account), change.operation(), resource(resource), change.reason());
    }

    @Override
    protected int run(StoreAdapter adapter) {
        AccountView before =
                adapter.accountAdministration().show(command.account()).orElse(null);
        err().println("tenant " + tenant() + ", account " + command.account()
                + (before == null ? ", which does not exist yet" : "") + ":");
        err().println("  " + effect(before, command.resource())
                + (change.givenOperation() == null ? "" : ", unless this operation was done before"));
        err().println("  reason: " + command.reason());
        err().println("  operation id: " + command.operationId());
        err().flush();
        if (!change.confirmed()) {
            return ExitCode.SOFTWARE;
        }
        return adapter.accountAdministration()
                .apply(command)
                .foldChange(changed -> show(adapter, changed), () -> sayConflict(command));
    }

    private int sayConflict(AccountCommand command) {
        say("nothing changed: operation id " + command.operationId()
                + " was used on this account for something else; take another, or leave it out");
        return ExitCode.SOFTWARE;
    }

    private int show(StoreAdapter adapter, AccountOutcome.Changed changed) {
        if (changed.replayed()) {
            say("this was done before, at the entry shown; nothing changed now");
        }
        AccountView after =
                adapter.accountAdministration().show(command.account()).orElseThrow();
        if (json()) {
            new Json()
                    .with("operationId", command.operationId().value())
                    .with("replayed", changed.replayed())
                    .with("entry", AccountText.json(changed.entry()))
                    .with("account", AccountText.json(after))
                    .print(out());
        } else {
            out().print("entry " + changed.entry().sequence() + " of " + command.account() + ": "
                    + changed.entry().change() + "\n\n");
            AccountText.print(after, out());
        }
        return ExitCode.OK;
    }

    /** {@code available 3.00000000 -> 5.00000000}, as far as it is limited before and after. */
    static String available(@Nullable AccountView before, Resource of, @Nullable Long limitAfter, long moreBySum) {
        if (limitAfter == null) {
            return "";
        }
        long rest = before == null
                ? 0
                : before.grants().get(of)
                        - before.reserved().get(of)
                        - before.spent().get(of);
        String was = before == null ? "-" : Amounts.format(of, before.available(of));
        return ", available " + was + " -> " + Amounts.format(of, limitAfter + rest + moreBySum);
    }

    /** The limit in force, or null. */
    static @Nullable Long limit(@Nullable AccountView view, Resource of) {
        return view == null || view.limits().find(of).isEmpty()
                ? null
                : view.limits().find(of).getAsLong();
    }
}
