package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Plugin;
import io.stipend.config.Rule;
import io.stipend.config.SafeText;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A section in which one adapter of several is picked, and each has a section of its own.
 *
 * @param path where it stands
 * @param what what its adapters are, for messages
 * @param artifact what the artifact of an adapter is called up to its name
 * @param plugins the adapters that are there
 */
record AdapterSections<P extends Plugin>(KeyPath path, String what, String artifact, List<P> plugins) {

    /** The names of the adapters that are there. */
    List<String> names() {
        return plugins.stream().map(Plugin::name).toList();
    }

    /** The keys of the adapters. */
    List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>();
        for (P plugin : plugins) {
            plugin.keys().forEach(key -> keys.add(key.under(path.then(plugin.name()))));
        }
        return keys;
    }

    /** What to say of an adapter that is not there. */
    String absent(String name) {
        return unknown(name) + "; add the dependency of its adapter, such as io.stipend:" + artifact + name;
    }

    private String unknown(String name) {
        return "no " + what + " named " + name + " is on the class path; there are " + String.join(", ", names());
    }

    /** Whether a key is one of an adapter that is there and not the one of this name. */
    boolean isOfAnother(String key, String picked) {
        return names().stream().anyMatch(name -> !name.equals(picked) && key.startsWith(path.then(name) + "."));
    }

    /** The adapter of a name that a key has; empty, and a problem, if there is none. */
    Optional<P> picked(CheckedSettings settings, Key<String> type, String name) {
        Optional<P> plugin = Plugins.named(plugins, name);
        if (plugin.isEmpty()) {
            boolean misspelt = settings.settings().nearest(name, names()) != null;
            settings.refuse(type.path(), misspelt ? unknown(name) : absent(name), name, names());
        }
        return plugin;
    }

    /** Checked for every adapter, also when another is picked: who switches is to find a file that works. */
    void checkRules(CheckedSettings settings) {
        for (P plugin : plugins) {
            for (Rule<?> rule : plugin.rules()) {
                settings.check(rule.under(path.then(plugin.name())));
            }
        }
    }

    /** The values of the section of the adapter that is picked; empty, and problems, if it cannot work with them. */
    Optional<Values> values(CheckedSettings settings, P plugin) {
        KeyPath section = path.then(plugin.name());
        boolean complete = true;
        for (Key<?> key : plugin.keys()) {
            if (key.required()) {
                complete &= settings.require(key.under(section), why(plugin)).isPresent();
            }
        }
        Values values = settings.settings().values(section, plugin.keys());
        plugin.refusals(values)
                .forEach((at, refusal) -> settings.refuse(at.under(section), "which cannot be used: " + refusal));
        return complete ? Optional.of(values) : Optional.empty();
    }

    /** Why something must be given. */
    String why(P plugin) {
        return ", which " + path + ".type " + SafeText.value(plugin.name()) + " needs";
    }

    Key<String> typeKey(Optional<String> defaultName, String about) {
        var names = ValueTypes.TEXT.expecting(SafeText.oneOf(names())).suggesting(names());
        String dotted = path + ".type";
        return defaultName
                .map(name -> Key.of(dotted, names, name, about))
                .orElseGet(() -> Key.required(dotted, names, about));
    }
}
