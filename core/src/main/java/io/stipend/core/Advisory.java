package io.stipend.core;

import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.StepAdvice;
import org.jspecify.annotations.Nullable;

/** Asks for advice on the steps of requests that want it. Immutable. */
final class Advisory {

    private final @Nullable CostAdvisor advisor;
    private final ReserveCommands commands;

    Advisory(@Nullable CostAdvisor advisor, ReserveCommands commands) {
        this.advisor = advisor;
        this.commands = commands;
    }

    /**
     * The advice for a request; null if it wants none, nobody gives any, or its step names no model.
     *
     * @param plan what its step is to hold; null where that is estimated
     */
    @Nullable
    StepAdvice advise(BudgetRequest request, @Nullable HoldPlan plan) {
        if (advisor == null || !request.wantsAdvice()) {
            return null;
        }
        ExecutionConstraints.ModelCall call = request.constraints().modelCall();
        if (plan != null) {
            BudgetForecaster.Features features = plan.forecast().features();
            return features.model() == null
                    ? null
                    : advise(
                            advisor,
                            request,
                            features.model(),
                            plan.inputTokens(),
                            plan.forecast().fit());
        }
        return call == null ? null : advise(advisor, request, call.model(), call.inputTokens(), call.maxOutputTokens());
    }

    private @Nullable StepAdvice advise(
            CostAdvisor of, BudgetRequest request, String model, long inputTokens, long outputTokens) {
        Tier tier = commands.tierOf(request.tenant(), request.userId());
        PathPolicy path = commands.path(request, tier);
        return of.advise(new CostAdvisor.Step(
                        path.accounts().accounts(),
                        path.terms(),
                        tier == null ? null : tier.advice(),
                        model,
                        inputTokens,
                        outputTokens,
                        request.constraints().requiredCapabilities()))
                .orElse(null);
    }
}
