package io.stipend.cli.replay.report;

import io.stipend.cli.replay.engine.EstimateReport;
import io.stipend.cli.replay.engine.ModelTally;
import io.stipend.cli.replay.engine.PayerTally;
import io.stipend.cli.replay.engine.StrategyReport;
import io.stipend.cli.replay.engine.Tally;
import io.stipend.cli.replay.engine.Timeline;
import io.stipend.cli.text.Json;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The second part of the report for programs: how it was made, who ran out, what users and models cost, and all that over time. */
final class JsonDetails {

    private JsonDetails() {}

    static void addTo(Json json, ReplayReport report) {
        Tally tally = report.tally();
        json.with("mode", report.isSimulated() ? "simulated" : "load")
                .with("assumptions", assumptions(report))
                .with("reading", report.trace().notes().lines())
                .with("lacking", lacking(tally))
                .with("waited", waited(tally))
                .with("estimates", estimates(report.outcome().estimates()))
                .with("strategy", strategy(report.outcome().strategy()))
                .with("refusedShare", refusedShare(report))
                .with("users", payers(tally.users()))
                .with("limitedSessions", payers(tally.sessions()))
                .with("models", models(tally))
                .with("timeline", timeline(report.outcome().timeline()));
    }

    private static Json assumptions(ReplayReport report) {
        Json assumptions = new Json();
        Provenance.notes(report).forEach(note -> assumptions.with(note.name(), note.text()));
        return assumptions;
    }

    /** Refusals by the resource of which there was too little. */
    private static Json lacking(Tally tally) {
        Json lacking = new Json();
        for (Resource resource : Resource.values()) {
            lacking.with(resource.name(), tally.lacking().getOrDefault(resource, 0L));
        }
        return lacking;
    }

    private static Json waited(Tally tally) {
        return new Json()
                .with("requests", tally.get(Tally.Count.WAITED))
                .with("millis", tally.get(Tally.Count.WAITED_MILLIS));
    }

    private static @Nullable Json estimates(@Nullable EstimateReport estimates) {
        if (estimates == null) {
            return null;
        }
        return new Json()
                .with("method", estimates.method().kind().name().toLowerCase(Locale.ROOT))
                .with("risk", known(estimates.method().risk()))
                .with("heldOverUsed", known(estimates.heldOverUsed()))
                .with("heldOverUsedOverTime", known(estimates.heldOverUsedOverTime()))
                .with("outputHeldOverUsed", known(estimates.outputHeldOverUsed()))
                .with("overrunShare", known(estimates.overrunShare()))
                .with("extensionsPerRequest", known(estimates.extensionsPerRequest()))
                .with("refusedExtensions", estimates.refusedExtensions())
                .with(
                        "calibration",
                        estimates.calibration().stream()
                                .map(risk -> new Json()
                                        .with("stated", risk.stated())
                                        .with("measured", known(risk.measured())))
                                .toList());
    }

    private static @Nullable Json strategy(@Nullable StrategyReport strategy) {
        if (strategy == null) {
            return null;
        }
        List<Json> models = new ArrayList<>();
        strategy.finished()
                .forEach((name, count) -> models.add(
                        new Json().with("name", name.isEmpty() ? null : name).with("requests", count)));
        return new Json()
                .with("name", strategy.inWords())
                .with("finished", strategy.finishedInAll())
                .with("models", models)
                .with("waited", strategy.waited())
                .with("waitedMillis", strategy.waitedMillis())
                .with("deferred", strategy.deferred())
                .with("refused", strategy.refused())
                .with("truncated", strategy.truncated())
                .with("wasted", Credits.formatUnits(strategy.wasted()));
    }

    /** To four digits; null for what is not known. */
    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? Double.valueOf(rounded(value)) : null;
    }

    private static Json refusedShare(ReplayReport report) {
        Json shares = new Json();
        for (int percent : new int[] {50, 75, 90, 95, 99}) {
            shares.with("p" + percent, rounded(report.refusedShare(percent)));
        }
        return shares.with("max", rounded(report.refusedShare(100)));
    }

    private static double rounded(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }

    private static List<Json> payers(Collection<PayerTally> payers) {
        List<Json> all = new ArrayList<>(payers.size());
        for (PayerTally payer : payers) {
            all.add(new Json()
                    .with("name", payer.name())
                    .with("requests", payer.requests())
                    .with("refused", payer.refused())
                    .with("charged", Credits.formatUnits(payer.charged()))
                    .with("refusedCost", Credits.formatUnits(payer.refusedCost()))
                    .with("ranOut", ranOut(payer)));
        }
        return all;
    }

    private static @Nullable Json ranOut(PayerTally payer) {
        AccountId account = payer.firstOutOf();
        if (payer.firstOutMillis().isEmpty() || account == null) {
            return null;
        }
        return new Json()
                .with("firstMillis", payer.firstOutMillis().getAsLong())
                .with("account", account.kind().name().toLowerCase(Locale.ROOT) + ":" + account.name())
                .with("resource", payer.firstOutOfResource())
                .with("times", payer.timesOut())
                .with("millis", payer.outMillis());
    }

    private static List<Json> models(Tally tally) {
        List<Json> all = new ArrayList<>();
        tally.models().forEach((name, model) -> all.add(model(name, model)));
        return all;
    }

    private static Json model(String name, ModelTally model) {
        return new Json()
                .with("name", name.isEmpty() ? null : name)
                .with("requests", model.requests())
                .with("refused", model.refused())
                .with("inputTokens", model.inputTokens())
                .with("outputTokens", model.outputTokens())
                .with("charged", Credits.formatUnits(model.charged()));
    }

    private static @Nullable Json timeline(@Nullable Timeline timeline) {
        if (timeline == null) {
            return null;
        }
        List<Json> intervals = new ArrayList<>();
        for (Timeline.Interval interval : timeline.intervals()) {
            intervals.add(new Json()
                    .with("requests", interval.requests())
                    .with("refused", interval.refused())
                    .with("spent", Credits.formatUnits(interval.spent()))
                    .with("held", Credits.formatUnits(interval.held()))
                    .with("open", interval.open()));
        }
        return new Json().with("intervalMillis", timeline.intervalMillis()).with("intervals", intervals);
    }
}
