package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.Pricing;
import io.stipend.cli.replay.engine.StrategyPlan;
import io.stipend.cli.replay.engine.StrategyPlan.OtherModel;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.foresight.advice.CostStrategy;
import io.stipend.foresight.advice.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what is done with requests when spending is ahead of its pace. */
final class StrategyOptions {

    private static final Pattern OFFER = Pattern.compile("([^=]+)=([0-9.]{1,20})/([0-9.]{1,20})");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--strategy",
            paramLabel = "HOW",
            description =
                    "What to do with requests when their user's spending is ahead of an even pace: none, pace (refuse),"
                            + " wait:10m, defer, downgrade or cap:64 (cut answers off), or several with commas between (default: none"
                            + " is asked).")
    private @Nullable String strategy;

    @Option(
            names = "--offer",
            paramLabel = "MODEL=IN/OUT",
            description = "A model to downgrade to, and what it costs in credits per million tokens; repeatable.")
    private @Nullable List<String> offers;

    @Option(
            names = "--burst",
            paramLabel = "SHARE",
            description = "The share of a limit that may be spent ahead of the pace (default: 0.05).")
    private @Nullable Double burst;

    /** What was typed; empty if nothing was. */
    Optional<StrategyPlan> plan() {
        if (strategy == null) {
            if (offers != null || burst != null) {
                throw Usage.wrong(
                        spec,
                        (offers != null ? "--offer" : "--burst") + " is not used without --strategy; leave it out");
            }
            return Optional.empty();
        }
        try {
            CostStrategy parsed = CostStrategy.parse(strategy, burst == null ? Pace.DEFAULT : new Pace(burst));
            List<OtherModel> others = others();
            if (strategy.contains("downgrade") && others.isEmpty()) {
                throw Usage.wrong(spec, "--strategy downgrade needs a model to downgrade to; give --offer small=1/5");
            }
            return Optional.of(new StrategyPlan(parsed, strategy, others));
        } catch (InvalidRequestException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
    }

    private List<OtherModel> others() {
        List<OtherModel> others = new ArrayList<>();
        for (String offer : offers == null ? List.<String>of() : offers) {
            Matcher parts = OFFER.matcher(offer);
            if (!parts.matches()) {
                throw Usage.wrong(spec, "--offer '" + offer + "' is no offer; give MODEL=IN/OUT, such as small=1/5");
            }
            others.add(new OtherModel(
                    parts.group(1), new Pricing.PerMillion(Credits.of(parts.group(2)), Credits.of(parts.group(3)))));
        }
        return others;
    }
}
