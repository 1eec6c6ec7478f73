package io.stipend.deploy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.KeyPath;
import io.stipend.deploy.settings.Problems;
import io.stipend.deploy.settings.Settings;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes records of settings.
 *
 * @param settings what was given
 * @param problems where what is wrong goes
 */
record Reading(Settings settings, Problems problems) {

    <T> T get(Key<T> key, String... names) {
        return settings.get(key, names);
    }

    <T> Optional<T> find(Key<T> key, String... names) {
        return settings.find(key, names);
    }

    /** What was given for a key that must be; the stand-in, and a problem, if nothing was. */
    <T> T require(Key<T> key, String why, T standIn, String... names) {
        if (!settings.has(key, names)) {
            problems.add(settings.missing(key, why, names));
        }
        return settings.find(key, names).orElse(standIn);
    }

    /** Two values that must be in order, lest one of them makes no sense. */
    <T extends Comparable<T>> void requireOrder(
            Key<T> lower, Key<T> upper, boolean orEqual, String remedy, String... names) {
        if (settings.isBroken(lower, names) || settings.isBroken(upper, names)) {
            return;
        }
        int order = get(lower, names).compareTo(get(upper, names));
        if (order > 0 || (order == 0 && !orEqual)) {
            boolean blameLower = settings.has(lower, names) || !settings.has(upper, names);
            KeyPath blamed = (blameLower ? lower : upper).at(names);
            Key<T> other = blameLower ? upper : lower;
            String relation =
                    order == 0 ? "not " + (blameLower ? "below " : "above ") : blameLower ? "above " : "below ";
            problems.add(settings.problem(
                    blamed, relation + other.at(names) + ", " + settings.shown(other, names) + remedy, null));
        }
    }

    /** Whether the adapter that a key picks is there; a problem if it is not. */
    boolean isThere(Key<?> key, Adapter adapter) {
        Optional<String> absence = adapter.absence();
        absence.ifPresent(what -> problems.add(settings.problem(key.at(), "but " + what, null)));
        return absence.isEmpty();
    }

    /** Makes a record that has rules of its own; empty, and a problem, if it breaks one. */
    <T> Optional<T> make(KeyPath path, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (InvalidRequestException | IllegalArgumentException e) {
            // What it takes offence at may be a problem already.
            if (!problems.areUnder(path)) {
                String which = settings.isGiven(path) ? "which " : "";
                problems.add(settings.problem(path, which + "cannot be used: " + e.getMessage(), null));
            }
            return Optional.empty();
        }
    }
}
