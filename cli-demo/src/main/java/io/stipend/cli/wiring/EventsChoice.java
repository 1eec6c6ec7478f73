package io.stipend.cli.wiring;

import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.events.kafka.KafkaPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a replay can publish its events. One more entry adds one more. */
public enum EventsChoice {
    NONE(false) {
        @Override
        public EventsTarget open(@Nullable String url, @Nullable Path clientProperties) {
            return EventsTarget.of(EventPublishers.none());
        }
    },
    LOG(false) {
        @Override
        public EventsTarget open(@Nullable String url, @Nullable Path clientProperties) {
            return EventsTarget.of(EventPublishers.log());
        }
    },
    KAFKA(true) {
        @Override
        public EventsTarget open(@Nullable String url, @Nullable Path clientProperties) {
            KafkaEventsConfig config = KafkaEndpoint.of(Objects.requireNonNull(url), clientProperties);
            // Else a replay would run, and its report then wait for a broker that is not there.
            KafkaPublishers.prepare(config);
            DeadLetteringPublisher kafka = KafkaPublishers.open(config);
            return new EventsTarget(kafka, kafka);
        }
    };

    private final boolean usesUrl;

    EventsChoice(boolean usesUrl) {
        this.usesUrl = usesUrl;
    }

    /**
     * Opens the publisher.
     *
     * @param url where events go; null for one that does not use a URL
     * @param clientProperties a file with more properties of its client, if any
     */
    public abstract EventsTarget open(@Nullable String url, @Nullable Path clientProperties);

    /** Whether {@code --events-url} says where they go. Such a place is not this process's alone, and outlives it. */
    public boolean usesUrl() {
        return usesUrl;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
