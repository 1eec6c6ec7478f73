package io.stipend.deploy;

import io.stipend.deploy.settings.Key;
import io.stipend.deploy.settings.Settings;
import io.stipend.deploy.settings.SettingsException;
import io.stipend.events.kafka.KafkaPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration that can be used, and what holds in it, for people to look at. Connects to nothing.
 *
 * @param config the configuration
 * @param effective what holds, a line each, secrets masked; of the adapters only those that are picked
 */
public record ConfigCheck(StipendConfig config, List<Line> effective) {

    /** Above this many users of a tenant, their number is shown and not their names. */
    private static final int MAX_USERS = 20;

    private static final Set<String> ADAPTERS =
            Set.of("store.memory.", "store.postgres.", "store.redis.", "events.kafka.");

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
     * @param file the YAML file; nothing if all is in the environment
     * @throws SettingsException with all that is wrong with it
     */
    public static ConfigCheck of(Optional<Path> file, Map<String, String> environment) {
        ConfigReader.Loaded loaded = ConfigReader.read(file, environment);
        StipendConfig config = loaded.config();
        if (config.events() instanceof EventsSettings.Kafka kafka) {
            tryOut(kafka, loaded.settings());
        }
        List<Line> lines = new ArrayList<>();
        for (Settings.Line line : loaded.settings().effective()) {
            String key = line.path().toString();
            if (isOfPicked(key, config)) {
                lines.add(new Line(key, line.value(), line.origin().toString()));
            }
        }
        return new ConfigCheck(config, shortened(lines));
    }

    /** Kafka's client knows best whether it can work with its properties; to make one connects to nothing. */
    private static void tryOut(EventsSettings.Kafka kafka, Settings settings) {
        try {
            KafkaPublishers.open(kafka.config()).close();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    List.of(settings.problem(EventsKeys.KAFKA, "cannot be used: " + e.getMessage(), null)));
        }
    }

    private static boolean isOfPicked(String key, StipendConfig config) {
        String store = config.store().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        String events = config.events().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return ADAPTERS.stream()
                .filter(key::startsWith)
                .allMatch(
                        adapter -> adapter.equals("store." + store + '.') || adapter.equals("events." + events + '.'));
    }

    private static List<Line> shortened(List<Line> lines) {
        List<Line> users = lines.stream().filter(ConfigCheck::isUser).toList();
        if (users.size() <= MAX_USERS) {
            return lines;
        }
        List<Line> shorter = new ArrayList<>(lines);
        shorter.removeAll(users);
        shorter.add(
                new Line("tiers.users", users.size() + " users", users.get(0).origin()));
        return shorter;
    }

    private static boolean isUser(Line line) {
        return line.key().startsWith(TierKeys.USERS + ".") || line.key().startsWith(TierKeys.TENANTS + ".");
    }

    /** Every key there is, for people to look at. */
    public static List<KeyInfo> keys() {
        return Keys.CATALOGUE.keys().stream().map(ConfigCheck::info).toList();
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
                key.pattern().toString(),
                key.type().expected(),
                key.defaultText(),
                Keys.CATALOGUE.variable(key).orElse(""),
                key.about());
    }
}
