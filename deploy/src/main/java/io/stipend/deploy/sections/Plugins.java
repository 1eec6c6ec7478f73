package io.stipend.deploy.sections;

import io.stipend.config.Plugin;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.core.spi.PriceListReader;
import io.stipend.core.spi.StorePlugin;
import io.stipend.events.EventsPlugin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The adapters on the class path, in the order of their names. They are looked for once. */
public final class Plugins {

    private static final List<StorePlugin> STORES = found(StorePlugin.class);
    private static final List<EventsPlugin> EVENTS = found(EventsPlugin.class);

    private static final Optional<PriceListReader> PRICE_LISTS = ServiceLoader.load(
                    PriceListReader.class, Plugins.class.getClassLoader())
            .findFirst();

    private static final Optional<ForecasterPlugin> FORECASTER = ServiceLoader.load(
                    ForecasterPlugin.class, Plugins.class.getClassLoader())
            .findFirst();

    private static final Optional<BlockPlugin> BLOCKS = ServiceLoader.load(
                    BlockPlugin.class, Plugins.class.getClassLoader())
            .findFirst();

    private Plugins() {}

    /** The stores that {@code store.type} can pick. */
    public static List<StorePlugin> stores() {
        return STORES;
    }

    /** The destinations that {@code events.type} can pick. */
    public static List<EventsPlugin> events() {
        return EVENTS;
    }

    /** The store of a name. */
    public static Optional<StorePlugin> store(String name) {
        return named(STORES, name);
    }

    /** The destination of a name. */
    public static Optional<EventsPlugin> events(String name) {
        return named(EVENTS, name);
    }

    /** The store whose servers have such a URL. */
    public static Optional<StorePlugin> storeAt(String url) {
        return STORES.stream()
                .filter(store -> store.urlSchemes().stream().anyMatch(scheme -> url.startsWith(scheme + ":")))
                .findFirst();
    }

    static <P extends Plugin> Optional<P> named(List<P> plugins, String name) {
        return plugins.stream().filter(plugin -> plugin.name().equals(name)).findFirst();
    }

    /** The reader of price lists; of several, the first that is found. */
    public static Optional<PriceListReader> priceLists() {
        return PRICE_LISTS;
    }

    /** The forecaster; of several, the first that is found. */
    public static Optional<ForecasterPlugin> forecaster() {
        return FORECASTER;
    }

    /** What serves reserves from blocks; of several, the first that is found. */
    public static Optional<BlockPlugin> blocks() {
        return BLOCKS;
    }

    private static <P extends Plugin> List<P> found(Class<P> type) {
        return ServiceLoader.load(type, Plugins.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Plugin::name))
                .toList();
    }
}
