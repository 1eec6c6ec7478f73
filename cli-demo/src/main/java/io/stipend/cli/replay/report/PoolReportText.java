package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.pools.PoolOutcome;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.TextPage;
import io.stipend.core.model.Resource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The report on a pool for people: what became of requests, how that compares with one node, and what each member got. */
public final class PoolReportText {

    private static final int INDENT = 2;
    private static final int MAX_SHOWN = 20;
    private static final int NAME_WIDTH = 16;
    private static final int WIDE_NAME_WIDTH = 40;
    private static final int WIDE = 110;
    private static final double MILLIS_PER_SECOND = 1_000;

    /** First those that the configuration names, then whoever was not served, then whoever asked most. */
    private final Comparator<PoolOutcome.OfMember> order;

    private final PoolReport report;
    private final TextPage page;

    private PoolReportText(PoolReport report, TextPage page) {
        this.report = report;
        this.page = page;
        this.order = Comparator.comparing((PoolOutcome.OfMember member) ->
                        report.plan().pool().members().containsKey(member.name()))
                .thenComparingLong(
                        member -> member.requests().asked() - member.requests().served())
                .thenComparingLong(member -> member.requests().asked())
                .reversed()
                .thenComparing(PoolOutcome.OfMember::name);
    }

    /** Writes the report, so many columns wide. */
    public static void write(PoolReport report, PrintWriter out, int columns) {
        new PoolReportText(report, new TextPage(out, columns)).write();
    }

    private void write() {
        writeSummary();
        writeRuns();
        writeMembers();
        page.title("What was replayed, and how");
        PoolProvenance.notes(report).forEach(note -> page.note(note.name() + ":", note.text()));
        report.trace().notes().lines().forEach(line -> page.paragraph("  ", line));
    }

    private void writeSummary() {
        PoolOutcome outcome = report.onNodes();
        PoolOutcome.Requests all = outcome.all();
        page.heading("Replay of " + report.trace().name() + ", "
                + traceTime(report.trace().spanMillis()) + " of traffic, on "
                + count(report.plan().nodes(), "node") + " that share pool "
                + report.plan().pool().name());
        page.row(
                "requests",
                count(all.asked()),
                "for " + count(asking(), report.plan().pool().memberKind().label()) + " as members");
        page.row(
                "served",
                count(all.served()),
                percent(all.served(), all.asked()) + ", half of them within " + seconds(all.waitP50Millis())
                        + ", 99 % within " + seconds(all.waitP99Millis()));
        page.row("timed out", count(all.timedOut()), percent(all.timedOut(), all.asked()));
        page.row("refused", count(all.refused()), percent(all.refused(), all.asked()) + reasons(all));
        if (report.hasMinimums()) {
            page.row(
                    "unserved",
                    count(all.withinMinimumUnserved()),
                    "of " + count(all.withinMinimum()) + " that were within their member's minimum");
        }
        page.row("the pool", outcome.withinPool() ? "WITHIN LIMITS" : "OVERSHOT", inUse(outcome));
        page.row(
                "books",
                outcome.balanced() ? "BALANCED" : "NOT BALANCED",
                outcome.balanced() ? "the store's books of the pool and its members are what was seen" : "see below");
        outcome.findings().forEach(finding -> page.note("", finding));
    }

    private long asking() {
        return report.onNodes().members().stream()
                .filter(member -> member.requests().asked() > 0)
                .count();
    }

    private static String reasons(PoolOutcome.Requests all) {
        String reasons = Stream.of(
                        reason(all.refusedByPool(), "by the pool"),
                        reason(all.refusedByOthers(), "by another account"),
                        reason(all.lineFull(), "as the line was full"))
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "" : ": " + reasons;
    }

    private static String reason(long count, String why) {
        return count == 0 ? "" : count(count) + " " + why;
    }

    private static String inUse(PoolOutcome outcome) {
        return outcome.uses().stream()
                .map(use -> "at most " + Amounts.format(use.resource(), use.most()) + " of "
                        + Amounts.format(use.resource(), use.limit()) + " " + Amounts.inWords(use.resource()))
                .collect(Collectors.joining(", "));
    }

    private void writeRuns() {
        boolean alone = report.outcomes().size() == 1;
        page.title(alone ? "On one node, straight on the store" : "Beside one node, straight on the store");
        List<String> headers = new ArrayList<>(List.of(""));
        report.outcomes()
                .forEach(outcome -> headers.add(">" + count(outcome.plan().nodes(), "node")
                        + (alone || !outcome.equals(report.outcomes().get(1)) ? "" : " alone")));
        Table table = new Table(headers.toArray(String[]::new));
        row(table, "served", run -> count(run.all().served()));
        row(table, "timed out", run -> count(run.all().timedOut()));
        row(table, "refused", run -> count(run.all().refused()));
        row(table, "half waited at most", run -> seconds(run.all().waitP50Millis()));
        row(table, "99 % waited at most", run -> seconds(run.all().waitP99Millis()));
        row(table, "unserved within minimum", run -> count(run.all().withinMinimumUnserved()));
        row(
                table,
                "Jain's index by weight, mean",
                run -> index(run, run.fairness().mean()));
        row(table, "Jain's index, least", run -> index(run, run.fairness().least()));
        row(table, "periods of 10 s that it is of", run -> count(run.fairness().periods()));
        for (PoolOutcome.Use use : report.onNodes().uses()) {
            row(table, Amounts.inWords(use.resource()) + " in use on average", run -> meanUse(of(run, use.resource())));
            row(
                    table,
                    Amounts.inWords(use.resource()) + " admitted above the pool",
                    run -> Amounts.format(
                            use.resource(), of(run, use.resource()).overshoot()));
        }
        row(table, "store calls for 1,000 requests", run -> number(run.callsPerThousand()));
        row(table, "for fairness, a node and second", run -> number(run.fairnessCallsPerSecond()));
        row(table, "blocks formed", run -> count(run.work().blocksFormed()));
        row(table, "blocks dissolved", run -> count(run.work().blocksDissolved()));
        row(table, "served from blocks", run -> count(run.work().servedFromBlocks()));
        write(table);
    }

    private void row(Table table, String label, Function<PoolOutcome, String> value) {
        List<String> cells = new ArrayList<>(List.of(label));
        report.outcomes().forEach(outcome -> cells.add(value.apply(outcome)));
        table.row(cells.toArray(String[]::new));
    }

    private static PoolOutcome.Use of(PoolOutcome run, Resource resource) {
        return run.uses().stream()
                .filter(use -> use.resource() == resource)
                .findFirst()
                .orElseThrow();
    }

    private static String meanUse(PoolOutcome.Use use) {
        return use.limit() == 0 ? "-" : share(use.mean() / use.limit());
    }

    private static String index(PoolOutcome run, double value) {
        return run.fairness().periods() == 0 ? "-" : number(value);
    }

    private void writeMembers() {
        page.title("Members, on " + count(report.plan().nodes(), "node"));
        write(
                new Table("", ">weight", ">asked", ">served", ">timed out", ">refused", ">p50", ">p99", ">share"),
                report.onNodes().members(),
                this::cells);
        if (report.hasMinimums()) {
            page.title("What was within their minimums");
            write(
                    new Table("", ">minimum", ">asked", ">unserved", ">owed of the time"),
                    report.onNodes().members().stream()
                            .filter(member -> !member.entitlement().minimum().isZero())
                            .toList(),
                    this::cellsOfMinimum);
        }
    }

    private void write(
            Table table, List<PoolOutcome.OfMember> members, Function<PoolOutcome.OfMember, List<String>> cells) {
        members.stream()
                .sorted(order)
                .limit(MAX_SHOWN)
                .forEach(member -> table.row(cells.apply(member).toArray(String[]::new)));
        write(table);
        if (members.size() > MAX_SHOWN) {
            page.line("  and %s more, see --json", count(members.size() - (long) MAX_SHOWN));
        }
    }

    private List<String> cells(PoolOutcome.OfMember member) {
        PoolOutcome.Requests requests = member.requests();
        return List.of(
                name(member),
                count(member.entitlement().weight()),
                count(requests.asked()),
                count(requests.served()),
                count(requests.timedOut()),
                count(requests.refused()),
                seconds(requests.waitP50Millis()),
                seconds(requests.waitP99Millis()),
                share(member.meanShare()));
    }

    private List<String> cellsOfMinimum(PoolOutcome.OfMember member) {
        PoolOutcome.Requests requests = member.requests();
        return List.of(
                name(member),
                Amounts.list(report.ofPool(member.entitlement().minimum()), "-"),
                count(requests.withinMinimum()),
                count(requests.withinMinimumUnserved()),
                share(member.owedPart()));
    }

    private String name(PoolOutcome.OfMember member) {
        return cut(member.name(), page.columns() >= WIDE ? WIDE_NAME_WIDTH : NAME_WIDTH);
    }

    private void write(Table table) {
        table.within(page.columns() - INDENT)
                .lines()
                .forEach(line -> page.line("%s", line.isEmpty() ? "" : "  " + line));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%,.2f s", millis / MILLIS_PER_SECOND);
    }

    private static String share(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }
}
