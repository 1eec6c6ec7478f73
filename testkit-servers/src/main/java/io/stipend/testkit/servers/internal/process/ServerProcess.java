package io.stipend.testkit.servers.internal.process;

import io.stipend.testkit.servers.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One run of a server: its process and all that it started, from the start of the binary to its end. */
public final class ServerProcess {

    /** A server that is asked to stop and has not after this is killed. */
    private static final Duration MAX_FOR_STOP = Duration.ofSeconds(30);

    private static final Duration MAX_FOR_ITSELF = Duration.ofMinutes(2);

    private static final Duration MAX_FOR_KILL = Duration.ofSeconds(30);

    private static final int MAX_LOG_CHARACTERS = 4_000;

    private final Process process;
    private final Watchdog watchdog;

    private ServerProcess(Process process, Watchdog watchdog) {
        this.process = process;
        this.watchdog = watchdog;
    }

    /**
     * Starts a server that stays in the foreground.
     *
     * @param log what the server prints is added to this file
     */
    public static ServerProcess start(List<String> command, Path directory, Path log, Watchdog watchdog)
            throws IOException {
        // The shell becomes the server, and keeps its number, once the watchdog knows that number: at no moment does a
        // server run that nobody would end.
        List<String> gated = new ArrayList<>(List.of("sh", "-c", "read -r go && exec \"$@\"", "sh"));
        gated.addAll(command);
        Process process = SystemCommands.builder(gated, directory, log).start();
        watchdog.guard(process.pid(), List.of());
        try (OutputStream gate = process.getOutputStream()) {
            gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new ServerProcess(process, watchdog);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Waits for a process that ends by itself, kills it if it does not, and returns its exit code. */
    public int awaitEnd() {
        if (!Await.end(process, MAX_FOR_ITSELF)) {
            kill();
        }
        watchdog.relax();
        return process.exitValue();
    }

    /** Asks the server to stop and waits until it has; kills it if it does not. Returns at once if it has ended. */
    public void stop(String signal) {
        if (isAlive()) {
            SystemCommands.signal(signal, List.of(pid()));
            resume();
        }
        if (!Await.end(process, MAX_FOR_STOP)) {
            kill();
        }
        watchdog.relax();
    }

    /**
     * Kills the server and all its children, frozen first so that none sees another die and tidies up, and waits for the
     * end. Returns at once if it has ended.
     */
    public void kill() {
        if (!isAlive()) {
            return;
        }
        List<Long> all = freeze();
        List<ProcessHandle> handles =
                all.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        SystemCommands.signal("KILL", all);
        Await.until(
                "the end of the killed processes " + all,
                MAX_FOR_KILL,
                () -> !isAlive() && handles.stream().noneMatch(ServerProcess::runs));
        watchdog.relax();
    }

    /**
     * Freezes the server and all its children.
     *
     * @throws IllegalStateException if it has ended
     */
    public void pause() {
        if (!isAlive()) {
            throw new IllegalStateException("a server that does not run cannot be paused");
        }
        List<Long> all = freeze();
        watchdog.guard(pid(), all.subList(1, all.size()));
    }

    /** Wakes the server and all its children, if they run. */
    public void resume() {
        if (isAlive()) {
            SystemCommands.signal("CONT", tree());
            watchdog.guard(pid(), List.of());
        }
    }

    /** Freezes the server first, so that it starts no more children meanwhile. */
    private List<Long> freeze() {
        SystemCommands.signal("STOP", List.of(pid()));
        List<Long> all = tree();
        SystemCommands.signal("STOP", all);
        return all;
    }

    private List<Long> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Whether a process runs; one that has ended and waits to be collected (a zombie) does not. */
    public static boolean runs(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            // The state follows the name, which is in parentheses and may hold any character.
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            // Gone meanwhile; or a system without /proc, where the first process collects all zombies.
            return handle.isAlive();
        } catch (IOException e) {
            return handle.isAlive();
        }
    }

    /** The end of what stands in a log after so many bytes. */
    public static String endOfLog(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        String text = new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - MAX_LOG_CHARACTERS));
    }
}
