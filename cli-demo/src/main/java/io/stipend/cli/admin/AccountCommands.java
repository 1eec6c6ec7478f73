package io.stipend.cli.admin;

import io.stipend.cli.console.Usage;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend account}: looks at an account, and changes it. */
@Command(name = "account", description = "Looks at an account, and changes what it may use.")
public final class AccountCommands implements Runnable {

    private static final String NONE = "none";
    private static final String ALL = "all";
    private static final String ACCOUNT = "user:NAME, swarm:NAME or pool:NAME; a name alone is a user's.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend account show, limit, grant, revoke, adjust, freeze, unfreeze or history");
    }

    @Command(
            name = "show",
            description = "Shows the books of an account.",
            exitCodeList = {"0:shown", "1:there is no such account, or failure", "2:wrong usage"})
    int show(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Option(
                            names = "--forecast",
                            description = "Say when its credits will be used up. Takes time with how many reservations"
                                    + " the tenant closed in the last two hours.")
                    boolean forecast) {
        AccountId id = admin.account(account);
        return admin.run(store -> {
            Optional<AccountView> found = store.accountAdministration().show(id);
            if (found.isEmpty()) {
                return admin.fail(
                        "tenant " + admin.tenant() + " has no account " + id + "; stipend accounts lists those it has");
            }
            AccountView view = found.get();
            Json json = AccountText.json(view);
            if (!forecast) {
                admin.print(json, () -> AccountText.print(view, admin.out()));
                return ExitCode.OK;
            }
            ExhaustionText text = ExhaustionText.of(store.bookInspection(), view, System.currentTimeMillis());
            admin.print(json.with("forecast", text.json()), () -> {
                AccountText.print(view, admin.out());
                admin.out().print("\n" + text.sentence() + "\n");
            });
            return ExitCode.OK;
        });
    }

    @Command(
            name = "history",
            description = "Shows what administrators did to an account, the oldest first: who, when, what and why.")
    int history(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "ACCOUNT", description = ACCOUNT) String account,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "At most so many (default: 50).")
                    int limit,
            @Option(
                            names = "--after",
                            paramLabel = "ENTRY",
                            defaultValue = "0",
                            description = "Only entries with a higher number: the next page.")
                    long after) {
        AccountId id = admin.account(account);
        admin.checkLimit(limit);
        Usage.range(spec, "--after", after, 0, Long.MAX_VALUE);
        return admin.run(store -> {
            List<AccountChanged> entries = store.bookInspection().history(id, after, limit + 1);
            List<AccountChanged> page = entries.subList(0, Math.min(limit, entries.size()));
            Optional<Long> next =
                    entries.size() > limit ? Optional.of(page.get(limit - 1).sequence()) : Optional.empty();
            String none = "no administrator changed " + id + " of tenant " + admin.tenant()
                    + (after == 0 ? "" : " after entry " + after);
            return admin.page(page, AccountText::json, AccountCommands::table, none, next);
        });
    }

    private static Table table(List<AccountChanged> page) {
        Table table = new Table(">entry", "when", "change", "resource", ">limit", ">allowance", ">spent", "by and why");
        for (AccountChanged entry : page) {
            table.row(
                    Long.toString(entry.sequence()),
                    Times.local(entry.atMillis()),
                    entry.change().toString(),
                    entry.resource().toString(),
                    entry.limit() < 0 ? NONE : Amounts.format(entry.resource(), entry.limit()),
                    signed(entry, entry.allowanceDelta()),
                    signed(entry, entry.spentDelta()),
                    entry.reason());
        }
        return table;
    }

    private static String signed(AccountChanged entry, long delta) {
        return delta == 0 ? "" : (delta > 0 ? "+" : "") + Amounts.format(entry.resource(), delta);
    }

    @Command(
            name = "limit",
            description = {
                "Sets a limit that wins over policy, or removes it again.",
                "",
                "A limit below what is in use refuses new holds, and touches nothing else.",
                ""
            },
            exitCodeList = {"0:changed", "1:nothing changed", "2:wrong usage"})
    int limit(
            @Mixin AdminOptions admin,
            @Mixin Changed what,
            @Mixin ChangeOptions change,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "AMOUNT",
                            description = "The limit per period: credits such as 250.5, whole numbers, 1h30m of compute"
                                    + " time, 2GiB of memory; or none, for no limit whatever policy says.")
                    @Nullable
                    String amount,
            @Option(names = "--clear", description = "Remove the override: policy's limit is in force again.")
                    boolean clear) {
        if (clear == (amount != null)) {
            throw Usage.wrong(spec, "give either an amount, or none, or --clear");
        }
        AccountId id = admin.account(what.account);
        Resource of = what.resource;
        if (amount == null) {
            return AccountChanges.make(
                    admin,
                    change,
                    new AccountCommand.ClearLimit(id, change.operation(), of, change.reason()),
                    before -> "limit of " + of + " " + limit(before, of) + " -> what policy gave last");
        }
        long limit = NONE.equals(amount) ? Limits.UNLIMITED : Amounts.parse(of, amount);
        return AccountChanges.make(
                admin,
                change,
                new AccountCommand.SetLimit(id, change.operation(), of, limit, change.reason()),
                before -> limit == Limits.UNLIMITED
                        ? "limit of " + of + " " + limit(before, of) + " -> " + NONE
                        : "limit of " + of + " " + limit(before, of) + " -> " + Amounts.format(of, limit)
                                + available(before, of, limit, 0));
    }

    @Command(
            name = "grant",
            description = {
                "Grants something on top of the limit. It is used after the limit, and what is left of it lives on in the"
                        + " next period.",
                ""
            },
            exitCodeList = {"0:granted", "1:nothing changed", "2:wrong usage"})
    int grant(
            @Mixin AdminOptions admin,
            @Mixin Changed what,
            @Mixin ChangeOptions change,
            @Parameters(
                            index = "1",
                            paramLabel = "AMOUNT",
                            description = "Credits such as 2.5, a whole number, 1h30m of compute time, 2GiB of memory.")
                    String amount) {
        Resource of = what.resource;
        long granted = Amounts.parse(of, amount);
        return AccountChanges.make(
                admin,
                change,
                new AccountCommand.Grant(admin.account(what.account), change.operation(), of, granted, change.reason()),
                before -> {
                    long was = before == null ? 0 : before.grants().get(of);
                    return "grants of " + moved(of, was, granted) + available(before, of, granted);
                });
    }

    @Command(
            name = "revoke",
            description = {
                "Takes back what is left of grants: those that are not spent, for a grant is used after the limit.",
                "",
                "What is reserved stays reserved, and may then be more than there is.",
                ""
            },
            exitCodeList = {"0:revoked, perhaps less than asked", "1:nothing changed", "2:wrong usage"})
    int revoke(
            @Mixin AdminOptions admin,
            @Mixin Changed what,
            @Mixin ChangeOptions change,
            @Parameters(
                            index = "1",
                            paramLabel = "AMOUNT",
                            description =
                                    "At most so much: credits such as 2.5, a whole number, 1h30m of compute time, 2GiB"
                                            + " of memory; or all.")
                    String amount) {
        Resource of = what.resource;
        AccountId id = admin.account(what.account);
        AccountCommand.Revoke command = ALL.equals(amount)
                ? AccountCommand.Revoke.all(id, change.operation(), of, change.reason())
                : new AccountCommand.Revoke(id, change.operation(), of, Amounts.parse(of, amount), change.reason());
        return AccountChanges.make(admin, change, command, before -> {
            long taken = before == null ? 0 : Math.min(command.amount(), before.leftOfGrants(of));
            long was = before == null ? 0 : before.grants().get(of);
            return "grants of " + moved(of, was, -taken) + available(before, of, -taken);
        });
    }

    @Command(
            name = "freeze",
            description = {
                "Refuses from now on, on every node, whatever would hold something on the account, or more of it.",
                "",
                "What is held goes on: reports, settlements, releases, renewals of leases.",
                ""
            },
            exitCodeList = {"0:frozen", "1:nothing changed", "2:wrong usage"})
    int freeze(@Mixin AdminOptions admin, @Mixin Named what, @Mixin ChangeOptions change) {
        return AccountChanges.freeze(admin, change, admin.account(what.account));
    }

    @Command(
            name = "unfreeze",
            description = {"Lets the account be held on again.", ""},
            exitCodeList = {"0:no longer frozen", "1:nothing changed", "2:wrong usage"})
    int unfreeze(@Mixin AdminOptions admin, @Mixin Named what, @Mixin ChangeOptions change) {
        return AccountChanges.unfreeze(admin, change, admin.account(what.account));
    }

    private static final class Direction {

        @Option(names = "--refund", paramLabel = "AMOUNT", description = "So much less is spent.")
        private @Nullable String refund;

        @Option(names = "--charge", paramLabel = "AMOUNT", description = "So much more is spent.")
        private @Nullable String charge;

        long delta(Resource of) {
            return refund == null ? Amounts.parse(of, String.valueOf(charge)) : -Amounts.parse(of, refund);
        }
    }

    @Command(
            name = "adjust",
            description = {"Corrects what an account has spent in its current period: a refund or a further charge.", ""
            },
            exitCodeList = {"0:corrected", "1:nothing changed", "2:wrong usage"})
    int adjust(
            @Mixin AdminOptions admin,
            @Mixin Changed what,
            @Mixin ChangeOptions change,
            @ArgGroup(multiplicity = "1") Direction direction) {
        Resource of = what.resource;
        long delta = direction.delta(of);
        return AccountChanges.make(
                admin,
                change,
                new AccountCommand.Adjust(admin.account(what.account), change.operation(), of, delta, change.reason()),
                before -> {
                    long was = before == null ? 0 : before.spent().get(of);
                    // A refund that is tried again has its first answer, whatever is spent by now.
                    if (was + delta < 0 && change.givenOperation() == null) {
                        throw new InvalidRequestException("a refund of " + Amounts.format(of, -delta) + " " + of
                                + " is more than is spent in this period; give at most " + Amounts.format(of, was));
                    }
                    return "spent " + moved(of, was, delta) + available(before, of, -delta);
                });
    }

    /** Which account is changed. */
    static class Named {

        @Parameters(index = "0", paramLabel = "ACCOUNT", description = ACCOUNT + " It is made if it does not exist.")
        String account;
    }

    /** What is changed. */
    static final class Changed extends Named {

        @Option(
                names = "--resource",
                paramLabel = "RESOURCE",
                defaultValue = "credits",
                description = "Of what: credits, tokens, api_calls, compute_time, memory or slots (default: credits).")
        private Resource resource;
    }

    private static String moved(Resource of, long was, long by) {
        return of + " " + Amounts.format(of, was) + " -> " + Amounts.format(of, was + by);
    }

    private static String limit(@Nullable AccountView view, Resource of) {
        return view == null ? NONE : AccountText.limit(view, of);
    }

    /** {@code , available 3.000000 -> 5.000000}; nothing where no limit is known. */
    private static String available(@Nullable AccountView before, Resource of, long more) {
        OptionalLong limit =
                before == null ? OptionalLong.empty() : before.limits().find(of);
        return limit.isEmpty() ? "" : available(before, of, limit.getAsLong(), more);
    }

    private static String available(@Nullable AccountView before, Resource of, long limit, long more) {
        if (before == null) {
            return ", available - -> " + Amounts.format(of, limit + more);
        }
        long rest = before.grants().get(of)
                - before.reserved().get(of)
                - before.spent().get(of);
        return ", available " + Amounts.format(of, before.available(of)) + " -> "
                + Amounts.format(of, limit + rest + more);
    }
}
