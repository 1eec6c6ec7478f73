package io.stipend.cli.admin.account;

import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stipend account grant}: something on top of the limit. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Grants something on top of the limit. It is used after the limit, and what is left of it lives on in the next"
                    + " period.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:granted", "1:nothing changed", "2:wrong usage"})
final class AccountGrantCommand extends AccountChangeCommand {

    @Parameters(
            index = "1",
            paramLabel = "AMOUNT",
            description = "Credits such as 2.5, a whole number, 1h30m of compute time, 2GiB of memory.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String amount;

    @Override
    AccountCommand command(AccountId id, OperationId operation, Resource of, String reason) {
        return new AccountCommand.Grant(id, operation, of, Amounts.parse(of, amount), reason);
    }

    @Override
    String effect(@Nullable AccountView before, Resource of) {
        long granted = Amounts.parse(of, amount);
        long was = before == null ? 0 : before.grants().get(of);
        return "grants of " + of + " " + Amounts.format(of, was) + " -> " + Amounts.format(of, was + granted)
                + available(before, of, limit(before, of), granted);
    }
}
