package io.stipend.cli.replay.report;

import static io.stipend.cli.replay.engine.Tally.Count.APPROVED;
import static io.stipend.cli.replay.engine.Tally.Count.CHARGED;
import static io.stipend.cli.replay.engine.Tally.Count.CRITICALS;
import static io.stipend.cli.replay.engine.Tally.Count.HELD;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRUN;
import static io.stipend.cli.replay.engine.Tally.Count.REQUESTED;
import static io.stipend.cli.replay.engine.Tally.Count.RETURNED;
import static io.stipend.cli.replay.engine.Tally.Count.SETTLED;
import static io.stipend.cli.replay.engine.Tally.Count.WARNINGS;
import static io.stipend.cli.replay.engine.Tally.Verb.RESERVE;
import static io.stipend.cli.replay.engine.Tally.Verb.SETTLE;
import static io.stipend.cli.replay.engine.Tally.Verb.TRACK;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.text.Json;
import io.stipend.core.model.Credits;
import java.io.PrintWriter;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The report for programs: one JSON object, always with the same keys in the same order. Amounts of credits are decimal
 * strings with eight decimals. What is not known, because nothing was settled, is null.
 */
public final class JsonReport {

    private static final double NANOS_PER_MICRO = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private JsonReport() {}

    /** Writes the report, and a line end. */
    public static void write(ReplayReport report, PrintWriter out) {
        of(report).printIndented(out);
    }

    /** Writes the reports of several policies on one log, each with the policy's name, and a line end. */
    public static void write(List<ReplayReport> reports, PrintWriter out) {
        new Json()
                .with(
                        "compared",
                        reports.stream()
                                .map(report -> new Json()
                                        .with("policy", report.plan().policy().name())
                                        .with("report", of(report)))
                                .toList())
                .printIndented(out);
    }

    private static Json of(ReplayReport report) {
        Tally tally = report.tally();
        boolean measured = !report.isSimulated();
        Json json = new Json()
                .with("trace", trace(report))
                .with("store", report.store())
                .with("events", report.events())
                .with("workers", report.workers().isPresent() ? report.workers().getAsInt() : null)
                .with("reservations", reservations(report))
                .with("credits", credits(tally))
                .with("levels", new Json().with("warning", tally.get(WARNINGS)).with("critical", tally.get(CRITICALS)))
                .with("efficiency", efficiency(tally.efficiency()))
                .with("published", published(report));
        report.acknowledged().ifPresent(count -> json.with("acknowledged", count));
        json.with("books", books(report.books()))
                .with("elapsedMillis", measured ? report.outcome().elapsedNanos() / NANOS_PER_MILLI : null)
                .with("cyclesPerSecond", measured ? Math.round(report.cyclesPerSecond()) : null)
                .with(
                        "latencyMicros",
                        new Json()
                                .with("reserve", latency(tally.latency(RESERVE)))
                                .with("track", latency(tally.latency(TRACK)))
                                .with("settle", latency(tally.latency(SETTLE))));
        JsonDetails.addTo(json, report);
        return json;
    }

    private static Json trace(ReplayReport report) {
        return new Json()
                .with("name", report.trace().name())
                .with("requests", report.trace().requests().size())
                .with("sessions", report.trace().sessions().size())
                .with("users", report.users());
    }

    private static Json reservations(ReplayReport report) {
        Tally tally = report.tally();
        Json rejectedBy = new Json();
        tally.rejectedBy().forEach((code, count) -> rejectedBy.with(code.name(), count));
        return new Json()
                .with("requested", tally.get(REQUESTED))
                .with("approved", tally.get(APPROVED))
                .with("rejected", tally.rejected())
                .with("rejectedBy", rejectedBy)
                .with("settled", tally.get(SETTLED))
                .with("released", report.released())
                .with("expired", report.expired())
                .with("open", report.open());
    }

    private static Json credits(Tally tally) {
        return new Json()
                .with("held", Credits.formatUnits(tally.get(HELD)))
                .with("charged", Credits.formatUnits(tally.get(CHARGED)))
                .with("returned", Credits.formatUnits(tally.get(RETURNED)))
                .with("overrun", Credits.formatUnits(tally.get(OVERRUN)));
    }

    private static Json efficiency(EfficiencyDistribution efficiency) {
        return new Json()
                .with("p10", efficiency.percentile(10))
                .with("p50", efficiency.percentile(50))
                .with("p90", efficiency.percentile(90))
                .with("mean", efficiency.mean());
    }

    private static Json published(ReplayReport report) {
        Json published = new Json();
        report.published().forEach((type, count) -> published.with(type.wireName(), count));
        return published;
    }

    private static Json books(Books books) {
        return new Json()
                .with("accounts", books.accounts())
                .with("allowance", Credits.formatUnits(books.allowance()))
                .with("available", Credits.formatUnits(books.available()))
                .with("reserved", Credits.formatUnits(books.reserved()))
                .with("spent", Credits.formatUnits(books.spent()))
                .with("debt", Credits.formatUnits(books.debt()))
                .with("balanced", books.balanced());
    }

    private static Json latency(Histogram nanos) {
        boolean any = nanos.getTotalCount() > 0;
        return new Json()
                .with("p50", any ? nanos.getValueAtPercentile(50) / NANOS_PER_MICRO : null)
                .with("p99", any ? nanos.getValueAtPercentile(99) / NANOS_PER_MICRO : null)
                .with("max", any ? nanos.getMaxValue() / NANOS_PER_MICRO : null);
    }
}
