package io.stipend.cli.replay.report;

import static io.stipend.cli.replay.engine.Tally.Count.APPROVED;
import static io.stipend.cli.replay.engine.Tally.Count.CHARGED;
import static io.stipend.cli.replay.engine.Tally.Count.CRITICALS;
import static io.stipend.cli.replay.engine.Tally.Count.HELD;
import static io.stipend.cli.replay.engine.Tally.Count.LATE;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRAN;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRUN;
import static io.stipend.cli.replay.engine.Tally.Count.REQUESTED;
import static io.stipend.cli.replay.engine.Tally.Count.RETURNED;
import static io.stipend.cli.replay.engine.Tally.Count.SETTLED;
import static io.stipend.cli.replay.engine.Tally.Count.WARNINGS;
import static io.stipend.cli.text.Format.bar;
import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The report for people: at most 80 columns of UTF-8 text, what matters most on the first screen. */
public final class TextReport {

    static final int WIDTH = 80;
    private static final int BAR_WIDTH = 44;

    private final ReplayReport report;
    private final Tally tally;
    private final TextPage page;

    private TextReport(ReplayReport report, PrintWriter out) {
        this.report = report;
        this.tally = report.tally();
        this.page = new TextPage(out);
    }

    /** Writes the report. */
    public static void write(ReplayReport report, PrintWriter out) {
        new TextReport(report, out).write();
    }

    private void write() {
        writeSummary();
        new RunOut(report, AccountId.Kind.USER, report.plan().userLimit()).write("Users", page);
        Credits swarmLimit = report.plan().swarmLimit();
        if (swarmLimit != null) {
            new RunOut(report, AccountId.Kind.SWARM, swarmLimit).write("Sessions", page);
        }
        writeCredits();
        writeReservations();
        writeEfficiency();
        writeLatencies();
        writeBooks();
        writeOrigin();
    }

    /** The eight lines that a report begins with: how many were refused, who ran out, the money, and whether it adds up. */
    private void writeSummary() {
        page.line(
                "Replay of %s, %s of traffic",
                report.trace().name(), traceTime(report.trace().spanMillis()));
        page.line("%s", "─".repeat(WIDTH));
        page.row(
                "requests",
                count(tally.get(REQUESTED)),
                "by " + count(report.users(), "user") + " in "
                        + count(report.trace().sessions().size(), "session"));
        page.row("approved", count(tally.get(APPROVED)), percent(tally.get(APPROVED), tally.get(REQUESTED)));
        page.row("refused", count(tally.rejected()), percent(tally.rejected(), tally.get(REQUESTED)) + reasons());
        RunOut users = new RunOut(report, AccountId.Kind.USER, report.plan().userLimit());
        page.row(
                "ran out",
                count(users.size(), "user"),
                users.first()
                        .map(first -> "of " + shortCredits(users.limit()) + " credits each, the first at "
                                + traceTime(first.atMillis()))
                        .orElse("of " + shortCredits(users.limit()) + " credits each"));
        page.row("charged", credits(tally.get(CHARGED)), "credits, of " + credits(tally.get(HELD)) + " held");
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

    private void writeCredits() {
        page.title("Credits");
        page.row("held", credits(tally.get(HELD)), "");
        page.row("charged", credits(tally.get(CHARGED)), percent(tally.get(CHARGED), tally.get(HELD)) + " of held");
        page.row("returned", credits(tally.get(RETURNED)), percent(tally.get(RETURNED), tally.get(HELD)));
        page.row(
                "overrun",
                credits(tally.get(OVERRUN)),
                count(tally.get(OVERRAN), "reservation") + " used more than was held");
    }

    private void writeReservations() {
        page.title("Reservations and events");
        page.row(
                "settled",
                count(tally.get(SETTLED)),
                tally.get(LATE) == 0 ? "" : count(tally.get(LATE)) + " of them late");
        page.row("released", count(report.released()), "");
        page.row("expired", count(report.expired()), "");
        page.row("open", count(report.open()), "");
        page.row("warning", count(tally.get(WARNINGS)), "reservations used 80 % of their hold");
        page.row("critical", count(tally.get(CRITICALS)), "reservations used 95 %");
        report.published().forEach((type, count) -> {
            if (count > 0) {
                page.line("  %-18s %10s   published", type.wireName(), count(count));
            }
        });
        report.acknowledged()
                .ifPresent(count -> page.line("  %-18s %10s   by %s", "acknowledged", count(count), report.events()));
    }

    private void writeEfficiency() {
        EfficiencyDistribution efficiency = tally.efficiency();
        page.title("Efficiency (1: 80 %% of the hold used, in time)");
        page.line(
                "  p10 %s   p50 %s   p90 %s   mean %s",
                score(efficiency.percentile(10)),
                score(efficiency.percentile(50)),
                score(efficiency.percentile(90)),
                score(efficiency.mean()));
        long[] tenths = efficiency.tenths();
        long largest = LongStream.of(tenths).max().orElse(0);
        for (int i = 0; i < tenths.length; i++) {
            page.line(
                    "  %.1f – %.1f  %-44s %9s",
                    i / 10.0, (i + 1) / 10.0, bar(tenths[i], largest, BAR_WIDTH), count(tenths[i]));
        }
    }

    private static String score(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void writeLatencies() {
        page.title("Latency in µs");
        page.line("  %-10s %12s %12s %12s", "", "p50", "p99", "max");
        for (Tally.Verb verb : Tally.Verb.values()) {
            writeLatency(verb.name().toLowerCase(Locale.ROOT), tally.latency(verb));
        }
        page.line(
                "  %s in %.3f s: %s a second",
                count(tally.get(SETTLED), "cycle"),
                report.outcome().elapsedNanos() / 1e9,
                count(Math.round(report.cyclesPerSecond())));
    }

    private void writeLatency(String verb, Histogram nanos) {
        page.line(
                "  %-10s %12s %12s %12s",
                verb,
                micros(nanos, nanos.getValueAtPercentile(50)),
                micros(nanos, nanos.getValueAtPercentile(99)),
                micros(nanos, nanos.getMaxValue()));
    }

    private static String micros(Histogram histogram, long nanos) {
        return histogram.getTotalCount() == 0 ? "-" : String.format(Locale.ROOT, "%,.1f", nanos / 1e3);
    }

    private void writeBooks() {
        Books books = report.books();
        page.title("Books, read back from the store");
        page.row("accounts", count(books.accounts()), "");
        page.row("allowance", credits(books.allowance()), "");
        page.row("available", credits(books.available()), "");
        page.row("reserved", credits(books.reserved()), "");
        page.row("spent", credits(books.spent()), "");
        page.row("debt", credits(books.debt()), books.debt() == 0 ? "" : "from overruns: that work was done");
        page.line("");
        if (books.balanced()) {
            page.line("  BALANCED  on every account, allowance = available + reserved + spent,");
            page.line("            and spent = charged");
        } else {
            page.line("  NOT BALANCED");
            books.findings().forEach(finding -> page.line("  %s", finding));
        }
    }

    private void writeOrigin() {
        Trace trace = report.trace();
        page.title("What was replayed, and how");
        if (trace.attribution() != null) {
            page.line("  %s", trace.attribution());
        }
        page.line("  %s", whoseSessions(trace));
        trace.notes().lines().forEach(note -> page.paragraph("  ", note));
        Credits swarmLimit = report.plan().swarmLimit();
        page.line(
                "  limits:  %s credits per user, %s per session",
                shortCredits(report.plan().userLimit()), swarmLimit == null ? "none" : shortCredits(swarmLimit));
        page.line(
                "  prices:  %s credits per million tokens in, %s out; %s held per answer",
                shortCredits(report.plan().pricing().input()),
                shortCredits(report.plan().pricing().output()),
                count(report.plan().maxOutput(), "token"));
        page.line(
                "  run on:  %s store, events: %s, %s",
                report.store(), report.events(), count(report.workers(), "worker"));
    }

    private String whoseSessions(Trace trace) {
        long named = trace.requestsWithUser();
        String dealt = "dealt to " + count(report.plan().users(), "user") + " by their number";
        if (named == 0) {
            return "the log names no users: sessions are " + dealt;
        }
        return named == trace.requests().size()
                ? "from " + count(report.users(), "user") + ", named by the log"
                : "the log names the users of " + count(named, "request") + "; the other sessions are " + dealt;
    }
}
