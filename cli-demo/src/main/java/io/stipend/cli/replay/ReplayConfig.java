package io.stipend.cli.replay;

import io.stipend.deploy.StipendConfig;
import java.time.Duration;

/** What a replay changes of a configuration. */
final class ReplayConfig {

    /** Whoever reads the report wants all events counted, however slow their publisher. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(10);

    /** Nobody looks back at a closed reservation, and a long trace has millions. */
    private static final Duration RETENTION = Duration.ofSeconds(5);

    private ReplayConfig() {}

    /** The same, as a replay uses it. */
    static StipendConfig of(StipendConfig config) {
        return config.withRelay(config.relay().withDrainTimeout(DRAIN_TIMEOUT))
                .withSweeper(config.sweeper().withRetention(RETENTION));
    }
}
