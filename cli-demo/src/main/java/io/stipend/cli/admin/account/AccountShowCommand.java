package io.stipend.cli.admin.account;

import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.console.VersionProvider;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code stipend account show}: the books of one account. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Shows the books of an account.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:shown", "1:there is no such account, or failure", "2:wrong usage"})
final class AccountShowCommand extends AdminCommand {

    @Parameters(paramLabel = "ACCOUNT", description = "user:NAME, swarm:NAME or pool:NAME; a name alone is a user's.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String account;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private AccountId id;

    @Override
    protected void check() {
        id = account(account);
    }

    @Override
    protected int run(StoreAdapter adapter) {
        Optional<AccountView> view = adapter.accountAdministration().show(id);
        if (view.isEmpty()) {
            say("tenant " + tenant() + " has no account " + id + "; stipend accounts lists those it has");
            return ExitCode.SOFTWARE;
        }
        if (json()) {
            AccountText.json(view.get()).print(out());
        } else {
            AccountText.print(view.get(), out());
        }
        return ExitCode.OK;
    }
}
