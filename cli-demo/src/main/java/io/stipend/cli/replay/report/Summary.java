package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.AccountId;
import java.util.stream.Collectors;

/** The eight lines that a report begins with: how many were refused, who ran out, the money, and whether it adds up. */
final class Summary {

    private final ReplayReport report;
    private final Tally tally;
    private final TextPage page;

    Summary(ReplayReport report, TextPage page) {
        this.report = report;
        this.tally = report.tally();
        this.page = page;
    }

    void write() {
        page.line(
                "Replay of %s, %s of traffic",
                report.trace().name(), traceTime(report.trace().spanMillis()));
        page.line("%s", "─".repeat(TextReport.WIDTH));
        page.row(
                "requests",
                count(tally.get(Tally.Count.REQUESTED)),
                "by " + count(report.users(), "user") + " in "
                        + count(report.trace().sessions().size(), "session"));
        page.row(
                "approved",
                count(tally.get(Tally.Count.APPROVED)),
                percent(tally.get(Tally.Count.APPROVED), tally.get(Tally.Count.REQUESTED)));
        page.row(
                "refused",
                count(tally.rejected()),
                percent(tally.rejected(), tally.get(Tally.Count.REQUESTED)) + reasons());
        RunOut users = new RunOut(report, AccountId.Kind.USER, report.plan().userLimit());
        page.row(
                "ran out",
                count(users.size(), "user"),
                users.first()
                        .map(first -> "of " + shortCredits(users.limit()) + " credits each, the first at "
                                + traceTime(first.atMillis()))
                        .orElse("of " + shortCredits(users.limit()) + " credits each"));
        page.row(
                "charged",
                credits(tally.get(Tally.Count.CHARGED)),
                "credits, of " + credits(tally.get(Tally.Count.HELD)) + " held");
        page.row(
                "books",
                report.books().balanced() ? "BALANCED" : "NOT BALANCED",
                report.books().balanced() ? "each account has spent what was charged to it" : "see below");
    }

    private String reasons() {
        return tally.rejectedBy().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> reason.getKey() + " " + count(reason.getValue()))
                .collect(Collectors.joining(", ", tally.rejected() == 0 ? "" : ": ", ""));
    }
}
