package io.stipend.deploy.sections;

import io.stipend.core.metrics.Telemetry;

/**
 * Whether numbers go to the meter registry, and as whose.
 *
 * @param enabled whether they do
 * @param name tells them from those of another deployment in the same registry: the value of the tag {@code stipend}
 */
public record MetricsSettings(boolean enabled, String name) {

    /** They do, as {@code default}. */
    public static final MetricsSettings DEFAULT = new MetricsSettings(true, Telemetry.DEFAULT_NAME);

    /** They do not. */
    public static final MetricsSettings NONE = new MetricsSettings(false, Telemetry.DEFAULT_NAME);
}
