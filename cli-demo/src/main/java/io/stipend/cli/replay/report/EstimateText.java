package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;

import io.stipend.cli.replay.engine.EstimateReport;
import io.stipend.cli.replay.engine.EstimateReport.Calibration;
import io.stipend.cli.text.TextPage;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How good the estimates of holds were, for people. */
final class EstimateText {

    private final @Nullable EstimateReport estimates;
    private final TextPage page;

    EstimateText(@Nullable EstimateReport estimates, TextPage page) {
        this.estimates = estimates;
        this.page = page;
    }

    /** Writes nothing where there are none. */
    void write() {
        if (estimates != null && estimates.requests() > 0) {
            write(estimates);
        }
    }

    private void write(EstimateReport of) {
        page.title("Estimates by " + of.method().kind().name().toLowerCase(Locale.ROOT) + ", of "
                + count(of.requests(), "settled request"));
        page.row("held/used", ratio(of.heldOverUsed()), "in credits, when they were settled");
        page.row("over time", ratio(of.heldOverUsedOverTime()), "averaged over the time that they were held");
        page.row("output", ratio(of.outputHeldOverUsed()), "in output tokens alone");
        page.row("overran", percent(of.overrunShare()), "used more than they held in the end");
        page.row(
                "extended",
                ratio(of.extensionsPerRequest()),
                "times a request; " + count(of.refusedExtensions()) + " times there was too little for it");
        if (!of.calibration().isEmpty()) {
            page.note(
                    "",
                    "Longer than was forecast, as stated and as measured: "
                            + of.calibration().stream()
                                    .map(EstimateText::calibration)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static String calibration(Calibration risk) {
        return percent(risk.stated()) + ": " + percent(risk.measured());
    }

    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : "-";
    }
}
