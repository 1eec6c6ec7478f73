package io.stipend.cli;

import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import java.util.Locale;

/** Where a replay can publish its events. One more entry adds one more. */
enum EventsChoice {
    NONE(false) {
        @Override
        EventPublisher publisher() {
            return EventPublishers.none();
        }
    },
    LOG(false) {
        @Override
        EventPublisher publisher() {
            return EventPublishers.log();
        }
    };

    private final boolean usesUrl;

    EventsChoice(boolean usesUrl) {
        this.usesUrl = usesUrl;
    }

    /** Opens the publisher. */
    abstract EventPublisher publisher();

    /** Whether {@code --events-url} says where they go. */
    boolean usesUrl() {
        return usesUrl;
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
