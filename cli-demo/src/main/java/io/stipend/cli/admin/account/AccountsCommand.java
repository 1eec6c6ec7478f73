package io.stipend.cli.admin.account;

import io.stipend.audit.AccountRanking;
import io.stipend.audit.AccountRanking.Order;
import io.stipend.audit.AccountRanking.Page;
import io.stipend.audit.AccountRanking.Ranked;
import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Table;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code stipend accounts}: the accounts of a tenant by use. */
@Command(
        name = "accounts",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Lists a tenant's accounts, those that use the most first.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:listed", "1:failure", "2:wrong usage"})
public final class AccountsCommand extends AdminCommand {

    private static final double PERCENT = 100;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "By what: use (reserved and spent), spent, reserved, available (the least first), or debt"
                    + " (only those that have any) (default: use).")
    private @Nullable Order order;

    @Option(
            names = "--resource",
            paramLabel = "RESOURCE",
            description = "Of what: credits, tokens, api_calls, compute_time, memory or slots (default: credits).")
    private @Nullable Resource resource;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only these: user, swarm or pool.")
    private AccountId.@Nullable Kind kind;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (default: 20).")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "The next page: what the page before ended with.")
    private @Nullable String after;

    @Override
    protected void check() {
        checkLimit(limit);
    }

    @Override
    @SuppressWarnings("NullAway") // does not see in a class file that a nested type, the ranking's kind, may be null
    protected int run(StoreAdapter adapter) {
        Resource of = resource(resource);
        Page page = new AccountRanking(of, order == null ? Order.USE : order, kind)
                .page(adapter.accountAdministration(), tenant(), after, limit);
        if (json()) {
            page.accounts()
                    .forEach(ranked -> AccountText.json(ranked.view())
                            .with("cursor", ranked.cursor())
                            .print(out()));
        } else if (page.accounts().isEmpty()) {
            out().print("no such account in tenant " + tenant() + (after == null ? "" : " after this cursor") + "\n");
        } else {
            table(page, of).print(out());
        }
        if (page.more()) {
            say("there is more: --after "
                    + page.accounts().get(page.accounts().size() - 1).cursor());
        }
        return ExitCode.OK;
    }

    private static Table table(Page page, Resource of) {
        Table table = new Table("account", ">limit", ">grants", ">reserved", ">spent", ">available", ">used", ">debt");
        for (Ranked ranked : page.accounts()) {
            AccountView view = ranked.view();
            table.row(
                    view.account().toString(),
                    AccountText.limit(view, of),
                    Amounts.format(of, view.grants().get(of)),
                    Amounts.format(of, view.reserved().get(of)),
                    Amounts.format(of, view.spent().get(of)),
                    Amounts.format(of, view.available(of)),
                    percent(view, of),
                    Amounts.format(of, view.debt(of)));
        }
        return table;
    }

    private static String percent(AccountView view, Resource of) {
        OptionalLong allowance = view.allowance(of);
        long use = view.reserved().get(of) + view.spent().get(of);
        return allowance.isEmpty() || allowance.getAsLong() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.1f %%", PERCENT * use / allowance.getAsLong());
    }
}
