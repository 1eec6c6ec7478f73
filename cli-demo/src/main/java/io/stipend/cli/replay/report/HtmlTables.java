package io.stipend.cli.replay.report;

import static io.stipend.cli.replay.report.HtmlReport.escaped;
import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.percent;
import static io.stipend.cli.text.Format.traceTime;

import io.stipend.cli.replay.engine.ModelTally;
import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.ShownId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a page says in words and numbers about one replay. */
final class HtmlTables {

    private static final int MAX_ROWS = 50;

    private final ReplayReport report;
    private final Tally tally;

    HtmlTables(ReplayReport report) {
        this.report = report;
        this.tally = report.tally();
    }

    /** The name of the policy, and what matters most. */
    String summary() {
        long requests = tally.get(Tally.Count.REQUESTED);
        List<PayerTally> out = ReplayReport.ranOut(tally.users());
        String first = out.isEmpty()
                ? "nobody"
                : "the first at " + traceTime(out.get(0).firstOutMillis().orElse(0));
        return "<h3>" + escaped(report.plan().policy().inWords()) + "</h3><p>"
                + escaped(traceTime(report.trace().spanMillis()) + " of traffic, " + count(requests, "request") + " by "
                        + count(report.users(), "user"))
                + "</p><div class=\"cards\">"
                + card("", count(out.size(), "user"), "ran out; " + first)
                + card("", percent(tally.rejected(), requests), count(tally.rejected(), "request") + " refused")
                + card("", credits(tally.get(Tally.Count.CHARGED)), "credits charged")
                + card(
                        report.books().balanced() ? "good" : "bad",
                        report.books().balanced() ? "Balanced" : "Not balanced",
                        "the books, read back from the store")
                + "</div>";
    }

    private static String card(String kind, String value, String what) {
        return "<div class=\"card " + kind + "\"><b>" + escaped(value) + "</b><span>" + escaped(what) + "</span></div>";
    }

    /** Who ran out, what users and models cost, and how all that was found. */
    String tables() {
        return "<h2>Users who ran out</h2>" + ranOut() + "<h2>Share of their requests refused, by user</h2>" + shares()
                + "<h2>Users who cost the most</h2>" + users() + models() + "<h2>How this was found</h2>" + notes();
    }

    private String ranOut() {
        List<PayerTally> out = ReplayReport.ranOut(tally.users());
        if (out.isEmpty()) {
            return "<p>None of " + count(report.users()) + ".</p>";
        }
        return table(
                List.of("user", "first at", "times", "out for", "refused", "charged", "limit"),
                out.size(),
                out.stream()
                        .limit(MAX_ROWS)
                        .map(user -> List.of(
                                ShownId.of(user.name()),
                                traceTime(user.firstOutMillis().orElse(0)),
                                count(user.timesOut()),
                                traceTime(user.outMillis()),
                                count(user.refused()) + " of " + count(user.requests()),
                                credits(user.charged()),
                                RunOut.limit(user))));
    }

    private String shares() {
        return table(
                List.of("half of them at most", "75 %", "90 %", "95 %", "99 %", "all"),
                1,
                Stream.of(Stream.of(50, 75, 90, 95, 99, 100)
                        .map(percent -> String.format(Locale.ROOT, "%.1f %%", 100 * report.refusedShare(percent)))
                        .toList()));
    }

    private String users() {
        return table(
                List.of("user", "requests", "refused", "charged", "share"),
                tally.users().size(),
                tally.users().stream()
                        .sorted(Comparator.comparingLong(PayerTally::charged).reversed())
                        .limit(MAX_ROWS)
                        .map(user -> List.of(
                                ShownId.of(user.name()),
                                count(user.requests()),
                                count(user.refused()),
                                credits(user.charged()),
                                share(user.charged()))));
    }

    private String models() {
        if (tally.models().keySet().stream().allMatch(String::isEmpty)) {
            return "";
        }
        return "<h2>Models</h2>"
                + table(
                        List.of("model", "requests", "refused", "tokens in", "tokens out", "charged", "share"),
                        tally.models().size(),
                        tally.models().entrySet().stream()
                                .sorted(Comparator.comparingLong((Map.Entry<String, ModelTally> model) ->
                                                model.getValue().charged())
                                        .reversed())
                                .limit(MAX_ROWS)
                                .map(model -> row(model.getKey(), model.getValue())));
    }

    private List<String> row(String name, ModelTally model) {
        return List.of(
                name.isEmpty() ? "(not named)" : ShownId.of(name),
                count(model.requests()),
                count(model.refused()),
                count(model.inputTokens()),
                count(model.outputTokens()),
                credits(model.charged()),
                share(model.charged()));
    }

    private String share(long charged) {
        return percent(charged, tally.get(Tally.Count.CHARGED));
    }

    private String notes() {
        return Provenance.notes(report)
                        .map(note -> "<dt>" + escaped(note.name()) + "</dt><dd>" + escaped(note.text()) + "</dd>")
                        .collect(Collectors.joining("", "<dl>", "</dl>"))
                + report.trace().notes().lines().stream()
                        .map(line -> "<p>" + escaped(line) + "</p>")
                        .collect(Collectors.joining());
    }

    private static String table(List<String> headers, int all, Stream<List<String>> rows) {
        String more = all > MAX_ROWS ? "<p>and " + count(all - MAX_ROWS) + " more, in the JSON report</p>" : "";
        return "<div class=\"wide\"><table><thead>" + cells("th", headers) + "</thead><tbody>"
                + rows.map(row -> cells("td", row)).collect(Collectors.joining()) + "</tbody></table></div>" + more;
    }

    private static String cells(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }
}
