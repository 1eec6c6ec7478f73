package io.stipend.testkit.servers.redis;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a Redis server.
 *
 * @param settings server settings by name, as in {@code redis.conf}
 * @param dataDirectory where the server keeps its data: a folder that exists, and that stays when the server is closed.
 *     Without it the server has a temporary folder, deleted when it is closed
 */
public record RedisOptions(Map<String, String> settings, Optional<Path> dataDirectory) {

    public RedisOptions {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * A server that loses nothing it acknowledged when a process or the machine dies: every command is on disk before it is answered. For
     * tests of crashes.
     */
    public static RedisOptions durable() {
        return new RedisOptions(Map.of(), Optional.empty())
                .with("save", "")
                .with("appendonly", "yes")
                .with("appendfsync", "always");
    }

    /** A server for tests that do not kill it: it keeps nothing on disk. */
    public static RedisOptions fast() {
        return new RedisOptions(Map.of(), Optional.empty()).with("save", "").with("appendonly", "no");
    }

    /** These options with one server setting, which replaces an earlier one of that name. */
    public RedisOptions with(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting, value);
        return new RedisOptions(changed, dataDirectory);
    }

    /** Whether this is a sentinel, which keeps no data and watches over servers that do. */
    boolean isSentinel() {
        return settings.keySet().stream().anyMatch(name -> name.startsWith("sentinel "));
    }

    /** These options with the data in a folder of the caller's. */
    public RedisOptions in(Path newDataDirectory) {
        return new RedisOptions(settings, Optional.of(newDataDirectory));
    }
}
