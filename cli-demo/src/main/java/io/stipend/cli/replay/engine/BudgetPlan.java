package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is tried on the traffic: the policy, what requests cost, what is held for them, and who pays.
 *
 * @param policy what accounts may use
 * @param pricing what requests cost
 * @param holds how it is decided how much output a request holds
 * @param users to how many users sessions are dealt when the log does not say whose they are
 * @param pricesInWords the prices, for the report
 * @param strategy what is done when spending is ahead of its pace; null to do nothing until a budget is empty
 */
public record BudgetPlan(
        TriedPolicy policy,
        Pricing pricing,
        HoldMethod holds,
        int users,
        String pricesInWords,
        @Nullable StrategyPlan strategy) {

    /** A plan without a strategy. */
    public BudgetPlan(TriedPolicy policy, Pricing pricing, HoldMethod holds, int users, String pricesInWords) {
        this(policy, pricing, holds, users, pricesInWords, null);
    }

    /** The same with other prices. */
    BudgetPlan pricedBy(Pricing other) {
        return new BudgetPlan(policy, other, holds, users, pricesInWords, strategy);
    }

    /** How many tokens a request may be answered with, as far as is known before it runs. */
    public long maxOutput() {
        return holds.maxOutput();
    }

    /** Who pays for a request: the user the log names, else the one its session is dealt to, like cards, by its number. */
    public String userOf(TraceRequest request) {
        return request.user().orElseGet(() -> "user-" + (request.session() % users + 1));
    }
}
