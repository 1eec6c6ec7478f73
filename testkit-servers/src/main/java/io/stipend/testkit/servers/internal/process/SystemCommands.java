package io.stipend.testkit.servers.internal.process;

import io.stipend.testkit.servers.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs commands of the system. */
public final class SystemCommands {

    private static final Duration MAX = Duration.ofSeconds(30);

    private SystemCommands() {}

    /** A command in a bare environment, so that settings of the user's own clients do not reach the server. */
    static ProcessBuilder builder(List<String> command, Path directory, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        Optional<String> path = Optional.ofNullable(environment.get("PATH"));
        environment.clear();
        path.ifPresent(folders -> environment.put("PATH", folders));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    /** Whether a command is on the path. */
    static boolean isInstalled(String command) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /** Runs a command to its end, and returns its exit code. */
    public static int run(List<String> command, Path directory, Path log) throws IOException {
        return await(builder(command, directory, log).start());
    }

    /** Signals processes, in the order given; one that has ended is passed over. */
    static void signal(String signal, List<Long> pids) {
        // The shell's own kill: the command of that name need not be installed.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$@\" 2>/dev/null", "sh", signal));
        pids.forEach(pid -> command.add(pid.toString()));
        try {
            await(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new IllegalStateException("cannot start a shell (sh) to signal processes " + pids, e);
        }
    }

    private static int await(Process process) {
        if (!Await.end(process, MAX)) {
            process.destroyForcibly();
            throw new IllegalStateException("a command has not ended after " + MAX.toSeconds() + " s: "
                    + process.info().commandLine().orElse("unknown"));
        }
        return process.exitValue();
    }
}
