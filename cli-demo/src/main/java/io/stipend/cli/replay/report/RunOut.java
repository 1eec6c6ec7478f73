package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.AccountTally;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The users, or sessions, that had a request refused because they had too little left: the first of them first. */
final class RunOut {

    private static final int MAX_SHOWN = 5;
    private static final int NAME_WIDTH = 20;

    /** One of them, and when it was first refused, in the trace's time. */
    record Account(String name, long atMillis, AccountTally seen) {}

    private final long all;
    private final Credits limit;
    private final List<Account> accounts;

    RunOut(ReplayReport report, AccountId.Kind kind, Credits limit) {
        this.all = report.accounts(kind).count();
        this.limit = limit;
        this.accounts = report.accounts(kind)
                .flatMap(entry -> Optional.ofNullable(entry.getValue().firstRejectedAtMillis()).stream()
                        .map(at -> new Account(entry.getKey().name(), at, entry.getValue())))
                .sorted(Comparator.comparingLong(Account::atMillis))
                .toList();
    }

    int size() {
        return accounts.size();
    }

    Credits limit() {
        return limit;
    }

    Optional<Account> first() {
        return accounts.stream().findFirst();
    }

    void write(String title, TextPage page) {
        page.title(title + " who ran out");
        if (accounts.isEmpty()) {
            page.line("  none of %s", count(all));
            return;
        }
        page.line("  %s of %s; the first of them, with the trace's time:", count(size()), count(all));
        page.line("  %-20s  %13s  %16s  %14s  %6s", "", "first refused", "requests refused", "spent", "limit");
        for (Account account : accounts.subList(0, Math.min(MAX_SHOWN, size()))) {
            AccountTally seen = account.seen();
            page.line(
                    "  %-20s  %13s  %16s  %14s  %6s",
                    cut(account.name(), NAME_WIDTH),
                    traceTime(account.atMillis()),
                    count(seen.rejected()) + " of " + count(seen.requests()),
                    credits(seen.charged()),
                    shortCredits(limit));
        }
    }
}
