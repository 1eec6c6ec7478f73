package io.stipend.core.spi;

import io.stipend.core.model.Credits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.check.Checks;

/**
 * What a step holds by its forecast: tokens, and credits where its model has a price; of all else what is constrained or
 * estimated. Never more than the caller's constraints. Immutable.
 *
 * @param forecast what it rests on
 * @param prices what calls cost
 * @param estimated what is held of what has no forecast
 * @param ceiling the most there may be of each resource: what the caller constrained
 * @param streams whether the hold is to grow with the output, from the first rung on
 */
public record HoldPlan(
        Forecast forecast, PriceSource prices, ResourceVector estimated, ResourceVector ceiling, boolean streams) {

    public HoldPlan {
        Checks.present(forecast, "forecast");
        Checks.present(prices, "prices");
        Checks.present(estimated, "estimated amounts");
        Checks.present(ceiling, "ceiling");
    }

    /** What it rests on, as it is kept with the reservation: {@code basis=INPUT samples=812 risk=0.01 fit=900 hold=120}, in output tokens. */
    public String inWords() {
        return "basis=" + forecast.basis() + " samples=" + Math.round(forecast.samples()) + " risk=" + forecast.risk()
                + " fit=" + forecast.fit() + " hold=" + (streams ? forecast.firstHold() : forecast.fit());
    }

    /** What must be available. */
    public ResourceVector fit() {
        return holdFor(forecast.fit());
    }

    /** What is held from the start. */
    public ResourceVector firstHold() {
        return holdFor(streams ? forecast.firstHold() : forecast.fit());
    }

    /** What a step with so much output holds. */
    public ResourceVector holdFor(long outputTokens) {
        long input = inputTokens();
        // Output that the caller does not allow costs nothing.
        long tokens = Math.min(input + Math.min(outputTokens, Checks.MAX_AMOUNT - input), ceiling.tokens());
        long credits = cost(Math.max(0, tokens - input), estimated.credits());
        return ResourceVector.of(
                        Math.min(credits, Checks.MAX_AMOUNT),
                        tokens,
                        estimated.apiCalls(),
                        estimated.computeTime(),
                        estimated.memory(),
                        estimated.slots())
                .atMost(ceiling);
    }

    /** How much output there is room for in a hold, in tokens; 0 if its input alone takes more. */
    public long outputWithin(ResourceVector held) {
        long low = 0;
        long high = Math.max(0, held.tokens() - inputTokens());
        // More output never costs less, so the last amount that fits is found by halving. Where it has no price,
        // credits do not say.
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (cost(middle, 0) <= held.credits()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** What so much output costs, in units of credits; something else where it has no price. */
    private long cost(long outputTokens, long unpriced) {
        String model = forecast.features().model();
        return model == null
                ? unpriced
                : prices.costOf(model, inputTokens(), outputTokens)
                        .map(Credits::units)
                        .orElse(unpriced);
    }

    /** The input of the step; 0 where it is not known. */
    public long inputTokens() {
        return Math.max(0, forecast.features().inputTokens());
    }
}
