package io.stipend.cli.admin.account;

import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stipend account limit}: sets or removes an override. */
@Command(
        name = "limit",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Sets a limit that wins over policy, or removes it again.",
            "",
            "A limit below what is in use refuses new holds, and touches nothing else.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:changed", "1:nothing changed", "2:wrong usage"})
final class AccountLimitCommand extends AccountChangeCommand {

    private static final String NONE = "none";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AMOUNT",
            description = "The limit per period: credits such as 250.5, whole numbers, 1h30m of compute time, 2GiB of"
                    + " memory; or none, for no limit whatever policy says.")
    private @Nullable String amount;

    @Option(names = "--clear", description = "Remove the override: policy's limit is in force again.")
    private boolean clear;

    @Override
    AccountCommand command(AccountId id, OperationId operation, Resource of, String reason) {
        if (clear == (amount != null)) {
            throw Usage.wrong(spec(), "give either an amount, or none, or --clear");
        }
        return amount == null
                ? new AccountCommand.ClearLimit(id, operation, of, reason)
                : new AccountCommand.SetLimit(id, operation, of, limit(of), reason);
    }

    @Override
    String effect(@Nullable AccountView before, Resource of) {
        String was = before == null ? NONE : AccountText.limit(before, of);
        if (amount == null) {
            return "limit of " + of + " " + was + " -> what policy gave last";
        }
        long limit = limit(of);
        boolean limited = limit != Limits.UNLIMITED;
        return "limit of " + of + " " + was + " -> " + (limited ? Amounts.format(of, limit) : NONE)
                + available(before, of, limited ? limit : null, 0);
    }

    private long limit(Resource of) {
        return NONE.equals(amount) ? Limits.UNLIMITED : Amounts.parse(of, String.valueOf(amount));
    }
}
