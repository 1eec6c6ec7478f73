package io.stipend.cli.replay;

import io.stipend.cli.console.Screen;
import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.report.Comparison;
import io.stipend.cli.replay.report.HtmlReport;
import io.stipend.cli.replay.report.JsonReport;
import io.stipend.cli.replay.report.PoolReport;
import io.stipend.cli.replay.report.PoolReportJson;
import io.stipend.cli.replay.report.PoolReportText;
import io.stipend.cli.replay.report.ReplayReport;
import io.stipend.cli.replay.report.TextReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how a replay is reported. */
final class ReportOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--report",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What to write to standard output: text or json (default: text).")
    private ReplayCommand.Format format;

    @Option(names = "--json", description = "The same as --report json.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the report as one page with charts, too, which asks nothing of the network.")
    private @Nullable Path html;

    /** Refuses a file that cannot be written, before a replay runs for it. */
    void check() {
        if (html == null) {
            return;
        }
        Path folder = html.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw Usage.wrong(spec, "--html is " + html + ", and there is no folder " + folder + "; make it first");
        }
        if (Files.isDirectory(html) || !Files.isWritable(Files.exists(html) ? html : folder)) {
            throw Usage.wrong(spec, "--html is " + html + ", which cannot be written; give another file");
        }
    }

    private ReplayCommand.Format format() {
        return json ? ReplayCommand.Format.JSON : format;
    }

    /** Writes the report of a replay on nodes that share a pool. */
    void write(PoolReport report, PrintWriter out) {
        switch (format()) {
            case TEXT -> PoolReportText.write(report, out, Screen.columns());
            case JSON -> PoolReportJson.write(report, out);
        }
        out.flush();
    }

    /** Writes the report of one replay, or compares those of several on the same log. */
    void write(List<ReplayReport> reports, PrintWriter out) {
        boolean one = reports.size() == 1;
        switch (format()) {
            case TEXT -> {
                if (one) {
                    TextReport.write(reports.get(0), out, Screen.columns());
                } else {
                    Comparison.write(reports, out, Screen.columns());
                }
            }
            case JSON -> {
                if (one) {
                    JsonReport.write(reports.get(0), out);
                } else {
                    JsonReport.write(reports, out);
                }
            }
        }
        out.flush();
        if (html != null) {
            HtmlReport.write(reports, html);
        }
    }
}
