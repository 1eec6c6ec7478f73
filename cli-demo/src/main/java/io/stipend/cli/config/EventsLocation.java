package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.config.KeyPath;
import io.stipend.deploy.ConfigSource;
import io.stipend.events.EventsPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where the events' broker is, and how to reach it. */
public final class EventsLocation {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--events-url",
            paramLabel = "URL",
            description = "Where the events' broker is: for kafka host:port, or host:port/topic (default topic:"
                    + " stipend.events).")
    private @Nullable String url;

    @Option(
            names = "--events-properties",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, such as those for TLS and passwords.")
    private @Nullable Path properties;

    /** Whether a broker was typed. */
    public boolean isGiven() {
        return url != null;
    }

    /** Whether a destination is not this process's alone, and outlives it: where it has an address. */
    public static boolean outlivesProcess(EventsPlugin events) {
        return !events.addressForm().isEmpty();
    }

    /** Says so to a configuration; refuses an address that is missing or not used. */
    public ConfigSource addTo(ConfigSource source, EventsPlugin events) {
        if (url == null && outlivesProcess(events)) {
            throw Usage.wrong(spec, "--events " + events.name() + " needs --events-url " + events.addressForm());
        }
        if (url != null && !outlivesProcess(events)) {
            throw Usage.wrong(spec, "--events-url is not used by --events " + events.name() + "; leave it out");
        }
        KeyPath section = KeyPath.of("events").then(events.name());
        ConfigSource typed = source.withOption("--events", "events.type", events.name());
        if (url != null) {
            for (Map.Entry<String, String> setting : events.addressSettings(url).entrySet()) {
                typed = typed.withOption("--events-url", section.then(setting.getKey()), setting.getValue());
            }
        }
        if (properties != null) {
            Properties read = read(properties);
            for (String name : read.stringPropertyNames()) {
                typed = typed.withOption(
                        "--events-properties", section.then("properties").then(name), read.getProperty(name));
            }
        }
        return typed;
    }

    private static final int MAX_PROPERTIES = 1 << 20;

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_PROPERTIES + 1);
            if (text.length > MAX_PROPERTIES) {
                throw new IOException("it has more than " + MAX_PROPERTIES + " bytes");
            }
            properties.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the client properties " + file, e);
        }
    }
}
