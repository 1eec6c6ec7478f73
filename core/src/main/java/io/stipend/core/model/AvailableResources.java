package io.stipend.core.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step could have, as its caller sees it: checked before the accounts are. Immutable.
 *
 * @param credits the credits at hand
 * @param timeLimit the time at hand, if it is limited
 * @param models the models known, up or down
 * @param tools the tools at hand
 * @param apis the APIs at hand
 */
public record AvailableResources(
        Credits credits, @Nullable Duration timeLimit, List<ModelOffer> models, Set<String> tools, Set<String> apis) {

    public AvailableResources {
        Checks.present(credits, "available credits");
        if (timeLimit != null) {
            Durations.millis(timeLimit, "time limit");
        }
        Checks.present(models, "models").forEach(model -> Checks.present(model, "model"));
        models = List.copyOf(models);
        tools = Checks.ids(tools, "tool");
        apis = Checks.ids(apis, "api");
    }

    /** Credits at hand, no time limit, no models, tools or APIs named. */
    public static AvailableResources credits(Credits credits) {
        return new AvailableResources(credits, null, List.of(), Set.of(), Set.of());
    }

    /** Credits at hand, as decimal text. */
    public static AvailableResources credits(String credits) {
        return credits(Credits.of(credits));
    }

    /** The same with a time limit. */
    public AvailableResources withTimeLimit(Duration limit) {
        return new AvailableResources(credits, limit, models, tools, apis);
    }

    /** The same with these models. */
    public AvailableResources withModels(ModelOffer... offers) {
        return new AvailableResources(credits, timeLimit, Arrays.asList(offers), tools, apis);
    }
}
