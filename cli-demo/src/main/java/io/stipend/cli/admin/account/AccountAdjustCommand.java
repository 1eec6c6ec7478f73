package io.stipend.cli.admin.account;

import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stipend account adjust}: corrects what is spent. */
@Command(
        name = "adjust",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {"Corrects what an account has spent in its current period: a refund or a further charge.", ""},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:corrected", "1:nothing changed", "2:wrong usage"})
final class AccountAdjustCommand extends AccountChangeCommand {

    private static final class Direction {
        @Option(names = "--refund", paramLabel = "AMOUNT", description = "So much less is spent.")
        private @Nullable String refund;

        @Option(names = "--charge", paramLabel = "AMOUNT", description = "So much more is spent.")
        private @Nullable String charge;

        long delta(Resource of) {
            return refund == null ? Amounts.parse(of, String.valueOf(charge)) : -Amounts.parse(of, refund);
        }
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Direction direction;

    @Override
    AccountCommand command(AccountId id, OperationId operation, Resource of, String reason) {
        return new AccountCommand.Adjust(id, operation, of, direction.delta(of), reason);
    }

    @Override
    String effect(@Nullable AccountView before, Resource of) {
        long delta = direction.delta(of);
        long was = before == null ? 0 : before.spent().get(of);
        return "spent " + of + " " + Amounts.format(of, was) + " -> " + Amounts.format(of, was + delta)
                + available(before, of, limit(before, of), -delta);
    }
}
