package io.stipend.cli.events;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach the events' broker, for those who need more than its address. */
public final class EventsClientOptions {

    @Option(
            names = "--events-properties",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, such as those for TLS and passwords.")
    private @Nullable Path properties;

    /** The file, if one was given. */
    @Nullable
    public Path properties() {
        return properties;
    }
}
