package io.stipend.cli.trace;

import static io.stipend.cli.text.Format.count;

import io.stipend.cli.console.Usage;
import io.stipend.config.Nearest;
import io.stipend.config.SafeText;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say how a usage log is to be read, for commands that read one. */
public final class TraceOptions {

    /** Further ones are counted only. */
    private static final int SKIPPED_SHOWN = 3;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--columns",
            paramLabel = "FIELD=COLUMN",
            split = ",",
            description = "Which column says what, where its name does not tell, such as"
                    + " timestamp=created,user=team_id,input=prompt_tokens. For JSON, a path with points.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            converter = UnitConverter.class,
            description = "What numbers of time count: s, ms, us or ns (default: found by their size).")
    private @Nullable TimeUnit timeUnit;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description = "The log's encoding, such as ISO-8859-1 (default: UTF-8).")
    private Charset charset = StandardCharsets.UTF_8;

    @Option(names = "--skip-bad-lines", description = "Count records that cannot be read, and go on.")
    private boolean skipBadLines;

    @Option(
            names = "--keep-duplicates",
            description = "Replay a record although one before it has the same request id.")
    private boolean keepDuplicates;

    /**
     * Reads a log, and says on the command's standard error what was skipped.
     *
     * @throws TraceException when it cannot be read
     */
    public Trace read(TraceSource source) {
        PrintWriter err = spec.commandLine().getErr();
        int[] shown = {0};
        Trace trace = TraceReader.read(source, options(), bad -> {
            if (shown[0]++ < SKIPPED_SHOWN) {
                err.println("skipped: " + bad);
            }
        });
        if (trace.notes().skipped() > 0) {
            err.println(spec.qualifiedName() + ": skipped "
                    + count(trace.notes().skipped(), "bad record") + " of " + source.location());
            err.flush();
        }
        return trace;
    }

    private ReadOptions options() {
        Map<Field, String> own = new EnumMap<>(Field.class);
        for (String column : columns) {
            int equals = column.indexOf('=');
            if (equals <= 0 || equals == column.length() - 1) {
                throw Usage.wrong(spec, "--columns takes FIELD=COLUMN, and not " + SafeText.value(column));
            }
            String name = column.substring(0, equals);
            Field field = Field.titled(name)
                    .orElseThrow(() -> Usage.wrong(
                            spec,
                            "--columns knows no field " + SafeText.value(name)
                                    + Nearest.of(name, Field.titles())
                                            .map(near -> "; did you mean " + near + "?")
                                            .orElse("; it knows " + String.join(", ", Field.titles()))));
            if (own.put(field, column.substring(equals + 1)) != null) {
                throw Usage.wrong(spec, "--columns gives " + field.title() + " twice");
            }
        }
        return new ReadOptions(own, timeUnit, charset, skipBadLines, keepDuplicates);
    }

    static final class UnitConverter implements ITypeConverter<TimeUnit> {

        @Override
        public TimeUnit convert(String value) {
            TimeUnit unit = TimeUnits.named(value);
            if (unit == null) {
                throw new TypeConversionException(SafeText.value(value) + " is no unit; give s, ms, us or ns");
            }
            return unit;
        }
    }
}
