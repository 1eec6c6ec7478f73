package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
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
 * @param smallDiskBytes how much room there is on a disk that the server has besides; 0 for no such disk
 */
public record PostgresOptions(Map<String, String> settings, Optional<Path> dataDirectory, long smallDiskBytes) {

    public PostgresOptions {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * A server that loses nothing it acknowledged, whatever dies: PostgreSQL's own defaults, spelt out where durability
     * depends on them. For tests of crashes, and for measurements.
     */
    public static PostgresOptions durable() {
        return new PostgresOptions(
                        Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on"),
                        Optional.empty(),
                        0)
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
        return new PostgresOptions(changed, dataDirectory, smallDiskBytes);
    }

    /** These options with the data in a folder of the caller's. */
    public PostgresOptions in(Path newDataDirectory) {
        return new PostgresOptions(settings, Optional.of(newDataDirectory), smallDiskBytes);
    }

    /**
     * These options with a small disk besides, at {@link EmbeddedPostgres#smallDisk}, for a tablespace that can be filled. It is
     * in memory: every start of the server begins with an empty one.
     *
     * <p>The start throws {@link ServerUnavailableException} where nothing can be mounted: that takes Linux, and root or the
     * right to make user namespaces.
     */
    public PostgresOptions withSmallDisk(long bytes) {
        return new PostgresOptions(settings, dataDirectory, bytes);
    }
}
