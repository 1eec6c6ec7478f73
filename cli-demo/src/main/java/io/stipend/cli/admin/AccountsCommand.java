package io.stipend.cli.admin;

import io.stipend.audit.AccountRanking;
import io.stipend.audit.AccountRanking.Order;
import io.stipend.audit.AccountRanking.Page;
import io.stipend.audit.AccountRanking.Ranked;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend accounts}: the accounts of a tenant by use. */
@Command(name = "accounts", description = "Lists a tenant's accounts, those that use the most first.")
public final class AccountsCommand implements Callable<Integer> {

    @Mixin
    private AdminOptions admin;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "use",
            description = "By what: use (reserved and spent), spent, reserved, available (the least first), or debt"
                    + " (only those that have any) (default: use).")
    private Order order;

    @Option(
            names = "--resource",
            paramLabel = "RESOURCE",
            defaultValue = "credits",
            description = "Of what: credits, tokens, api_calls, compute_time, memory or slots (default: credits).")
    private Resource resource;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only these: user, swarm, pool or tenant.")
    private AccountId.@Nullable Kind kind;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (default: 20).")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "The next page: what the page before ended with.")
    private @Nullable String after;

    @Override
    @SuppressWarnings("NullAway") // does not see in a class file that a nested type, the ranking's kind, may be null
    public Integer call() {
        admin.checkLimit(limit);
        String none = "no such account in tenant " + admin.tenant() + (after == null ? "" : " after this cursor");
        return admin.run(store -> {
            Page page = new AccountRanking(resource, order, kind)
                    .page(store.accountAdministration(), admin.tenant(), after, limit);
            List<Ranked> accounts = page.accounts();
            Optional<String> next =
                    page.more() ? Optional.of(accounts.get(accounts.size() - 1).cursor()) : Optional.empty();
            return admin.page(accounts, AccountsCommand::json, this::table, none, next);
        });
    }

    private static Json json(Ranked ranked) {
        return AccountText.json(ranked.view()).with("cursor", ranked.cursor());
    }

    private Table table(List<Ranked> accounts) {
        Resource of = resource;
        Table table =
                new Table("account", ">limit", ">grants", ">reserved", ">spent", ">available", ">used", ">debt", "");
        for (Ranked ranked : accounts) {
            AccountView view = ranked.view();
            table.row(
                    view.account().toString(),
                    AccountText.limit(view, of),
                    Amounts.format(of, view.grants()),
                    Amounts.format(of, view.reserved()),
                    Amounts.format(of, view.spent()),
                    Amounts.format(of, view.available(of)),
                    Format.percent(
                            view.reserved().get(of) + view.spent().get(of),
                            view.allowance(of).orElse(0)),
                    Amounts.format(of, view.debt(of)),
                    view.frozen() == null ? "" : "frozen");
        }
        return table;
    }
}
