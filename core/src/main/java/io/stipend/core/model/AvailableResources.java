package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
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

    /**
     * A model a step may use. Immutable.
     *
     * @param provider who runs it, for example {@code anthropic}
     * @param name its name at the provider
     * @param capabilities what it can do, for example {@code vision}
     * @param pricePerToken credits per token
     * @param up whether it can be called now
     */
    public record ModelOffer(
            String provider, String name, Set<String> capabilities, Credits pricePerToken, boolean up) {

        public ModelOffer {
            Checks.id(provider, "model provider");
            Checks.id(name, "model name");
            capabilities = Checks.ids(capabilities, "model capability");
            Checks.present(pricePerToken, "price per token");
        }

        /** A model that is up, without capabilities or price. */
        public static ModelOffer of(String provider, String name) {
            return new ModelOffer(provider, name, Set.of(), Credits.ZERO, true);
        }

        /** Whether a requirement means this model: {@code name} or {@code provider/name}. */
        public boolean isNamed(String required) {
            return required.equals(name) || required.equals(provider + "/" + name);
        }
    }
}
