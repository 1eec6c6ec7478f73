package io.stipend.cli.admin.account;

import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at an account, and changes it. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Looks at an account, and changes what it may use.",
        subcommands = {
            AccountShowCommand.class,
            AccountLimitCommand.class,
            AccountGrantCommand.class,
            AccountAdjustCommand.class,
            AccountHistoryCommand.class
        })
public final class AccountGroup implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend account show, limit, grant, adjust or history");
    }
}
