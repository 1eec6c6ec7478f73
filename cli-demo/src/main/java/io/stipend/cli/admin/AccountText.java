package io.stipend.cli.admin;

import io.stipend.cli.console.Screen;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import java.io.PrintWriter;
import java.util.OptionalLong;

/** The books of an account, for people and for programs. */
final class AccountText {

    private AccountText() {}

    /** One account in full; resources without limit, grants and use are left out. */
    static void print(AccountView view, PrintWriter out) {
        out.print("account  " + view.account() + "\ntenant   " + view.account().tenant() + "\nperiod   "
                + (Times.local(view.periodEndsAtMillis()).equals("-")
                        ? "never ends"
                        : "ends " + Times.local(view.periodEndsAtMillis()))
                + "\nentries  " + view.sequence()
                + (view.frozen() == null ? "" : "\nfrozen   " + view.frozen()) + "\n\n");
        Table table = new Table(
                "resource", ">limit", "", ">grants", ">reserved", ">spent", ">available", ">overdraft", ">debt");
        for (Resource resource : Resource.values()) {
            if (isUsed(view, resource)) {
                table.row(
                        resource.toString(),
                        limit(view, resource),
                        view.overridden().contains(resource) ? "override" : "policy",
                        Amounts.format(resource, view.grants()),
                        Amounts.format(resource, view.reserved()),
                        Amounts.format(resource, view.spent()),
                        Amounts.format(resource, view.available(resource)),
                        Amounts.format(resource, view.overdraft()),
                        Amounts.format(resource, view.debt(resource)));
            }
        }
        table.within(Screen.columnsOfLists()).print(out);
    }

    private static boolean isUsed(AccountView view, Resource resource) {
        return resource == Resource.CREDITS
                || view.limits().find(resource).isPresent()
                || view.overridden().contains(resource)
                || view.grants().get(resource) != 0
                || view.reserved().get(resource) + view.spent().get(resource) != 0;
    }

    /** The limit in force, or {@code none}. */
    static String limit(AccountView view, Resource resource) {
        OptionalLong limit = view.limits().find(resource);
        return limit.isEmpty() ? "none" : Amounts.format(resource, limit.getAsLong());
    }

    /** One account, all resources. */
    static Json json(AccountView view) {
        Json resources = new Json();
        for (Resource resource : Resource.values()) {
            resources.with(
                    resource.toString(),
                    new Json()
                            .with("limit", Amounts.plain(resource, view.limits().find(resource)))
                            .with("overridden", view.overridden().contains(resource))
                            .with("grants", Amounts.plain(resource, view.grants()))
                            .with("reserved", Amounts.plain(resource, view.reserved()))
                            .with("spent", Amounts.plain(resource, view.spent()))
                            .with("available", Amounts.plain(resource, view.available(resource)))
                            .with("overdraft", Amounts.plain(resource, view.overdraft()))
                            .with("debt", Amounts.plain(resource, view.debt(resource))));
        }
        return new Json()
                .with("tenant", view.account().tenant())
                .with("account", view.account())
                .with("sequence", view.sequence())
                .with("frozen", view.frozen())
                .with("periodEndsAt", Times.utc(view.periodEndsAtMillis()))
                .with("resources", resources);
    }

    /** One change of an account. */
    static Json json(AccountChanged entry) {
        return new Json()
                .with("tenant", entry.tenant())
                .with("account", entry.account())
                .with("sequence", entry.sequence())
                .with("at", Times.utc(entry.atMillis()))
                .with("change", entry.change())
                .with("resource", entry.resource())
                .with("limit", entry.limit() < 0 ? null : Amounts.plain(entry.resource(), entry.limit()))
                .with("allowanceDelta", Amounts.plain(entry.resource(), entry.allowanceDelta()))
                .with("spentDelta", Amounts.plain(entry.resource(), entry.spentDelta()))
                .with("reason", entry.reason());
    }
}
