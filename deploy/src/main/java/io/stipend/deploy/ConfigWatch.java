package io.stipend.deploy;

import io.stipend.core.metrics.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A configuration that is read again when its files have changed, for a part of it that a service over the deployment needs: whoever
 * needs it next has what is new. One that is wrong is refused and logged; what held goes on holding. Thread safe.
 */
public final class ConfigWatch {

    private final Consumer<StipendConfig> takeOver;
    private final FileReloads reloads;

    private volatile ConfigSource source;

    /**
     * Watches where a configuration was read. One that was made in code never changes.
     *
     * @param what is needed of it, for messages: {@code keys}
     * @param interval how often at most to look; zero for each time it is needed
     * @param takeOver takes what is read anew
     */
    public ConfigWatch(String what, StipendConfig config, Duration interval, Consumer<StipendConfig> takeOver) {
        this.takeOver = takeOver;
        this.source = config.source();
        this.reloads = new FileReloads(what, source.stamps(), interval, this::read, Telemetry.none());
    }

    /** Reads the files again if they have changed. Blocks while they are read; cheap otherwise. */
    public void check() {
        reloads.check();
    }

    private List<FileStamp> read() {
        StipendConfig config = source.load();
        takeOver.accept(config);
        source = config.source();
        return source.stamps();
    }
}
