package io.stipend.core.model;

import java.util.Set;

/**
 * A model a step may use. Immutable.
 *
 * @param provider who runs it, for example {@code anthropic}
 * @param name its name at the provider
 * @param capabilities what it can do, for example {@code vision}
 * @param pricePerToken credits per token
 * @param up whether it can be called now
 */
public record ModelOffer(String provider, String name, Set<String> capabilities, Credits pricePerToken, boolean up) {

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
