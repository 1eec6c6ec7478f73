package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.SECRET;
import static io.stipend.config.ValueTypes.TEXT;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The section {@code store}: where the books are kept. */
public final class StoreSection {

    public static final KeyPath PATH = KeyPath.of("store");

    private static final AdapterSections<StorePlugin> STORES =
            new AdapterSections<>(PATH, "store", "stipend-store-", Plugins.stores());

    private static final Key<String> TYPE =
            STORES.typeKey(Optional.empty(), "Where the books are kept. Must be given.");

    private static final Key<String> URL = Key.optional(
            "store.url",
            ValueTypes.URL.expecting(Plugins.stores().stream()
                    .map(StorePlugin::urlForm)
                    .filter(form -> !form.isEmpty())
                    .collect(Collectors.joining(", or "))),
            "Where the store's server is. Must be given for a store that has one.");

    private static final Key<String> USER =
            Key.optional("store.user", TEXT, "The user there; else the one in the URL, else that of `PGUSER`.");

    private static final Key<String> PASSWORD = Key.optional(
            "store.password",
            SECRET,
            "The password; else the one in the URL, else that of `PGPASSWORD` or `REDISCLI_AUTH`.");

    private StoreSection() {}

    /** The keys of all stores, then those of each. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(TYPE, URL, USER, PASSWORD));
        keys.addAll(STORES.keys());
        return keys;
    }

    /** What to say of a store that is not there. */
    public static String absent(String name) {
        return STORES.absent(name);
    }

    /** Whether a key is one of a store that is not picked. */
    public static boolean isOfAnother(String key, StoreConfig picked) {
        return STORES.isOfAnother(key, picked.type());
    }

    /** The store that is picked; empty, and problems, if it cannot be. */
    public static Optional<StoreConfig> read(CheckedSettings settings, Map<String, String> environment) {
        STORES.checkRules(settings);
        return settings.require(TYPE, "")
                .flatMap(name -> STORES.picked(settings, TYPE, name))
                .flatMap(plugin -> configured(settings, plugin, environment));
    }

    private static Optional<StoreConfig> configured(
            CheckedSettings settings, StorePlugin plugin, Map<String, String> environment) {
        Optional<String> url = plugin.urlSchemes().isEmpty() ? Optional.of("") : url(settings, plugin);
        Optional<Values> values = STORES.values(settings, plugin);
        if (url.isEmpty() || values.isEmpty()) {
            return Optional.empty();
        }
        StoreAddress address = new StoreAddress(url.get(), settings.find(USER), settings.find(PASSWORD), environment);
        return settings.make(PATH.then(plugin.name()), () -> plugin.configure(address, values.get()));
    }

    private static Optional<String> url(CheckedSettings settings, StorePlugin plugin) {
        Key<String> url = URL.expecting(plugin.urlForm());
        return settings.require(url, STORES.why(plugin))
                .filter(given -> settings.make(url.path(), () -> {
                            plugin.checkUrl(given);
                            return given;
                        })
                        .isPresent());
    }
}
