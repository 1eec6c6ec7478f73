package io.stipend.testkit.server;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a PostgreSQL server.
 *
 * @param settings server settings by name, as in {@code postgresql.conf}
 * @param dataDirectory where the server keeps its data: a folder that does not exist yet, or is empty, and that stays
 *     when the server is closed. Without it the server has a temporary folder, deleted when it is closed
 */
public record PostgresOptions(Map<String, String> settings, Optional<Path> dataDirectory) {

    public PostgresOptions {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * A server that loses nothing it acknowledged, whatever dies: PostgreSQL's own defaults, spelt out where durability
     * depends on them. For tests of crashes, and for measurements.
     */
    public static PostgresOptions durable() {
        return new PostgresOptions(
                        Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on"), Optional.empty())
                .with("max_connections", "200");
    }

    /**
     * A server for tests that do not crash the machine: it never waits for the disk. A killed <em>process</em> loses
     * nothing even so, because what it wrote is with the operating system.
     */
    public static PostgresOptions fast() {
        return durable().with("fsync", "off").with("full_page_writes", "off").with("shared_buffers", "64MB");
    }

    /** These options with one server setting, which replaces an earlier one of that name. */
    public PostgresOptions with(String setting, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(setting, value);
        return new PostgresOptions(changed, dataDirectory);
    }

    /** These options with the data in a folder of the caller's. */
    public PostgresOptions in(Path newDataDirectory) {
        return new PostgresOptions(settings, Optional.of(newDataDirectory));
    }
}
