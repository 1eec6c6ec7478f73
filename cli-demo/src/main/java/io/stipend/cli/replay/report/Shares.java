package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;
import static io.stipend.cli.text.Format.cut;
import static io.stipend.cli.text.Format.percent;

import io.stipend.cli.replay.engine.ModelTally;
import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.replay.engine.RequestTally;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.TextPage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What users and models cost, and how the refusals are spread over the users. */
final class Shares {

    private static final int MAX_SHOWN = 5;
    private static final int NAME_WIDTH = 20;
    private static final int WIDE_NAME_WIDTH = 48;
    private static final int WIDE = 110;

    private final Tally tally;
    private final ReplayReport report;
    private final TextPage page;

    Shares(ReplayReport report, TextPage page) {
        this.report = report;
        this.tally = report.tally();
        this.page = page;
    }

    void write() {
        writeRefusedShares();
        writeUsers();
        if (tally.models().keySet().stream().anyMatch(model -> !model.isEmpty())) {
            writeModels();
        }
    }

    private void writeRefusedShares() {
        page.title("Share of their requests refused, by user");
        page.note(
                "",
                String.format(
                        Locale.ROOT,
                        "p50 %s, p75 %s, p90 %s, p95 %s, p99 %s, max %s",
                        share(50),
                        share(75),
                        share(90),
                        share(95),
                        share(99),
                        share(100)));
    }

    private String share(int percent) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * report.refusedShare(percent));
    }

    private void writeUsers() {
        page.title("Users who cost the most");
        Table table = table();
        List<PayerTally> first = tally.users().stream()
                .sorted(Comparator.comparingLong(PayerTally::charged).reversed())
                .limit(MAX_SHOWN)
                .toList();
        for (PayerTally user : first) {
            row(table, cut(user.name(), nameWidth()), user);
        }
        write(table);
    }

    private void writeModels() {
        page.title("Models");
        Table table = table();
        List<Map.Entry<String, ModelTally>> all = tally.models().entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, ModelTally> model) ->
                                model.getValue().charged())
                        .reversed())
                .toList();
        for (Map.Entry<String, ModelTally> model : all.subList(0, Math.min(2 * MAX_SHOWN, all.size()))) {
            row(table, model.getKey().isEmpty() ? "(not named)" : cut(model.getKey(), nameWidth()), model.getValue());
        }
        write(table);
        if (all.size() > 2 * MAX_SHOWN) {
            page.line("  and %s more, see --report json", count(all.size() - 2L * MAX_SHOWN));
        }
    }

    private static Table table() {
        return new Table("", ">requests", ">refused", ">charged", ">share");
    }

    private void row(Table table, String name, RequestTally of) {
        table.row(
                name,
                count(of.requests()),
                count(of.refused()),
                credits(of.charged()),
                percent(of.charged(), tally.get(Tally.Count.CHARGED)));
    }

    private int nameWidth() {
        return page.columns() >= WIDE ? WIDE_NAME_WIDTH : NAME_WIDTH;
    }

    private void write(Table table) {
        table.lines().forEach(line -> page.line("  %s", line));
    }
}
