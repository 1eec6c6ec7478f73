package io.stipend.cli.replay.report;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.engine.EfficiencyDistribution;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.core.model.Credits;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * The report for programs: one JSON object, always with the same keys in the same order. Amounts of credits are decimal
 * strings with six decimals. What is not known, because nothing was settled, is null.
 */
public final class JsonReport {

    private static final double NANOS_PER_MICRO = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ReplayReport report;
    private final JsonGenerator json;

    private JsonReport(ReplayReport report, JsonGenerator json) {
        this.report = report;
        this.json = json;
    }

    /** Writes the report, and a line end. */
    public static void write(ReplayReport report, PrintWriter out) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(new Indented(), text)) {
            new JsonReport(report, json).write();
        }
        out.print(text);
        out.print('\n');
    }

    private void write() {
        json.writeStartObject();
        writeTrace();
        json.writeStringProperty("store", report.store());
        json.writeStringProperty("events", report.events());
        json.writeNumberProperty("workers", report.workers());
        writeReservations();
        writeCredits();
        json.writeObjectPropertyStart("levels");
        json.writeNumberProperty("warning", report.tally().warnings());
        json.writeNumberProperty("critical", report.tally().criticals());
        json.writeEndObject();
        writeEfficiency();
        json.writeObjectPropertyStart("published");
        report.published().forEach((type, count) -> json.writeNumberProperty(type.wireName(), count));
        json.writeEndObject();
        report.acknowledged().ifPresent(count -> json.writeNumberProperty("acknowledged", count));
        writeBooks();
        json.writeNumberProperty("elapsedMillis", report.outcome().elapsedNanos() / NANOS_PER_MILLI);
        json.writeNumberProperty("cyclesPerSecond", Math.round(report.cyclesPerSecond()));
        writeLatencies();
        json.writeEndObject();
    }

    private void writeTrace() {
        json.writeObjectPropertyStart("trace");
        json.writeStringProperty("name", report.trace().name());
        json.writeNumberProperty("requests", report.trace().requests().size());
        json.writeNumberProperty("sessions", report.trace().sessions());
        json.writeNumberProperty("users", report.users());
        json.writeEndObject();
    }

    private void writeReservations() {
        Tally tally = report.tally();
        json.writeObjectPropertyStart("reservations");
        json.writeNumberProperty("requested", tally.requested());
        json.writeNumberProperty("approved", tally.approved());
        json.writeNumberProperty("rejected", tally.rejected());
        json.writeObjectPropertyStart("rejectedBy");
        tally.rejectedBy().forEach((code, count) -> json.writeNumberProperty(code.name(), count));
        json.writeEndObject();
        json.writeNumberProperty("settled", tally.settled());
        json.writeNumberProperty("released", report.released());
        json.writeNumberProperty("expired", report.expired());
        json.writeNumberProperty("open", report.open());
        json.writeEndObject();
    }

    private void writeCredits() {
        Tally tally = report.tally();
        json.writeObjectPropertyStart("credits");
        writeCredits("held", tally.heldMicros());
        writeCredits("charged", tally.chargedMicros());
        writeCredits("returned", tally.returnedMicros());
        writeCredits("overrun", tally.overrunMicros());
        json.writeEndObject();
    }

    private void writeEfficiency() {
        EfficiencyDistribution efficiency = report.tally().efficiency();
        json.writeObjectPropertyStart("efficiency");
        writeScore("p10", efficiency.percentile(10));
        writeScore("p50", efficiency.percentile(50));
        writeScore("p90", efficiency.percentile(90));
        writeScore("mean", efficiency.mean());
        json.writeEndObject();
    }

    private void writeBooks() {
        Books books = report.books();
        json.writeObjectPropertyStart("books");
        json.writeNumberProperty("accounts", books.accounts());
        writeCredits("allowance", books.allowance());
        writeCredits("available", books.available());
        writeCredits("reserved", books.reserved());
        writeCredits("spent", books.spent());
        writeCredits("debt", books.debt());
        json.writeBooleanProperty("balanced", books.balanced());
        json.writeEndObject();
    }

    private void writeLatencies() {
        json.writeObjectPropertyStart("latencyMicros");
        writeLatency("reserve", report.tally().latencies().reserve());
        writeLatency("track", report.tally().latencies().track());
        writeLatency("settle", report.tally().latencies().settle());
        json.writeEndObject();
    }

    private void writeLatency(String verb, Histogram nanos) {
        boolean any = nanos.getTotalCount() > 0;
        json.writeObjectPropertyStart(verb);
        writeScore("p50", any ? nanos.getValueAtPercentile(50) / NANOS_PER_MICRO : null);
        writeScore("p99", any ? nanos.getValueAtPercentile(99) / NANOS_PER_MICRO : null);
        writeScore("max", any ? nanos.getMaxValue() / NANOS_PER_MICRO : null);
        json.writeEndObject();
    }

    private void writeCredits(String key, long micros) {
        json.writeStringProperty(key, Credits.formatMicros(micros));
    }

    private void writeScore(String key, @Nullable Double value) {
        if (value == null) {
            json.writeNullProperty(key);
        } else {
            json.writeNumberProperty(key, value);
        }
    }

    /** Two spaces and a plain line end, on every system. */
    private static final class Indented extends ObjectWriteContext.Base {

        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
