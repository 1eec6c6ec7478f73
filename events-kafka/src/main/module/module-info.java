/** Events on Kafka. */
module io.stipend.events.kafka {
    requires transitive io.stipend.events;
    requires transitive kafka.clients;
    requires static com.google.guice;
    requires static org.jspecify;
    requires io.cloudevents.api;
    requires io.cloudevents.core;
    requires io.cloudevents.kafka;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports io.stipend.events.kafka;

    opens io.stipend.events.kafka to
            com.google.guice;

    provides io.stipend.events.EventsPlugin with
            io.stipend.events.kafka.internal.KafkaPlugin;
}
