package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.bar;
import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.shortCredits;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.AccountTally;
import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The report for people: at most 100 columns of UTF-8 text. */
public final class TextReport {

    private static final int WIDTH = 96;
    private static final int BAR_WIDTH = 44;
    private static final int MAX_RUN_OUT = 5;
    private static final int NAME_WIDTH = 24;

    private final ReplayReport report;
    private final Tally tally;
    private final PrintWriter out;

    private TextReport(ReplayReport report, PrintWriter out) {
        this.report = report;
        this.tally = report.tally();
        this.out = out;
    }

    /** Writes the report. */
    public static void write(ReplayReport report, PrintWriter out) {
        new TextReport(report, out).write();
    }

    private void write() {
        writeHeader();
        writeReservations();
        writeCredits();
        writeRanOut(AccountId.Kind.USER, "Users", report.plan().userLimit());
        if (report.plan().swarmLimit() != null) {
            writeRanOut(AccountId.Kind.SWARM, "Sessions", report.plan().swarmLimit());
        }
        writeEfficiency();
        writeEvents();
        writeSpeed();
        writeBooks();
    }

    private void writeHeader() {
        Trace trace = report.trace();
        line("Replay of %s", trace.name());
        line("%s", "─".repeat(WIDTH));
        if (trace.attribution() != null) {
            line("  %s", trace.attribution());
        }
        line(
                "  %s in %s over %s (h:mm:ss)",
                count(trace.requests().size(), "request"),
                count(trace.sessions(), "session"),
                traceTime(trace.spanMillis()));
        line("  %s", whoseSessions(trace));
        if (trace.outOfOrder() > 0) {
            line("  %s stood out of order in the log and were sorted by time", count(trace.outOfOrder(), "request"));
        }
        if (trace.skippedLines() > 0) {
            line("  %s could not be read and were skipped", count(trace.skippedLines(), "line"));
        }
        Credits swarmLimit = report.plan().swarmLimit();
        line(
                "  limits:  %s credits per user, %s per session",
                shortCredits(report.plan().userLimit()), swarmLimit == null ? "none" : shortCredits(swarmLimit));
        line(
                "  prices:  %s credits per million tokens in, %s out; %s reserved for an answer",
                shortCredits(report.plan().pricing().input()),
                shortCredits(report.plan().pricing().output()),
                count(report.plan().maxOutput(), "token"));
        line("  run on:  %s store, events: %s, %s", report.store(), report.events(), count(report.workers(), "worker"));
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

    private void writeReservations() {
        title("Reservations");
        row("requested", count(tally.requested()), "");
        row("approved", count(tally.approved()), percent(tally.approved(), tally.requested()));
        row("rejected", count(tally.rejected()), percent(tally.rejected(), tally.requested()) + rejectionReasons());
        row("settled", count(tally.settled()), tally.late() == 0 ? "" : count(tally.late()) + " of them late");
        row("released", count(report.released()), "");
        row("expired", count(report.expired()), "");
        row("open", count(report.open()), "");
    }

    private String rejectionReasons() {
        return tally.rejectedBy().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> reason.getKey() + " " + count(reason.getValue()))
                .collect(Collectors.joining(", ", tally.rejected() == 0 ? "" : ":  ", ""));
    }

    private void writeCredits() {
        title("Credits");
        row("held", credits(tally.heldMicros()), "");
        row("charged", credits(tally.chargedMicros()), percent(tally.chargedMicros(), tally.heldMicros()) + " of held");
        row("returned", credits(tally.returnedMicros()), percent(tally.returnedMicros(), tally.heldMicros()));
        row(
                "overrun",
                credits(tally.overrunMicros()),
                count(tally.overran(), "reservation") + " used more than was held");
    }

    private void writeRanOut(AccountId.Kind kind, String title, Credits limit) {
        List<Map.Entry<AccountId, AccountTally>> ranOut = report.accounts(kind)
                .filter(account -> account.getValue().rejected() > 0)
                .sorted(Comparator.comparingLong(account -> firstRejected(account.getValue())))
                .toList();
        title(title + " who ran out");
        if (ranOut.isEmpty()) {
            line("  none of %s", count(report.accounts(kind).count()));
            return;
        }
        line(
                "  %s of %s; the first of them, with the trace's time:",
                count(ranOut.size()), count(report.accounts(kind).count()));
        line("  %-24s  %13s  %20s  %16s  %12s", "", "first refused", "requests refused", "spent", "limit");
        for (Map.Entry<AccountId, AccountTally> account : ranOut.subList(0, Math.min(MAX_RUN_OUT, ranOut.size()))) {
            AccountTally seen = account.getValue();
            line(
                    "  %-24s  %13s  %20s  %16s  %12s",
                    cut(account.getKey().name(), NAME_WIDTH),
                    traceTime(firstRejected(seen)),
                    count(seen.rejected()) + " of " + count(seen.requests()),
                    credits(seen.chargedMicros()),
                    shortCredits(limit));
        }
    }

    private static long firstRejected(AccountTally tally) {
        Long first = tally.firstRejectedAtMillis();
        return first == null ? Long.MAX_VALUE : first;
    }

    private void writeEfficiency() {
        EfficiencyDistribution efficiency = tally.efficiency();
        title("Efficiency (1: 80 %% of the hold used, in time)");
        line(
                "  p10 %s   p50 %s   p90 %s   mean %s",
                score(efficiency.percentile(10)),
                score(efficiency.percentile(50)),
                score(efficiency.percentile(90)),
                score(efficiency.mean()));
        long[] tenths = efficiency.tenths();
        long largest = 1;
        for (long tenth : tenths) {
            largest = Math.max(largest, tenth);
        }
        for (int i = 0; i < tenths.length; i++) {
            line(
                    "  %.1f – %.1f  %s",
                    i / 10.0,
                    (i + 1) / 10.0,
                    "%-44s %9s".formatted(bar(tenths[i], largest, BAR_WIDTH), count(tenths[i])));
        }
    }

    private static String score(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void writeEvents() {
        title("Warnings and events");
        row("warning", count(tally.warnings()), "reservations came to 80 % of their hold while running");
        row("critical", count(tally.criticals()), "reservations came to 95 %");
        report.published().forEach((type, count) -> {
            if (count > 0) {
                line("  %-18s %16s   published", type.wireName(), count(count));
            }
        });
        report.acknowledged()
                .ifPresent(count -> line("  %-18s %16s   by %s", "acknowledged", count(count), report.events()));
    }

    private void writeSpeed() {
        title("Latency in µs");
        line("  %-10s %12s %12s %12s", "", "p50", "p99", "max");
        latency("reserve", tally.latencies().reserve());
        latency("track", tally.latencies().track());
        latency("settle", tally.latencies().settle());
        line(
                "  %s in %.3f s: %s a second",
                count(tally.settled(), "cycle"),
                report.outcome().elapsedNanos() / 1e9,
                count(Math.round(report.cyclesPerSecond())));
    }

    private void latency(String verb, Histogram nanos) {
        line(
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
        title("Books, read back from the store");
        row("accounts", count(books.accounts()), "");
        row("allowance", credits(books.allowance()), "");
        row("available", credits(books.available()), "");
        row("reserved", credits(books.reserved()), "");
        row("spent", credits(books.spent()), "");
        row(
                "debt",
                credits(books.debt()),
                books.debt() == 0 ? "" : "from overruns: that work was done, so it is booked");
        line("");
        if (books.balanced()) {
            line("  BALANCED  allowance = available + reserved + spent, and spent = charged, on every account");
        } else {
            line("  NOT BALANCED");
            books.findings().forEach(finding -> line("  %s", finding));
        }
    }

    private void title(String title) {
        out.print('\n');
        line(title);
    }

    private void row(String name, String value, String remark) {
        line("%s", "  %-10s %24s   %s".formatted(name, value, remark).stripTrailing());
    }

    private void line(String format, Object... arguments) {
        out.print(String.format(Locale.ROOT, format, arguments));
        out.print('\n');
    }
}
