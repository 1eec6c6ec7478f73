package io.stipend.events.kafka;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.DeadLetteringPublisher;
import io.stipend.events.EventPublisher;

/**
 * Binds one Kafka publisher as {@link EventPublisher} and as {@link DeadLetterSink}. The code that creates the injector
 * must close the {@link EventPublisher}; Stipend does.
 */
public final class KafkaEventsModule extends PrivateModule {

    private final KafkaEventsConfig config;

    public KafkaEventsModule(KafkaEventsConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        expose(EventPublisher.class);
        expose(DeadLetterSink.class);
    }

    @Provides
    @Singleton
    DeadLetteringPublisher kafka() {
        return KafkaPublishers.open(config);
    }

    @Provides
    EventPublisher publisher(DeadLetteringPublisher kafka) {
        return kafka;
    }

    @Provides
    DeadLetterSink deadLetters(DeadLetteringPublisher kafka) {
        return kafka;
    }
}
