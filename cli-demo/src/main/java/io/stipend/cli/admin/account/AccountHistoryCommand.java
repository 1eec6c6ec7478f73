package io.stipend.cli.admin.account;

import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.StoreAdapter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stipend account history}: what administrators did to an account. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Shows what administrators did to an account, the oldest first: who, when, what and why.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:shown", "1:failure", "2:wrong usage"})
final class AccountHistoryCommand extends AdminCommand {

    @Parameters(paramLabel = "ACCOUNT", description = "user:NAME, swarm:NAME or pool:NAME; a name alone is a user's.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String account;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: 50).")
    private int limit;

    @Option(
            names = "--after",
            paramLabel = "ENTRY",
            defaultValue = "0",
            description = "Only entries with a higher number: the next page.")
    private long after;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private AccountId id;

    @Override
    protected void check() {
        id = account(account);
        checkLimit(limit);
        Usage.range(spec(), "--after", after, 0, Long.MAX_VALUE);
    }

    @Override
    protected int run(StoreAdapter adapter) {
        List<AccountChanged> entries = adapter.bookInspection().history(id, after, limit + 1);
        List<AccountChanged> page = entries.subList(0, Math.min(limit, entries.size()));
        if (json()) {
            page.forEach(entry -> AccountText.json(entry).print(out()));
        } else if (page.isEmpty()) {
            out().print("no administrator changed " + id + " of tenant " + tenant()
                    + (after == 0 ? "" : " after entry " + after) + "\n");
        } else {
            table(page).print(out());
        }
        if (entries.size() > limit) {
            say("there is more: --after " + page.get(page.size() - 1).sequence());
        }
        return ExitCode.OK;
    }

    private static Table table(List<AccountChanged> page) {
        Table table = new Table(">entry", "when", "change", "resource", ">limit", ">allowance", ">spent", "by and why");
        for (AccountChanged entry : page) {
            table.row(
                    Long.toString(entry.sequence()),
                    Times.local(entry.atMillis()),
                    entry.change().toString(),
                    entry.resource().toString(),
                    entry.limit() < 0 ? "none" : Amounts.format(entry.resource(), entry.limit()),
                    signed(entry, entry.allowanceDelta()),
                    signed(entry, entry.spentDelta()),
                    entry.reason());
        }
        return table;
    }

    private static String signed(AccountChanged entry, long delta) {
        return delta == 0 ? "" : (delta > 0 ? "+" : "") + Amounts.format(entry.resource(), delta);
    }
}
