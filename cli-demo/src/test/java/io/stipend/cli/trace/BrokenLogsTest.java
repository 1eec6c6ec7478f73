package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.text.UnreadableTextException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are broken at random are read, or refused in words; never does anything else happen. */
class BrokenLogsTest {

    private static final int LOGS = 200;
    private static final String SPECIAL = "\"\n,\t{}[]:\\-9eE.\r ";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void brokenLogIsReadOrRefused(long seed) throws IOException, URISyntaxException {
        Random random = new Random(seed);
        List<Path> samples = samples();
        Path file = folder.resolve("broken.log");
        int read = 0;
        for (int i = 0; i < LOGS; i++) {
            Path sample = samples.get(random.nextInt(samples.size()));
            byte[] broken = Files.readAllBytes(sample);
            for (int j = random.nextInt(3); j >= 0 && broken.length > 0; j--) {
                broken = broken(broken, random);
            }
            Files.write(file, broken);
            read += isRead(file, sample) ? 1 : 0;
        }
        assertThat(read).as("logs that were read all the same").isBetween(1, LOGS - 1);
    }

    private static boolean isRead(Path file, Path sample) {
        try {
            Trace trace = TraceReader.read(TraceSource.file(file));
            assertThat(trace.requests())
                    .allSatisfy(request -> assertThat(request.inputTokens()).isNotNegative());
            assertThat(trace.sessions()).doesNotContainNull();
            assertThat(trace.notes().lines()).isNotEmpty();
            return true;
        } catch (TraceException | UnreadableTextException e) {
            assertThat(e).as(sample.toString()).hasMessageContaining(file.toString());
            return false;
        }
    }

    private static byte[] broken(byte[] log, Random random) {
        int at = random.nextInt(log.length);
        byte[] broken;
        switch (random.nextInt(4)) {
            case 0 -> {
                broken = log.clone();
                broken[at] = (byte) random.nextInt(256);
            }
            case 1 -> broken = Arrays.copyOf(log, at);
            case 2 -> {
                broken = new byte[log.length + 1];
                System.arraycopy(log, 0, broken, 0, at);
                broken[at] = (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
                System.arraycopy(log, at, broken, at + 1, log.length - at);
            }
            default -> {
                broken = log.clone();
                int length = Math.min(random.nextInt(40), log.length - at);
                System.arraycopy(log, random.nextInt(log.length - length + 1), broken, at, length);
            }
        }
        return broken;
    }

    private static List<Path> samples() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(BrokenLogsTest.class.getResource("samples"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
