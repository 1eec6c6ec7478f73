package io.stipend.cli.admin;

import io.stipend.audit.UsageExport;
import io.stipend.audit.UsageExport.Dimension;
import io.stipend.audit.UsageExport.Extent;
import io.stipend.audit.UsageExport.Group;
import io.stipend.audit.UsageExport.Row;
import io.stipend.cli.console.Usage;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Times;
import io.stipend.core.model.Resource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend export}: usage by user, swarm and day. */
@Command(
        name = "export",
        description = {
            "Writes a tenant's usage by user, swarm and day, as CSV (RFC 4180) or, with --json, as JSON Lines.",
            "",
            "Closed reservations count on the day of their close, with what they were charged. Open ones have rows of their"
                    + " own, on the day of their opening, with what they have used so far.",
            ""
        },
        exitCodeList = {"0:written", "1:failure, or records that cannot be read", "2:wrong usage"})
public final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    private static final String LINE_END = "\r\n";
    private static final String FORMULA_BEGINS = "=+-@";
    private static final List<String> COLUMNS = List.of(
            "tenant", "user", "swarm", "day", "state", "reservations", "credits", "tokens", "api_calls", "compute_ms");

    @Option(
            names = "--by",
            paramLabel = "LIST",
            split = ",",
            description = "Sum up by these: user,swarm,day (default: all).")
    private Set<Dimension> by = EnumSet.allOf(Dimension.class);

    @Option(names = "--from", paramLabel = "DAY", description = "From this day on, such as 2026-01-31.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Up to this day, and including it.")
    private @Nullable LocalDate to;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Whose days, such as Europe/Berlin (default: UTC).")
    private ZoneId zone;

    @Option(
            names = "--raw",
            description =
                    "Write names as they are. Otherwise one that a spreadsheet would run as a formula, for it begins with"
                            + " =, +, - or @, has an apostrophe before it.")
    private boolean raw;

    @Override
    public Integer call() {
        if (from != null && to != null && from.isAfter(to)) {
            throw Usage.wrong(spec, "--from " + from + " is after --to " + to + "; give the earlier day first");
        }
        UsageExport export = new UsageExport(by, zone, from, to);
        String tenant = admin.tenant();
        return admin.run(store -> {
            if (!admin.json()) {
                line(COLUMNS);
            }
            Extent extent = export.write(
                    store.bookInspection(),
                    tenant,
                    row -> admin.print(json(tenant, row), () -> line(cells(tenant, row))));
            if (!extent.complete()) {
                admin.say(
                        extent.oldestClose().isEmpty()
                                ? "no closed reservation is kept; what was closed before is forgotten, and not in the rows"
                                : "the oldest closed reservation that is kept was closed at "
                                        + Times.local(extent.oldestCloseMillis())
                                        + "; what was closed before may be forgotten, and is then not in the rows");
            }
            return extent.unreadable() == 0
                    ? ExitCode.OK
                    : admin.fail(extent.unreadable()
                            + " records cannot be read, and are not in the rows; stipend verify names them");
        });
    }

    private List<String> cells(String tenant, Row row) {
        Group group = row.group();
        return List.of(
                name(tenant),
                name(text(group.user())),
                name(text(group.swarm())),
                text(group.day()),
                state(group),
                Long.toString(row.reservations()),
                Resource.CREDITS.format(row.used().credits()),
                Long.toString(row.used().tokens()),
                Long.toString(row.used().apiCalls()),
                Long.toString(row.used().computeTime()));
    }

    /** A name for a spreadsheet, which takes what begins like a formula for one. Ids have no tabs and line ends, which do too. */
    private String name(String text) {
        boolean isFormula = !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0;
        return isFormula && !raw ? '\'' + text : text;
    }

    private void line(List<String> fields) {
        admin.out().print(fields.stream().map(ExportCommand::quoted).collect(Collectors.joining(",")) + LINE_END);
    }

    /** As RFC 4180 has it: in quotes where it must be, quotes doubled. */
    private static String quoted(String field) {
        return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + field.replace("\"", "\"\"") + '"'
                : field;
    }

    private static Json json(String tenant, Row row) {
        Group group = row.group();
        return new Json()
                .with("tenant", tenant)
                .with("user", group.user())
                .with("swarm", group.swarm())
                .with("day", group.day())
                .with("state", state(group))
                .with("reservations", row.reservations())
                .with("credits", Amounts.plain(Resource.CREDITS, row.used()))
                .with("tokens", row.used().tokens())
                .with("apiCalls", row.used().apiCalls())
                .with("computeMillis", row.used().computeTime());
    }

    private static String state(Group group) {
        return group.open() ? "open" : "closed";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
