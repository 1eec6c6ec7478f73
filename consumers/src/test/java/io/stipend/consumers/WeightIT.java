package io.stipend.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each artifact brings along is written down, and what is meant to be light stays so. */
class WeightIT {

    private static final Path PAGE = Path.of("..", "docs", "artifacts.md");

    @Test
    void thePageSaysWhatEachArtifactBrings() throws IOException {
        String table = Artifact.all().map(WeightIT::line).collect(Collectors.joining("\n"));

        assertThat(Files.readString(PAGE))
                .as("docs/artifacts.md should have these lines:%n%s%n", table)
                .contains(table);
    }

    @Test
    void theMemoryStoreIsLight() {
        List<Path> jars = new Consumer("store-memory").jars();

        assertThat(jars).as("jars of the memory store").hasSizeLessThanOrEqualTo(12);
        assertThat(bytes(jars)).as("bytes of the memory store").isLessThan(2_050_000);
    }

    private static String line(Artifact artifact) {
        List<Path> jars = artifact.consumer().jars();
        List<Path> others = jars.stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("stipend-"))
                .toList();
        return "| `stipend-%s` | %d | %d | %s |"
                .formatted(artifact, jars.size() - others.size(), others.size(), megabytes(bytes(others)));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static long bytes(List<Path> jars) {
        return jars.stream().mapToLong(WeightIT::bytes).sum();
    }

    private static long bytes(Path jar) {
        try {
            return Files.size(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
