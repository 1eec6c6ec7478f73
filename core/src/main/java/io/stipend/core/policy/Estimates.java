package io.stipend.core.policy;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Durations;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.time.Duration;

/**
 * What a step is taken to need of a resource it does not constrain.
 *
 * @param cost credits
 * @param tokens tokens, input and output together
 * @param apiCalls calls to tools and APIs
 * @param time compute time
 */
public record Estimates(Credits cost, long tokens, long apiCalls, Duration time) {

    /** 0.1 credits, 1000 tokens, 5 API calls, 30 seconds. */
    public static final Estimates DEFAULT = new Estimates(Credits.of("0.1"), 1000, 5, Duration.ofSeconds(30));

    public Estimates {
        Checks.present(cost, "estimated cost");
        Checks.amount(tokens, Resource.TOKENS);
        Checks.amount(apiCalls, Resource.API_CALLS);
        Durations.millis(time, "estimated time");
    }

    /** The estimates as a vector. */
    public ResourceVector toVector() {
        return ResourceVector.of(cost.micros(), tokens, apiCalls, time.toMillis(), 0, 0);
    }
}
