package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds models by what they are called. What a list says wins over what follows from it: names and aliases first, then each with
 * its provider in front, then the name behind a provider if only one model has it. Immutable.
 */
final class ModelNames {

    private final List<PricedModel> models;
    private final Map<String, PricedModel> exact = new HashMap<>();

    /** Beginnings that an alias with a star stands for, the longest first. */
    private final List<Beginning> beginnings;

    private record Beginning(String text, PricedModel model) {}

    ModelNames(Collection<PricedModel> models) {
        this.models = List.copyOf(models);
        Map<String, PricedModel> starred = new LinkedHashMap<>();
        for (PricedModel model : this.models) {
            add(exact, model.name(), model);
            for (String alias : model.aliases()) {
                if (alias.endsWith("*")) {
                    add(starred, alias.substring(0, alias.length() - 1), model);
                } else {
                    add(exact, alias, model);
                }
            }
        }
        addWithProvider(starred);
        addBehindProvider();
        List<Beginning> found = new ArrayList<>();
        starred.forEach((text, model) -> found.add(new Beginning(text, model)));
        found.sort(Comparator.comparingInt(
                        (Beginning beginning) -> beginning.text().length())
                .reversed());
        beginnings = List.copyOf(found);
    }

    private static void add(Map<String, PricedModel> names, String name, PricedModel model) {
        PricedModel before = names.putIfAbsent(name, model);
        if (before != null) {
            throw new InvalidRequestException(
                    before.name().equals(model.name())
                            ? "the model " + Checks.shown(model.name()) + " has the name " + Checks.shown(name)
                                    + " twice; leave one out"
                            : "the name " + Checks.shown(name) + " means " + Checks.shown(before.name()) + " and "
                                    + Checks.shown(model.name()) + "; let it mean one");
        }
    }

    private void addWithProvider(Map<String, PricedModel> starred) {
        for (PricedModel model : models) {
            String front = model.provider().map(provider -> provider + "/").orElse("");
            if (!front.isEmpty()) {
                addUnlessIn(exact, front, model.name(), model);
                for (String alias : model.aliases()) {
                    if (alias.endsWith("*")) {
                        addUnlessIn(starred, front, alias.substring(0, alias.length() - 1), model);
                    } else {
                        addUnlessIn(exact, front, alias, model);
                    }
                }
            }
        }
    }

    private static void addUnlessIn(Map<String, PricedModel> names, String front, String name, PricedModel model) {
        if (!name.startsWith(front)) {
            names.putIfAbsent(front + name, model);
        }
    }

    private void addBehindProvider() {
        Map<String, Optional<PricedModel>> found = new HashMap<>();
        for (PricedModel model : models) {
            int slash = model.name().indexOf('/');
            if (slash > 0 && slash < model.name().length() - 1) {
                found.merge(model.name().substring(slash + 1), Optional.of(model), (one, other) -> Optional.empty());
            }
        }
        found.forEach((name, model) -> model.ifPresent(only -> exact.putIfAbsent(name, only)));
    }

    List<PricedModel> models() {
        return models;
    }

    @Nullable
    PricedModel find(String name) {
        PricedModel found = exact.get(name);
        return found == null && !beginnings.isEmpty() ? findByBeginning(name) : found;
    }

    private @Nullable PricedModel findByBeginning(String name) {
        for (Beginning beginning : beginnings) {
            if (name.startsWith(beginning.text())) {
                return beginning.model();
            }
        }
        return null;
    }
}
