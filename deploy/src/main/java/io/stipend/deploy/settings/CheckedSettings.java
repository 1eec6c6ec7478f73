package io.stipend.deploy.settings;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Rule;
import io.stipend.core.error.InvalidRequestException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Settings from which records are made. What is wrong becomes a problem, and reading goes on, so that all of it is said at
 * once.
 *
 * @param settings what was given
 * @param problems where what is wrong goes
 */
public record CheckedSettings(Settings settings, Problems problems) {

    /** What was given for a key that has a default, or that. */
    public <T> T get(Key<T> key, String... names) {
        return settings.get(key, names);
    }

    /** What was given for a key; empty if nothing that can be used was. */
    public <T> Optional<T> find(Key<T> key, String... names) {
        return settings.find(key, names);
    }

    /** What was given for a key that must be; a problem if nothing was. */
    public <T> Optional<T> require(Key<T> key, String why, String... names) {
        if (!settings.has(key, names)) {
            problems.add(settings.missing(key, why, names));
        }
        return settings.find(key, names);
    }

    /** Adds a problem with the value of a key. */
    public void refuse(KeyPath path, String what) {
        problems.add(settings.problem(path, what, null));
    }

    /** Adds a problem with a value that names none of what there is. */
    public void refuse(KeyPath path, String what, String misspelt, List<String> names) {
        problems.add(settings.problem(path, what, settings.nearest(misspelt, names)));
    }

    /** Adds a problem if a rule is broken whose values can be used by themselves. */
    public <T extends Comparable<T>> void check(Rule<T> rule) {
        Key<T> first = rule.first();
        Key<T> second = rule.second();
        if (settings.isBroken(first) || settings.isBroken(second)) {
            return;
        }
        Optional<T> ofFirst = find(first).or(first::defaultValue);
        Optional<T> ofSecond = find(second).or(second::defaultValue);
        if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
            return;
        }
        boolean blameFirst = settings.has(first) || !settings.has(second);
        Key<T> blamed = blameFirst ? first : second;
        Key<T> other = blameFirst ? second : first;
        rule.broken(ofFirst.get(), ofSecond.get(), blameFirst)
                .ifPresent(how -> refuse(
                        blamed.path(), how + " " + other.path() + ", " + settings.shown(other) + "; " + rule.remedy()));
    }

    /** Makes a record that has rules of its own; empty, and a problem, if it breaks one. */
    public <T> Optional<T> make(KeyPath path, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (InvalidRequestException | IllegalArgumentException e) {
            // What it takes offence at may be a problem already.
            if (!problems.areUnder(path)) {
                String which = settings.isGiven(path) ? "which " : "";
                refuse(path, which + "cannot be used: " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
