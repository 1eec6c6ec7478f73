package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.bar;
import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.shortCredits;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.TextPage;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import java.io.PrintWriter;
import java.util.Locale;
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
        new Summary(report, page).write();
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

    private void writeCredits() {
        page.title("Credits");
        page.row("held", credits(tally.get(Tally.Count.HELD)), "");
        page.row(
                "charged",
                credits(tally.get(Tally.Count.CHARGED)),
                percent(tally.get(Tally.Count.CHARGED), tally.get(Tally.Count.HELD)) + " of held");
        page.row(
                "returned",
                credits(tally.get(Tally.Count.RETURNED)),
                percent(tally.get(Tally.Count.RETURNED), tally.get(Tally.Count.HELD)));
        page.row(
                "overrun",
                credits(tally.get(Tally.Count.OVERRUN)),
                count(tally.get(Tally.Count.OVERRAN), "reservation") + " used more than was held");
    }

    private void writeReservations() {
        page.title("Reservations and events");
        page.row(
                "settled",
                count(tally.get(Tally.Count.SETTLED)),
                tally.get(Tally.Count.LATE) == 0 ? "" : count(tally.get(Tally.Count.LATE)) + " of them late");
        page.row("released", count(report.released()), "");
        page.row("expired", count(report.expired()), "");
        page.row("open", count(report.open()), "");
        page.row("warning", count(tally.get(Tally.Count.WARNINGS)), "reservations used 80 % of their hold");
        page.row("critical", count(tally.get(Tally.Count.CRITICALS)), "reservations used 95 %");
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
                count(tally.get(Tally.Count.SETTLED), "cycle"),
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
        if (trace.outOfOrder() > 0) {
            page.line("  %s stood out of order in the log; sorted by time", count(trace.outOfOrder(), "request"));
        }
        if (trace.skippedLines() > 0) {
            page.line("  %s could not be read and were skipped", count(trace.skippedLines(), "line"));
        }
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
