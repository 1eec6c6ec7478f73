package io.stipend.cli.admin;

import io.stipend.audit.UsageExport;
import io.stipend.audit.UsageExport.Dimension;
import io.stipend.audit.UsageExport.Extent;
import io.stipend.audit.UsageExport.Group;
import io.stipend.audit.UsageExport.Row;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Times;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.StoreAdapter;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code stipend export}: usage by user, swarm and day. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Writes a tenant's usage by user, swarm and day, as CSV (RFC 4180) or, with --json, as JSON Lines.",
            "",
            "Closed reservations count on the day of their close, with what they were charged. Open ones have rows of their"
                    + " own, on the day of their opening, with what they have used so far.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:written", "1:failure, or records that cannot be read", "2:wrong usage"})
public final class ExportCommand extends AdminCommand {

    private static final String LINE_END = "\r\n";

    @Option(
            names = "--by",
            paramLabel = "LIST",
            split = ",",
            description = "Sum up by these: user,swarm,day (default: all).")
    private @Nullable List<String> by;

    @Option(names = "--from", paramLabel = "DAY", description = "From this day on, such as 2026-01-31.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "Up to this day, and including it.")
    private @Nullable String to;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Whose days, such as Europe/Berlin (default: UTC).")
    private @Nullable String zone;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private UsageExport export;

    @Override
    protected void check() {
        LocalDate first = day("--from", from);
        LocalDate last = day("--to", to);
        if (first != null && last != null && first.isAfter(last)) {
            throw Usage.wrong(spec(), "--from " + first + " is after --to " + last + "; give the earlier day first");
        }
        export = new UsageExport(dimensions(), zone(), first, last);
    }

    @Override
    protected int run(StoreAdapter adapter) {
        if (!json()) {
            line(Stream.concat(
                    Stream.of(
                            "tenant",
                            "user",
                            "swarm",
                            "day",
                            "state",
                            "reservations",
                            "credits",
                            "tokens",
                            "api_calls"),
                    Stream.of("compute_ms")));
        }
        Consumer<Row> each = json() ? row -> json(row).print(out()) : this::csv;
        Extent extent = export.write(adapter.bookInspection(), tenant(), each);
        if (!extent.complete()) {
            say(
                    extent.oldestClose().isEmpty()
                            ? "no closed reservation is kept; what was closed before is forgotten, and not in the rows"
                            : "the oldest closed reservation that is kept was closed at "
                                    + Times.local(extent.oldestCloseMillis())
                                    + "; what was closed before may be forgotten, and is then not in the rows");
        }
        if (extent.unreadable() > 0) {
            say(extent.unreadable() + " records cannot be read, and are not in the rows; stipend verify names them");
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    private void csv(Row row) {
        Group group = row.group();
        line(Stream.of(
                tenant(),
                text(group.user()),
                text(group.swarm()),
                text(group.day()),
                state(group),
                Long.toString(row.reservations()),
                Resource.CREDITS.format(row.used().credits()),
                Long.toString(row.used().tokens()),
                Long.toString(row.used().apiCalls()),
                Long.toString(row.used().computeTime())));
    }

    private void line(Stream<String> fields) {
        out().print(fields.map(ExportCommand::quoted).collect(Collectors.joining(",")) + LINE_END);
    }

    /** As RFC 4180 has it: in quotes where it must be, quotes doubled. */
    private static String quoted(String field) {
        return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + field.replace("\"", "\"\"") + '"'
                : field;
    }

    private Json json(Row row) {
        Group group = row.group();
        return new Json()
                .with("tenant", tenant())
                .with("user", group.user())
                .with("swarm", group.swarm())
                .with("day", group.day())
                .with("state", state(group))
                .with("reservations", row.reservations())
                .with("credits", Amounts.plain(Resource.CREDITS, row.used().credits()))
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

    private Set<Dimension> dimensions() {
        if (by == null) {
            return EnumSet.allOf(Dimension.class);
        }
        Set<Dimension> chosen = EnumSet.noneOf(Dimension.class);
        for (String name : by) {
            try {
                chosen.add(Dimension.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw Usage.wrong(
                        spec(), "--by names '" + name + "'; give user, swarm, day, or several of them with commas");
            }
        }
        return chosen;
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone == null ? "UTC" : zone);
        } catch (DateTimeException e) {
            throw Usage.wrong(spec(), "--zone is '" + zone + "'; give one such as Europe/Berlin, or UTC");
        }
    }

    private @Nullable LocalDate day(String option, @Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Usage.wrong(spec(), option + " is '" + text + "'; give a day such as 2026-01-31");
        }
    }
}
