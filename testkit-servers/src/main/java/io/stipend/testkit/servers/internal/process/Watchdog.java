package io.stipend.testkit.servers.internal.process;

import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.ServerUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A process that outlives this JVM just long enough to end a server and to delete its folder. It waits for the end of a
 * pipe that only the JVM holds open, so it works after {@code kill -9} of the JVM too, where no shutdown hook runs.
 */
public final class Watchdog implements AutoCloseable {

    private static final Duration MAX_FOR_END = Duration.ofSeconds(30);

    private final Process process;
    private final OutputStream pipe;

    private Watchdog(Process process) {
        this.process = process;
        this.pipe = process.getOutputStream();
    }

    /**
     * Starts a watchdog that has nothing to end yet.
     *
     * @param stopSignal asks the server to stop, such as {@code INT}
     * @param folder deleted when the server has ended
     */
    public static Watchdog start(String stopSignal, Path folder) {
        List<String> command = List.of("sh", "-c", script(), "watchdog", stopSignal, folder.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                // Not ours: a process that waits for the end of our output must not wait for the watchdog.
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new Watchdog(builder.start());
        } catch (IOException e) {
            throw new ServerUnavailableException("cannot start a shell (sh) to watch over the server", e);
        }
    }

    /**
     * Says what to end.
     *
     * @param server the server's process number
     * @param frozen more processes that were frozen, to be woken
     */
    void guard(long server, List<Long> frozen) {
        tell(LongStream.concat(LongStream.of(server), frozen.stream().mapToLong(Long::longValue))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(" ")));
    }

    /** Says that there is nothing to end any more; to be called once a server has ended, as numbers are used again. */
    void relax() {
        tell("");
    }

    private void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the server's watchdog, process " + process.pid() + ", is gone", e);
        }
    }

    /** Ends what is guarded, deletes the folder, and waits for both. */
    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!Await.end(process, MAX_FOR_END)) {
            throw new IllegalStateException("the server's watchdog, process " + process.pid()
                    + ", has not ended the server and deleted its folder within " + MAX_FOR_END.toSeconds() + " s");
        }
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
