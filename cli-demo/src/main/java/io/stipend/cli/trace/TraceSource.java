package io.stipend.cli.trace;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a usage log comes from: a file, or the trace that is bundled with the command. */
public final class TraceSource {

    private static final String BUNDLED = "mooncake-conversation.csv";
    private static final String BUNDLED_ATTRIBUTION =
            "Mooncake's conversation trace (kvcache-ai/Mooncake, Apache-2.0; FAST 2025)";

    private final String name;
    private final @Nullable Path file;

    private TraceSource(String name, @Nullable Path file) {
        this.name = name;
        this.file = file;
    }

    /** A copy of the Mooncake conversation trace. */
    public static TraceSource bundled() {
        return new TraceSource(BUNDLED, null);
    }

    /** A file. */
    public static TraceSource file(Path path) {
        Path fileName = path.getFileName();
        return new TraceSource(fileName == null ? path.toString() : fileName.toString(), path);
    }

    /** What to call it in reports: the file's name. */
    public String name() {
        return name;
    }

    /** Where the file is; for the bundled trace, its name. */
    public String location() {
        return file == null ? name : file.toString();
    }

    /** Whom the bundled trace comes from; null for a file. */
    public @Nullable String attribution() {
        return file == null ? BUNDLED_ATTRIBUTION : null;
    }

    /** The JDK asks a channel where it stands before it reads on; a pipe, such as a shell's {@code <(...)}, does not know. */
    private static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /**
     * Opens it, unpacked if it is packed with gzip.
     *
     * @throws TraceException when it is not there, or may not be read
     */
    InputStream open() {
        if (file == null) {
            InputStream stream = TraceSource.class.getResourceAsStream(BUNDLED);
            if (stream == null) {
                throw new IllegalStateException(BUNDLED + " is not on the class path; build the command again");
            }
            return stream;
        }
        if (Files.isDirectory(file)) {
            throw new TraceException(file + " is a directory; name a usage log in it");
        }
        try {
            InputStream in = isPipe(file) ? new FileInputStream(file.toFile()) : Files.newInputStream(file);
            try {
                return Unpacked.of(file.toString(), in);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new TraceException(
                    "there is no file " + file + "; check the path, or leave it out to replay the bundled trace");
        } catch (AccessDeniedException e) {
            throw new TraceException(file + " may not be read; check its permissions");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be opened", e);
        }
    }
}
