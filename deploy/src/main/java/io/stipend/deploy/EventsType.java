package io.stipend.deploy;

import io.stipend.events.EventPublishers;

/** Where events can go. */
enum EventsType implements Adapter {
    NONE("stipend-events-spi", EventPublishers.class.getName()),
    LOG("stipend-events-spi", EventPublishers.class.getName()),
    KAFKA("stipend-events-kafka", "io.stipend.events.kafka.KafkaPublishers");

    private final String artifact;
    private final String factory;

    EventsType(String artifact, String factory) {
        this.artifact = artifact;
        this.factory = factory;
    }

    @Override
    public String artifact() {
        return artifact;
    }

    @Override
    public String factory() {
        return factory;
    }
}
