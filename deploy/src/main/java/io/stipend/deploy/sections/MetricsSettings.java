package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.TEXT;
import static io.stipend.config.ValueTypes.YES_OR_NO;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.metrics.Telemetry;
import java.util.List;

/**
 * Whether numbers go to the meter registry, and as whose.
 *
 * @param enabled whether they do
 * @param name tells them from those of another deployment in the same registry: the value of the tag {@code stipend}
 */
public record MetricsSettings(boolean enabled, String name) {

    private static final Key<Boolean> ENABLED =
            Key.of("metrics.enabled", YES_OR_NO, true, "Whether numbers go to the meter registry.");
    private static final Key<String> NAME = Key.of(
            "metrics.name",
            TEXT,
            Telemetry.DEFAULT_NAME,
            "The value of the tag `stipend` of every meter: tells deployments in one registry apart.");

    public static final List<Key<?>> KEYS = List.of(ENABLED, NAME);

    /** They do, as {@code default}. */
    public static final MetricsSettings DEFAULT = of(Values.defaults(KEYS));

    /** They do not. */
    public static final MetricsSettings NONE = new MetricsSettings(false, Telemetry.DEFAULT_NAME);

    /** What these values say. */
    public static MetricsSettings of(Values values) {
        return new MetricsSettings(values.get(ENABLED), values.get(NAME));
    }
}
