package io.stipend.cli.replay.engine;

import io.stipend.foresight.advice.CostStrategy;
import java.util.List;

/**
 * What is done with requests when spending is ahead of its pace. Immutable.
 *
 * @param strategy says it
 * @param inWords its name, for the report
 * @param others the models that a request could run on in place of its own, in the order of preference
 */
public record StrategyPlan(CostStrategy strategy, String inWords, List<OtherModel> others) {

    public StrategyPlan {
        others = List.copyOf(others);
    }

    /** A model, and what its calls cost. */
    public record OtherModel(String name, Pricing.PerMillion pricing) {}
}
