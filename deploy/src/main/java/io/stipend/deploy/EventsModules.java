package io.stipend.deploy;

import com.google.inject.Binder;
import com.google.inject.Module;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.kafka.KafkaEventsModule;

/** The module of where events go; no class of Kafka's is touched unless it is picked. */
final class EventsModules {

    private EventsModules() {}

    static Module of(EventsSettings events) {
        if (events instanceof EventsSettings.None) {
            return binder -> bind(binder, EventPublishers.none());
        } else if (events instanceof EventsSettings.Log) {
            return binder -> bind(binder, EventPublishers.log());
        } else if (events instanceof EventsSettings.Kafka kafka) {
            return new KafkaEventsModule(kafka.config());
        }
        throw new IllegalArgumentException("not where events go: " + events);
    }

    private static void bind(Binder binder, EventPublisher publisher) {
        binder.bind(EventPublisher.class).toInstance(publisher);
        binder.bind(DeadLetterSink.class).toInstance(DeadLetterSink.log());
    }
}
