package io.stipend.store.postgres.internal.schema;

import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** A file of the schema. Flyway applies one whose name begins with V once, one with R whenever its text has changed. */
final class Migration extends LoadableResource {

    /** All of them, in the order in which they are applied. */
    static final List<Migration> ALL = Stream.of(
                    "V1__tables.sql",
                    "V2__types.sql",
                    "V3__forecasts.sql",
                    "R__1_amounts.sql",
                    "R__2_entries.sql",
                    "R__3_periods_and_terms.sql",
                    "R__4_commands.sql",
                    "R__5_run_commands.sql",
                    "R__6_run_batch.sql",
                    "R__7_administration.sql",
                    "R__8_pruning.sql",
                    "R__9_inspection.sql",
                    "R__91_forecasts.sql")
            .map(Migration::new)
            .toList();

    /** Hands them to Flyway, which would find neither the fragments in them nor, on a module path, the files. */
    static final ResourceProvider PROVIDER = new ResourceProvider() {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return ALL.stream()
                    .filter(migration -> migration.name.equals(name))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return ALL.stream()
                    .filter(migration -> migration.name.startsWith(prefix))
                    .map(LoadableResource.class::cast)
                    .toList();
        }
    };

    private final String name;

    private Migration(String name) {
        this.name = name;
    }

    boolean isRepeatable() {
        return name.startsWith("R__");
    }

    String text() {
        return SqlFiles.text(Migration.class, name);
    }

    /** As Flyway calculates it, and keeps it in its history: of the bytes of the lines, without what ends them. */
    int checksum() {
        CRC32 sum = new CRC32();
        text().lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }

    @Override
    public Reader read() {
        return new StringReader(text());
    }

    @Override
    public String getAbsolutePath() {
        return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return name;
    }

    @Override
    public String getFilename() {
        return name;
    }

    @Override
    public String getRelativePath() {
        return name;
    }
}
