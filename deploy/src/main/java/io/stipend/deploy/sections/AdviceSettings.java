package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.RATIO;
import static io.stipend.config.ValueTypes.TEXT;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.core.spi.PriceSource;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What steps are advised that ask for it.
 *
 * @param strategies how
 */
public record AdviceSettings(ForecasterPlugin.Strategies strategies) {

    private static final Key<String> STRATEGY = Key.optional(
            "advice.strategy",
            TEXT.expecting("names of strategies with commas between"),
            "What is advised when spending is ahead of its pace, where a tier says nothing else: none, pace, wait:10m, defer, downgrade or"
                    + " cap:64, the next one where one has no remedy. Needs `stipend-foresight`.");
    private static final Key<Double> BURST = Key.of(
            "advice.burst",
            RATIO,
            0.05,
            "The share of an allowance that may be spent ahead of time; the rest is spread evenly.");
    private static final Key<String> MODELS = Key.optional(
            "advice.models",
            TEXT.expecting("names of models with commas between"),
            "The models that a step can be moved to, in the order of preference; each has a price.");
    private static final Key<String> CAPABILITIES = Key.optional(
            "advice.capabilities.<model>",
            TEXT.expecting("capabilities with commas between"),
            "What a model can do. A step is only moved to one that can do what it requires.");

    /** Nothing is advised. */
    public static final AdviceSettings NONE =
            new AdviceSettings(new ForecasterPlugin.Strategies(Optional.empty(), 0.05, Map.of()));

    /** The keys. */
    public static final List<Key<?>> KEYS = List.of(STRATEGY, BURST, MODELS, CAPABILITIES);

    /** What was given; problems, if it cannot be used. */
    public static AdviceSettings of(CheckedSettings settings) {
        Optional<String> strategy = settings.find(STRATEGY);
        strategy.ifPresent(text -> checkStrategy(settings, STRATEGY.path(), text));
        Map<String, Set<String>> models = new LinkedHashMap<>();
        settings.find(MODELS).map(AdviceSettings::words).orElse(Set.of()).forEach(model -> models.put(model, Set.of()));
        for (String model : settings.settings().names(new KeyPath(List.of("advice", "capabilities")))) {
            if (!models.containsKey(model)) {
                settings.refuse(
                        CAPABILITIES.at(model),
                        "is of a model that advice.models does not have",
                        model,
                        List.copyOf(models.keySet()));
            }
            settings.find(CAPABILITIES, model).ifPresent(text -> models.put(model, words(text)));
        }
        return new AdviceSettings(new ForecasterPlugin.Strategies(strategy, settings.get(BURST), models));
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return words;
    }

    /** Adds a problem if a strategy is none, or nobody can follow it. */
    static void checkStrategy(CheckedSettings settings, KeyPath path, String strategy) {
        Optional<ForecasterPlugin> plugin = Plugins.forecaster();
        if (plugin.isEmpty()) {
            settings.refuse(path, "which needs the dependency io.stipend:stipend-foresight; add it");
        } else {
            settings.make(path, () -> {
                plugin.get().checkStrategy(strategy);
                return strategy;
            });
        }
    }

    /** Who advises; nobody where the class path has no strategies. */
    public Optional<CostAdvisor> advisor(AccountAdministration accounts, PriceSource prices) {
        return Plugins.forecaster().map(plugin -> plugin.advisor(strategies, accounts, prices));
    }
}
