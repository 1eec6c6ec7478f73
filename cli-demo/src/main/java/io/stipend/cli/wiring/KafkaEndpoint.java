package io.stipend.cli.wiring;

import io.stipend.events.kafka.KafkaEventsConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where Kafka is, as it is given on the command line. */
public final class KafkaEndpoint {

    /** Whoever waits at a terminal wants to know sooner than a service does. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private KafkaEndpoint() {}

    /**
     * Reads it.
     *
     * @param url {@code host:port}, several with commas between, and perhaps {@code /topic}
     * @param clientProperties a file with more properties of Kafka's clients, if any
     * @throws IllegalArgumentException if it cannot be one
     */
    public static KafkaEventsConfig of(String url, @Nullable Path clientProperties) {
        int slash = url.indexOf('/');
        String servers = slash < 0 ? url : url.substring(0, slash);
        if (!servers.matches("[^,:/\\s]+:[0-9]{1,5}(,[^,:/\\s]+:[0-9]{1,5})*")) {
            throw new IllegalArgumentException(
                    "'" + url + "' is no address of Kafka; give host:port or host:port/topic");
        }
        KafkaEventsConfig config = KafkaEventsConfig.of(servers).withPublishTimeout(TIMEOUT);
        if (slash >= 0) {
            config = config.withTopic(url.substring(slash + 1));
        }
        return clientProperties == null ? config : config.withProperties(read(clientProperties));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the client properties " + file, e);
        }
        Map<String, String> map = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return map;
    }
}
