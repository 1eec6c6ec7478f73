package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.replay.engine.Timeline;
import io.stipend.cli.replay.report.Provenance.Note;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.TextPage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Policies side by side: what each did to the same log, and to whom. */
public final class Comparison {

    private static final int MAX_NAMES = 5;
    private static final int LABELS = 16;
    private static final int NAME_WIDTH = 30;
    private static final int MIN_NAME_WIDTH = 14;
    private static final int USER_WIDTH = 20;

    private final List<ReplayReport> reports;
    private final TextPage page;
    private final int nameWidth;

    private Comparison(List<ReplayReport> reports, TextPage page) {
        this.reports = reports;
        this.page = page;
        int room = (page.columns() - LABELS) / reports.size() - 2;
        this.nameWidth = Math.max(MIN_NAME_WIDTH, Math.min(NAME_WIDTH, room));
    }

    /** Writes how the policies of these replays compare, so many columns wide. */
    public static void write(List<ReplayReport> reports, PrintWriter out, int columns) {
        new Comparison(reports, new TextPage(out, columns)).write();
    }

    private void write() {
        ReplayReport first = reports.get(0);
        page.heading("Replay of " + first.trace().name() + ", "
                + traceTime(first.trace().spanMillis()) + " of traffic, under "
                + reports.stream().map(this::name).collect(Collectors.joining(" and ")));
        List<String> headers = new ArrayList<>(List.of(""));
        reports.forEach(report -> headers.add(">" + cut(name(report), nameWidth)));
        Table table = new Table(headers.toArray(String[]::new));
        row(table, "requests", report -> count(of(report, Tally.Count.REQUESTED)));
        row(table, "refused", report -> count(report.tally().rejected()));
        row(table, "share", report -> percent(report.tally().rejected(), of(report, Tally.Count.REQUESTED)));
        row(table, "users out", report -> count(out(report).size()));
        row(table, "first at", Comparison::firstAt);
        row(table, "times out", report -> count(sum(report, PayerTally::timesOut)));
        row(table, "out for, in all", report -> traceTime(sum(report, PayerTally::outMillis)));
        row(table, "p90 of users", report -> share(report, 90));
        row(table, "worst user", report -> share(report, 100));
        row(table, "charged", report -> credits(of(report, Tally.Count.CHARGED)));
        row(table, "refused credits", report -> credits(sum(report, PayerTally::refusedCost)));
        row(table, "most held", report -> credits(mostHeld(report)));
        row(table, "books", report -> report.books().balanced() ? "BALANCED" : "NOT BALANCED");
        table.lines().forEach(line -> page.line("  %s", line));
        writeOnly();
        writeProvenance();
    }

    /** What is the same for all is said once. */
    private void writeProvenance() {
        Set<Note> common = new LinkedHashSet<>(Provenance.notes(reports.get(0)).toList());
        reports.forEach(report -> common.retainAll(Provenance.notes(report).toList()));
        page.title("What was replayed, and how");
        common.forEach(note -> page.note(note.name() + ":", note.text()));
        for (ReplayReport report : reports) {
            page.title(name(report));
            Provenance.notes(report)
                    .filter(note -> !common.contains(note))
                    .forEach(note -> page.note(note.name() + ":", note.text()));
        }
    }

    private void writeOnly() {
        page.title("Users who ran out under one of them only");
        for (int i = 0; i < reports.size(); i++) {
            ReplayReport report = reports.get(i);
            List<ReplayReport> others = new ArrayList<>(reports);
            others.remove(i);
            Set<String> elsewhere = new HashSet<>();
            others.forEach(other -> out(other).forEach(user -> elsewhere.add(user.name())));
            List<String> only = out(report).stream()
                    .map(PayerTally::name)
                    .filter(user -> !elsewhere.contains(user))
                    .toList();
            String names = only.stream()
                    .limit(MAX_NAMES)
                    .map(user -> cut(user, USER_WIDTH))
                    .collect(Collectors.joining(", "));
            String more = only.size() > MAX_NAMES ? ", ..." : "";
            page.note(
                    "",
                    cut(name(report), nameWidth) + ": " + count(only.size(), "user")
                            + (only.isEmpty() ? "" : " (" + names + more + ")"));
        }
    }

    private String name(ReplayReport report) {
        return report.plan().policy().name();
    }

    private void row(Table table, String label, Function<ReplayReport, String> value) {
        List<String> cells = new ArrayList<>(List.of(label));
        reports.forEach(report -> cells.add(value.apply(report)));
        table.row(cells.toArray(String[]::new));
    }

    private static long of(ReplayReport report, Tally.Count what) {
        return report.tally().get(what);
    }

    private static List<PayerTally> out(ReplayReport report) {
        return ReplayReport.ranOut(report.tally().users());
    }

    private static String firstAt(ReplayReport report) {
        List<PayerTally> out = out(report);
        return out.isEmpty() ? "-" : traceTime(out.get(0).firstOutMillis().orElse(0));
    }

    private static String share(ReplayReport report, int percent) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * report.refusedShare(percent));
    }

    private static long sum(ReplayReport report, ToLongFunction<PayerTally> value) {
        return report.tally().users().stream().mapToLong(value).sum();
    }

    private static long mostHeld(ReplayReport report) {
        Timeline timeline = report.outcome().timeline();
        return timeline == null
                ? 0
                : timeline.intervals().stream()
                        .mapToLong(Timeline.Interval::held)
                        .max()
                        .orElse(0);
    }
}
