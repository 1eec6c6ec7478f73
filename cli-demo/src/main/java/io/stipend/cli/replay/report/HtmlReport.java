package io.stipend.cli.replay.report;

import io.stipend.cli.replay.engine.Timeline;
import io.stipend.cli.replay.engine.Timeline.Interval;
import io.stipend.cli.text.Json;
import io.stipend.core.model.Credits;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The report as one page for whoever decides. It has its charts, styles and scripts in itself and asks nothing of the network.
 * All that comes from the log is escaped. uPlot, which draws the charts, is on the class path.
 */
public final class HtmlReport {

    private static final String TEMPLATE = "replay.html";
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z.]+)}}");
    private static final String UPLOT_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
    private static final double MILLIS_PER_SECOND = 1000;

    private HtmlReport() {}

    /**
     * Writes a page about replays of one log, one below the other.
     *
     * @throws UncheckedIOException when the file cannot be written
     */
    public static void write(List<ReplayReport> reports, Path file) {
        try {
            Files.writeString(file, page(reports));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the page " + file, e);
        }
    }

    static String page(List<ReplayReport> reports) {
        Map<String, String> contents = Map.of(
                "title", escaped("Replay of " + reports.get(0).trace().name()),
                "sections", reports.stream().map(HtmlReport::section).collect(Collectors.joining("\n")),
                "uplot.css", uplot("dist/uPlot.min.css"),
                "uplot.js", uplot("dist/uPlot.iife.min.js"));
        Matcher place = PLACE.matcher(resource(TEMPLATE));
        return place.replaceAll(found -> Matcher.quoteReplacement(contents.getOrDefault(found.group(1), "")));
    }

    private static String section(ReplayReport report) {
        Timeline timeline = report.outcome().timeline();
        String charts = timeline == null
                ? ""
                : "<h2>Over time</h2>" + "<div class=\"chart\"></div>".repeat(3)
                        + "<script type=\"application/json\" class=\"timeline\">" + data(timeline) + "</script>";
        return "<section>" + new HtmlTables(report).summary() + charts + new HtmlTables(report).tables() + "</section>";
    }

    /** What the charts show; no text in it comes from the log. */
    private static String data(Timeline timeline) {
        List<Interval> intervals = timeline.intervals();
        List<Double> ends = new ArrayList<>();
        List<BigDecimal> spent = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < intervals.size(); i++) {
            ends.add((i + 1) * timeline.intervalMillis() / MILLIS_PER_SECOND);
            sum += intervals.get(i).spent();
            spent.add(new BigDecimal(Credits.formatUnits(sum)));
        }
        StringWriter text = new StringWriter();
        new Json()
                .with("interval", timeline.intervalMillis() / MILLIS_PER_SECOND)
                .with("x", ends)
                .with("spent", spent)
                .with(
                        "held",
                        intervals.stream()
                                .map(interval -> new BigDecimal(Credits.formatUnits(interval.held())))
                                .toList())
                .with("requests", counts(intervals, Interval::requests))
                .with("refused", counts(intervals, Interval::refused))
                .print(new PrintWriter(text));
        return text.toString();
    }

    private static List<Long> counts(List<Interval> intervals, ToLongFunction<Interval> count) {
        return intervals.stream().mapToLong(count).boxed().toList();
    }

    /** A file of uPlot; it stands in the folder of its version. */
    private static String uplot(String name) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(resource(UPLOT_VERSION)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of uPlot", e);
        }
        return resource(UPLOT + properties.getProperty("version") + "/" + name);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path; build the command again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** Text that a page shows as it is, in elements and in quoted attributes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
