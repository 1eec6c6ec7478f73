package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.settings.CheckedSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether another policy is tried beside the one in force.
 *
 * @param file the configuration whose limits and tiers are tried; empty if none is
 */
public record ShadowSettings(Optional<Path> file) {

    private static final Key<Path> FILE = Key.optional(
            "shadow.file",
            ValueTypes.FILE,
            "Another configuration, relative to this file, whose `limits` and `tiers` are tried beside those in force: `resource.refused` and"
                    + " `stipend.shadow.*` tell what they would have refused. Needs `stipend-foresight`.");

    /** No other policy is tried. */
    public static final ShadowSettings NONE = new ShadowSettings(Optional.empty());

    /** The keys. */
    public static final List<Key<?>> KEYS = List.of(FILE);

    /** What was given; problems, if it cannot be used. */
    public static ShadowSettings of(CheckedSettings settings, Path folder) {
        Optional<Path> file = settings.find(FILE).map(folder::resolve);
        if (file.isPresent() && plugin().isEmpty()) {
            settings.refuse(
                    FILE.path(), "which needs what tries a policy; add the dependency io.stipend:stipend-foresight");
        }
        return new ShadowSettings(file);
    }

    /**
     * A store that tells what a policy would have refused.
     *
     * @param store closed together with it
     */
    public StoreAdapter trying(LimitPolicy policy, StoreAdapter store, Telemetry telemetry) {
        return plugin().orElseThrow().shadow(policy, store, telemetry);
    }

    private static Optional<LimitPolicy.Shadowing> plugin() {
        return Plugins.forecaster()
                .filter(LimitPolicy.Shadowing.class::isInstance)
                .map(LimitPolicy.Shadowing.class::cast);
    }
}
