package io.stipend.deploy;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.deploy.sections.EventsSection;
import io.stipend.deploy.sections.StoreSection;
import io.stipend.deploy.sections.TierKeys;
import io.stipend.deploy.settings.Settings;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.events.EventsConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that can be used, and what holds in it, for people to look at. Connects to nothing.
 *
 * @param config the configuration
 * @param effective what holds, a line each, secrets masked; of the adapters only those that are picked
 */
public record ConfigCheck(StipendConfig config, List<Line> effective) {

    /** Above this many users of a tenant, their number is shown and not their names. */
    private static final int MAX_USERS = 20;

    /**
     * One key.
     *
     * @param key its full path
     * @param value what holds, masked if it is a secret
     * @param origin the line of the file, the variable, or {@code default}
     */
    public record Line(String key, String value, String origin) {}

    /**
     * Checks one.
     *
     * @throws SettingsException with all that is wrong with it
     */
    public static ConfigCheck of(ConfigSource source) {
        ConfigReader.Loaded loaded = ConfigReader.read(source);
        StipendConfig config = loaded.config();
        tryOut(config.events(), loaded.settings());
        List<Line> lines = new ArrayList<>();
        for (Settings.Line line : loaded.settings().effective()) {
            String key = line.path().toString();
            if (!StoreSection.isOfAnother(key, config.store()) && !EventsSection.isOfAnother(key, config.events())) {
                lines.add(new Line(key, line.value(), line.origin().toString()));
            }
        }
        return new ConfigCheck(config, shortened(lines));
    }

    private static void tryOut(EventsConfig events, Settings settings) {
        try {
            events.check();
        } catch (IllegalArgumentException e) {
            KeyPath section = EventsSection.PATH.then(events.type());
            throw new SettingsException(List.of(settings.problem(section, "cannot be used: " + e.getMessage(), null)));
        }
    }

    private static List<Line> shortened(List<Line> lines) {
        List<Line> users = lines.stream().filter(ConfigCheck::isUser).toList();
        if (users.size() <= MAX_USERS) {
            return lines;
        }
        List<Line> shorter =
                new ArrayList<>(lines.stream().filter(line -> !isUser(line)).toList());
        shorter.add(
                new Line("tiers.users", users.size() + " users", users.get(0).origin()));
        return shorter;
    }

    private static boolean isUser(Line line) {
        return line.key().startsWith(TierKeys.USERS + ".") || line.key().startsWith(TierKeys.TENANTS + ".");
    }

    /** Every key there is, for people to look at. */
    public static List<KeyInfo> keys() {
        return StipendKeys.CATALOGUE.keys().stream().map(ConfigCheck::info).toList();
    }

    /**
     * What there is to know of a key.
     *
     * @param key its full path, with the user's own names in angle brackets
     * @param expected what its value may be
     * @param defaultValue what holds when it is left out; empty if nothing does
     * @param variable the environment variable that sets it; empty if none does
     * @param about what it does
     */
    public record KeyInfo(String key, String expected, String defaultValue, String variable, String about) {}

    private static KeyInfo info(Key<?> key) {
        return new KeyInfo(
                key.path().toString(),
                key.type().expected(),
                key.defaultText(),
                StipendKeys.CATALOGUE.variable(key).orElse(""),
                key.about());
    }
}
