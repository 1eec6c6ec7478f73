package io.stipend.core;

import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Rejection.Code;
import org.jspecify.annotations.Nullable;

/** What is checked before the accounts are: credits, then time, then models. Pure functions. */
final class AllocationChecks {

    private AllocationChecks() {}

    /**
     * The first check that fails, or null when all pass.
     *
     * @param available what the step could have
     * @param constraints what it needs
     * @param envelope the most it may use, estimates included
     */
    static @Nullable Rejection firstFailure(
            AvailableResources available, ExecutionConstraints constraints, ResourceVector envelope) {
        long credits = available.credits().units();
        if (credits < envelope.credits()) {
            return shortOf(Code.INSUFFICIENT_CREDITS, Resource.CREDITS, envelope.credits(), credits, "credits at hand");
        }
        if (available.timeLimit() != null) {
            long time = available.timeLimit().toMillis();
            if (time < envelope.computeTime()) {
                return shortOf(
                        Code.INSUFFICIENT_TIME,
                        Resource.COMPUTE_TIME,
                        envelope.computeTime(),
                        time,
                        "time limit in ms");
            }
        }
        for (String model : constraints.requiredModels()) {
            Rejection rejection = checkModel(available, model);
            if (rejection != null) {
                return rejection;
            }
        }
        for (String capability : constraints.requiredCapabilities()) {
            if (available.models().stream()
                    .noneMatch(offer -> offer.up() && offer.capabilities().contains(capability))) {
                return unavailable("no model that is up has the required capability '" + capability + "'");
            }
        }
        return null;
    }

    private static @Nullable Rejection checkModel(AvailableResources available, String model) {
        boolean known = false;
        for (AvailableResources.ModelOffer offer : available.models()) {
            if (offer.isNamed(model)) {
                if (offer.up()) {
                    return null;
                }
                known = true;
            }
        }
        return unavailable("the required model '" + model + "' is " + (known ? "down" : "not among those available"));
    }

    private static Rejection shortOf(Code code, Resource resource, long needed, long available, String what) {
        return new Rejection(
                code,
                resource,
                null,
                needed,
                available,
                what + ": " + resource.format(available) + ", " + resource.format(needed) + " needed");
    }

    private static Rejection unavailable(String message) {
        return new Rejection(Code.MODEL_UNAVAILABLE, null, null, 0, 0, message);
    }
}
