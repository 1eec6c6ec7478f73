package io.stipend.events.kafka.internal;

import io.stipend.config.Key;
import io.stipend.config.KeyPath;
import io.stipend.config.Rule;
import io.stipend.config.Values;
import io.stipend.events.EventsConfig;
import io.stipend.events.EventsPlugin;
import io.stipend.events.kafka.KafkaEventsConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes Kafka available as {@code events.type: kafka}. */
public final class KafkaPlugin implements EventsPlugin {

    @Override
    public String name() {
        return KafkaKeys.SECTION;
    }

    @Override
    public List<Key<?>> keys() {
        return KafkaKeys.ALL;
    }

    @Override
    public List<Rule<?>> rules() {
        return KafkaKeys.RULES;
    }

    /** Checks each property by itself, so that all unusable ones are reported at once. */
    @Override
    public Map<KeyPath, String> refusals(Values values) {
        Map<KeyPath, String> refusals = new LinkedHashMap<>();
        KafkaEventsConfig plain = KafkaEventsConfig.of("localhost:9092");
        values.findAll(KafkaKeys.PROPERTY).forEach((name, value) -> {
            try {
                plain.withProperty(name, value);
            } catch (IllegalArgumentException e) {
                refusals.put(KafkaKeys.PROPERTY.at(name), String.valueOf(e.getMessage()));
            }
        });
        return refusals;
    }

    @Override
    public String addressForm() {
        return "host:port or host:port/topic";
    }

    @Override
    public Map<String, String> addressSettings(String address) {
        Map<String, String> settings = new LinkedHashMap<>();
        int slash = address.indexOf('/');
        settings.put(KafkaKeys.BOOTSTRAP_SERVERS.path().last(), slash < 0 ? address : address.substring(0, slash));
        if (slash >= 0) {
            settings.put(KafkaKeys.TOPIC.path().last(), address.substring(slash + 1));
        }
        // A person at a terminal should not wait as long as a service.
        settings.put(KafkaKeys.PUBLISH_TIMEOUT.path().last(), "10s");
        return settings;
    }

    @Override
    public EventsConfig configure(Values values) {
        return new KafkaEventsConfig(values);
    }
}
