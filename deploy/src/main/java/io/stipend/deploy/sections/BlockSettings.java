package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.YES_OR_NO;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StorePlugin;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether reserves of busy accounts are served from blocks that this node holds.
 *
 * @param enabled whether they are
 * @param values of the keys of what does it
 */
public record BlockSettings(boolean enabled, Values values) {

    private static final KeyPath SECTION = new KeyPath(List.of("pools", "blocks"));

    /** What serves them here. */
    private static final String LOCAL_STORE = "memory";

    private static final Key<Boolean> ENABLED = Key.of(
            "pools.blocks.enabled",
            YES_OR_NO,
            false,
            "Whether this node serves reserves of busy accounts from parts that it holds, at its own speed. Needs"
                    + " `stipend-pools` and `stipend-store-memory`.");

    /** None. */
    public static final BlockSettings NONE = new BlockSettings(false, Values.defaults(ownKeys()));

    /** The keys, with those of what does it, if it is there. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(ENABLED));
        ownKeys().forEach(key -> keys.add(key.under(SECTION)));
        return keys;
    }

    private static List<Key<?>> ownKeys() {
        return Plugins.blocks().map(BlockPlugin::keys).orElseGet(List::of);
    }

    /** What was given; problems, if it cannot be used. */
    public static BlockSettings of(CheckedSettings settings) {
        BlockSettings blocks =
                new BlockSettings(settings.get(ENABLED), settings.settings().values(SECTION, ownKeys()));
        if (blocks.enabled
                && (Plugins.blocks().isEmpty() || Plugins.store(LOCAL_STORE).isEmpty())) {
            settings.refuse(
                    ENABLED.path(),
                    "which needs the dependencies io.stipend:stipend-pools and io.stipend:stipend-store-memory; add them");
        } else if (blocks.enabled) {
            try {
                Plugins.blocks().ifPresent(plugin -> plugin.check(blocks.values));
            } catch (InvalidRequestException e) {
                settings.refuse(SECTION, "cannot be used: " + e.getMessage());
            }
        }
        return blocks;
    }

    /** The store with blocks; the store itself if there are to be none. Opens what is needed for it. */
    public StoreAdapter over(StoreAdapter store, Telemetry telemetry) {
        if (!enabled) {
            return store;
        }
        BlockPlugin plugin = Plugins.blocks().orElseThrow(BlockSettings::missing);
        StorePlugin memory = Plugins.store(LOCAL_STORE).orElseThrow(BlockSettings::missing);
        StoreAdapter local = memory.configure(
                        new StoreAddress("", Optional.empty(), Optional.empty(), Map.of()),
                        Values.defaults(memory.keys()))
                .open();
        return plugin.open(store, local, values, telemetry);
    }

    private static InvalidRequestException missing() {
        return new InvalidRequestException("there are no blocks on the class path; add the dependencies"
                + " io.stipend:stipend-pools and io.stipend:stipend-store-memory");
    }
}
