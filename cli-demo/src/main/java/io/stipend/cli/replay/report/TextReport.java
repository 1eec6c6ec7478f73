package io.stipend.cli.replay.report;

import static io.stipend.cli.replay.engine.Tally.Count.APPROVED;
import static io.stipend.cli.replay.engine.Tally.Count.CHARGED;
import static io.stipend.cli.replay.engine.Tally.Count.CRITICALS;
import static io.stipend.cli.replay.engine.Tally.Count.FORGOTTEN;
import static io.stipend.cli.replay.engine.Tally.Count.HELD;
import static io.stipend.cli.replay.engine.Tally.Count.LATE;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRAN;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRUN;
import static io.stipend.cli.replay.engine.Tally.Count.REQUESTED;
import static io.stipend.cli.replay.engine.Tally.Count.RETURNED;
import static io.stipend.cli.replay.engine.Tally.Count.SETTLED;
import static io.stipend.cli.replay.engine.Tally.Count.UNCOLLECTED;
import static io.stipend.cli.replay.engine.Tally.Count.WARNINGS;
import static io.stipend.cli.text.Format.bar;
import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.StrategyReport;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.ShownId;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.Resource;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The report for people: UTF-8 text that fits the screen, what matters most on the first of them. */
public final class TextReport {

    /** What an efficiency's bar leaves to its name and number. */
    private static final int BESIDE_BAR = 26;

    private static final int BAR_WIDTH = 60;

    private final ReplayReport report;
    private final Tally tally;
    private final TextPage page;

    private TextReport(ReplayReport report, TextPage page) {
        this.report = report;
        this.tally = report.tally();
        this.page = page;
    }

    /** Writes the report, so many columns wide. */
    public static void write(ReplayReport report, PrintWriter out, int columns) {
        new TextReport(report, new TextPage(out, columns)).write();
    }

    private void write() {
        writeSummary();
        new RunOut("Users", tally.users()).write(page);
        if (!tally.sessions().isEmpty()) {
            new RunOut("Sessions", tally.sessions()).write(page);
        }
        if (report.outcome().timeline() != null) {
            new TimeChart(report.outcome().timeline(), page).write();
        }
        new Shares(report, page).write();
        writeCredits();
        new EstimateText(report.outcome().estimates(), page).write();
        writeStrategy(report.outcome().strategy());
        writeReservations();
        writeEfficiency();
        if (!report.isSimulated()) {
            writeLatencies();
        }
        writeBooks();
        Provenance.write(report, page);
    }

    /** The eight lines that a report begins with: how many were refused, who ran out, the money, and whether it adds up. */
    private void writeSummary() {
        page.heading("Replay of " + report.trace().name() + ", "
                + traceTime(report.trace().spanMillis()) + " of traffic");
        page.row(
                "requests",
                count(tally.get(REQUESTED)),
                "by " + count(report.users(), "user") + " in "
                        + count(report.trace().sessions().size(), "session"));
        page.row("approved", count(tally.get(APPROVED)), percent(tally.get(APPROVED), tally.get(REQUESTED)));
        page.row("refused", count(tally.rejected()), percent(tally.rejected(), tally.get(REQUESTED)) + reasons());
        RunOut users = new RunOut("Users", tally.users());
        String perUser = report.plan().policy().perUser();
        page.row(
                "ran out",
                count(users.size(), "user"),
                ranOut(users, perUser.isEmpty() ? "" : "of " + perUser + " each"));
        page.row("charged", credits(tally.get(CHARGED)), "credits, of " + credits(tally.get(HELD)) + " held");
        page.row(
                "books",
                report.books().balanced() ? "BALANCED" : "NOT BALANCED",
                report.books().balanced() ? "each account has spent what was charged to it" : "see below");
    }

    private static String ranOut(RunOut users, String each) {
        if (users.firstMillis().isEmpty()) {
            return each;
        }
        String first = "the first at " + traceTime(users.firstMillis().getAsLong());
        return each.isEmpty() ? first : each + ", " + first;
    }

    private String reasons() {
        return tally.rejectedBy().entrySet().stream()
                        .filter(reason -> reason.getValue() > 0)
                        .map(reason -> reason.getKey() + " " + count(reason.getValue()))
                        .collect(Collectors.joining(", ", tally.rejected() == 0 ? "" : ": ", ""))
                + lacking();
    }

    /** Of which resources there was too little, if not of credits alone. */
    private String lacking() {
        return tally.lacking().keySet().equals(Set.of(Resource.CREDITS))
                        || tally.lacking().isEmpty()
                ? ""
                : tally.lacking().entrySet().stream()
                        .map(lack -> lack.getKey() + " " + count(lack.getValue()))
                        .collect(Collectors.joining(", ", "; for want of ", ""));
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
        if (tally.get(UNCOLLECTED) > 0) {
            page.row("lost", credits(tally.get(UNCOLLECTED)), "was used and not charged: policy caps overruns");
        }
    }

    private void writeStrategy(@Nullable StrategyReport strategy) {
        if (strategy == null) {
            return;
        }
        page.title("Strategy: " + strategy.inWords());
        page.row(
                "finished",
                count(strategy.finishedInAll()),
                percent(strategy.finishedInAll(), tally.get(REQUESTED)) + ": "
                        + strategy.finished().entrySet().stream()
                                .map(model -> count(model.getValue()) + " on "
                                        + (model.getKey().isEmpty() ? "the log's model" : ShownId.of(model.getKey())))
                                .collect(Collectors.joining(", ")));
        page.row("waited", count(strategy.waited()), "for " + traceTime(strategy.waitedMillis()) + " in all");
        page.row("deferred", count(strategy.deferred()), "to the end of the period, or a batch");
        page.row("refused", count(strategy.refused()), "by the strategy; others by their accounts");
        page.row(
                "cut off",
                count(strategy.truncated()),
                "answers, that cost " + credits(strategy.wasted()) + " credits and are mostly of no use");
    }

    private void writeReservations() {
        page.title("Reservations and events");
        page.row(
                "settled",
                count(tally.get(SETTLED)),
                tally.get(LATE) == 0 ? "" : count(tally.get(LATE)) + " of them late");
        page.row("released", count(report.released()), "");
        page.row(
                "expired",
                count(report.expired()),
                tally.get(FORGOTTEN) == 0
                        ? ""
                        : count(tally.get(FORGOTTEN)) + " were forgotten before they were settled");
        page.row("open", count(report.open()), "");
        page.row("warning", count(tally.get(WARNINGS)), "reservations entered the warning level");
        page.row("critical", count(tally.get(CRITICALS)), "reservations entered the critical level");
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
        page.title("Efficiency (1: 80 % of the hold used, in time)");
        page.line(
                "  p10 %s   p50 %s   p90 %s   mean %s",
                score(efficiency.percentile(10)),
                score(efficiency.percentile(50)),
                score(efficiency.percentile(90)),
                score(efficiency.mean()));
        long[] tenths = efficiency.tenths();
        long largest = LongStream.of(tenths).max().orElse(0);
        int width = Math.min(BAR_WIDTH, page.columns() - BESIDE_BAR);
        for (int i = 0; i < tenths.length; i++) {
            page.line(
                    "  %.1f – %.1f  %-" + width + "s %9s",
                    i / 10.0,
                    (i + 1) / 10.0,
                    bar(tenths[i], largest, width),
                    count(tenths[i]));
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
            page.note("BALANCED", "on every account, allowance = available + reserved + spent, and spent = charged");
        } else {
            page.line("  NOT BALANCED");
            books.findings().forEach(finding -> page.note("", finding));
        }
    }
}
