package io.stipend.deploy.settings;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Nearest;
import io.stipend.config.SafeText;
import io.stipend.config.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was given, and what holds where nothing was. Immutable. */
public final class Settings {

    private final Catalogue catalogue;
    private final Map<KeyPath, Setting> given;
    private final Map<KeyPath, Origin> sections;
    private final String file;

    /** The names directly under each section, so that nobody has to go through all settings for them. */
    private final Map<KeyPath, Set<String>> names = new HashMap<>();

    /**
     * Settings.
     *
     * @param given what was given, and can be read
     * @param sections where each part of a file begins, be it known or not
     * @param file the main file's name; empty if there is none
     */
    Settings(Catalogue catalogue, Map<KeyPath, Setting> given, Map<KeyPath, Origin> sections, String file) {
        this.catalogue = catalogue;
        this.sections = new LinkedHashMap<>(sections);
        this.given = new LinkedHashMap<>(given);
        this.file = file;
        sections.keySet().forEach(this::addNames);
        given.keySet().forEach(this::addNames);
    }

    private void addNames(KeyPath path) {
        KeyPath each = path;
        while (each.length() > 0
                && names.computeIfAbsent(each.parent(), section -> new LinkedHashSet<>())
                        .add(each.last())) {
            each = each.parent();
        }
    }

    /**
     * What was given for a key; nothing if it was left out, or cannot be used, which is a problem already.
     *
     * @param names the user's names under which it stands
     */
    public <T> Optional<T> find(Key<T> key, String... names) {
        Setting setting = given.get(key.at(names));
        return setting == null ? Optional.empty() : key.type().parse(setting.text());
    }

    /** What was given for a key that has a default, or that. */
    public <T> T get(Key<T> key, String... names) {
        return find(key, names)
                .or(key::defaultValue)
                .orElseThrow(() -> new IllegalArgumentException(key.path() + " has no default"));
    }

    /** The values of a section's keys, which are relative to it; defaults stand in for what cannot be used. */
    public Values values(KeyPath section, List<Key<?>> keys) {
        Values values = Values.defaults(keys);
        for (Key<?> key : keys) {
            values = with(values, section, key);
        }
        return values;
    }

    private <T> Values with(Values values, KeyPath section, Key<T> key) {
        Key<T> whole = key.under(section);
        if (!key.isNamedByUser()) {
            return find(whole).map(value -> values.with(key, value)).orElse(values);
        }
        Values changed = values;
        for (String name : names(whole.path().parent())) {
            T value = find(whole, name).orElse(null);
            changed = value == null ? changed : changed.with(key, value, name);
        }
        return changed;
    }

    /** Whether a key was given, be it a value that can be used or not. */
    public boolean has(Key<?> key, String... names) {
        return isGiven(key.at(names));
    }

    /** Whether something was given in this very place. */
    public boolean isGiven(KeyPath path) {
        return given.containsKey(path);
    }

    /** Whether a key was given a value that cannot be used, which is a problem already. */
    public boolean isBroken(Key<?> key, String... names) {
        Setting setting = given.get(key.at(names));
        return setting != null && key.type().parse(setting.text()).isEmpty();
    }

    /** What holds for a key, as it may be shown. */
    public String shown(Key<?> key, String... names) {
        Setting setting = given.get(key.at(names));
        return setting == null ? key.defaultText() + " by default" : SafeText.value(setting.shown());
    }

    /** The user's names directly under a section: those of the file in its order, then those that options give. */
    public List<String> names(KeyPath section) {
        return List.copyOf(names.getOrDefault(section, Set.of()));
    }

    /** What is wrong with a value that is, by itself, one of its type. */
    public Problem problem(KeyPath path, String what, @Nullable String nearest) {
        Setting setting = given.get(path);
        Origin origin = setting == null ? beginOf(path) : setting.origin();
        String value = setting == null ? "" : "is " + SafeText.value(setting.shown()) + ", ";
        return new Problem(origin, path.toString(), value + what, nearest);
    }

    /** That a key must be given and was not. */
    public Problem missing(Key<?> key, String why, String... names) {
        String variable =
                catalogue.variable(key).map(name -> ", or set " + name).orElse("");
        return new Problem(
                beginOf(key.at(names)),
                key.at(names).toString(),
                "is missing" + why + "; give " + key.type().expected() + variable,
                null);
    }

    /** The name that was most likely meant, if any is near. */
    public @Nullable String nearest(String misspelt, List<String> names) {
        return Nearest.of(misspelt, names).orElse(null);
    }

    /** Where the innermost section begins that this is in, and that is there. */
    private Origin beginOf(KeyPath path) {
        KeyPath section = path;
        while (section.length() > 0) {
            Origin origin = sections.get(section);
            if (origin != null) {
                return origin;
            }
            section = section.parent();
        }
        return file.isEmpty() ? new Origin.Default() : new Origin.InFile(file, 0);
    }

    /**
     * One line of what holds.
     *
     * @param path the key's full path
     * @param value its value, with secrets masked
     * @param origin where it was given
     */
    public record Line(KeyPath path, String value, Origin origin) {}

    /** What holds: what was given, and the defaults of all else; in the catalogue's order. */
    public List<Line> effective() {
        List<Line> lines = new ArrayList<>();
        Map<KeyPath, List<Setting>> byKey = new HashMap<>();
        given.values()
                .forEach(setting -> byKey.computeIfAbsent(setting.key().path(), key -> new ArrayList<>())
                        .add(setting));
        for (Key<?> key : catalogue.keys()) {
            List<Setting> settings = byKey.getOrDefault(key.path(), List.of());
            settings.forEach(setting -> lines.add(new Line(setting.path(), setting.shown(), setting.origin())));
            if (settings.isEmpty()
                    && !key.defaultText().isEmpty()
                    && catalogue.variable(key).isPresent()) {
                lines.add(new Line(key.path(), key.defaultText(), new Origin.Default()));
            }
        }
        return lines;
    }
}
