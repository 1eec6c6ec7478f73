package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.HoldMethod;
import io.stipend.cli.replay.engine.Rates;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how much output requests hold. */
final class EstimateOptions {

    private static final double RISK = 0.01;
    private static final long CAP = 1_024;

    /** As long as answers of most models may be, unless it is said otherwise. */
    private static final long LIMIT = 4_096;

    private static final long MAX_CAP = 1_000_000_000;

    /** The longest answer that is told from shorter ones in a forecast. */
    private static final long MAX_LIMIT = 1 << 20;

    private static final long MAX_LOOK_AHEAD = 4_096;

    /** What the handle of a streaming step has, too. */
    private static final long LADDER_LOOK_AHEAD = 8;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--estimate",
            paramLabel = "HOW",
            defaultValue = "cap",
            description = "How much output a request holds: cap for --max-output, forecast for what is learned from the"
                    + " requests before it, ladder for less at first and more as its answer streams (default: cap).")
    private HoldMethod.Kind kind;

    @Option(
            names = "--risk",
            paramLabel = "R",
            description = "The share of requests that may use more than is forecast (default: 0.01).")
    private @Nullable Double risk;

    /** How many tokens are reported at once, unless it is said otherwise: a ladder looks at what is left with each report. */
    long reportEvery() {
        return kind == HoldMethod.Kind.LADDER ? LADDER_LOOK_AHEAD : Rates.BY_TIME;
    }

    /** Refuses a forecast where time is not the log's: nobody would know what was over by then. */
    void requireSimulation() {
        if (kind != HoldMethod.Kind.CAP) {
            throw Usage.wrong(spec, "--estimate " + name() + " is a simulation; leave out --load");
        }
    }

    /**
     * How holds are made; refuses numbers out of range as wrong usage.
     *
     * @param maxOutput the longest answer, if it was typed
     * @param reportEvery how many tokens are reported at once
     */
    HoldMethod method(OptionalLong maxOutput, long reportEvery) {
        if (kind == HoldMethod.Kind.CAP) {
            if (risk != null) {
                throw Usage.wrong(spec, "--risk is not used without --estimate forecast or ladder; leave it out");
            }
            return cap(spec, maxOutput);
        }
        double stated = risk == null ? RISK : risk;
        if (!(stated > 0 && stated < 1)) {
            throw Usage.wrong(spec, "--risk is " + stated + "; give a share above 0 and below 1, such as 0.01");
        }
        long limit = maxOutput.orElse(LIMIT);
        Usage.range(spec, "--max-output", limit, 1, MAX_LIMIT);
        Usage.range(spec, "--report-every", reportEvery, 1, MAX_LOOK_AHEAD);
        return new HoldMethod(kind, limit, stated);
    }

    /** A cap; refuses one out of range as wrong usage. */
    static HoldMethod cap(CommandSpec spec, OptionalLong maxOutput) {
        long cap = maxOutput.orElse(CAP);
        Usage.range(spec, "--max-output", cap, 0, MAX_CAP);
        return HoldMethod.cap(cap);
    }

    private String name() {
        return kind == HoldMethod.Kind.LADDER ? "ladder" : "forecast";
    }
}
