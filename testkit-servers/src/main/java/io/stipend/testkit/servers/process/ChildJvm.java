package io.stipend.testkit.servers.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Starts programs in a JVM of their own, which a test can kill. What they say is the caller's to read; their errors are shown. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * Starts a program on the class path of this JVM, one that starts quickly and compiles little.
     *
     * @param program a class with a main method
     * @param options options of the JVM, such as {@code -Dname=value}
     */
    public static Process start(Class<?> program, List<String> options, String... arguments) throws IOException {
        List<String> quick = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        quick.addAll(options);
        return builder(program, System.getProperty("java.class.path"), quick, List.of(arguments))
                .start();
    }

    /**
     * Starts one.
     *
     * @param environment added to that of this JVM
     * @param missing parts of the names of jars that are left out of the class path
     */
    public static Process start(Class<?> program, Map<String, String> environment, List<String> missing)
            throws IOException {
        ProcessBuilder builder = builder(program, classPathWithout(missing), List.of(), List.of());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static ProcessBuilder builder(
            Class<?> program, String classPath, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String classPathWithout(List<String> missing) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry ->
                        missing.stream().noneMatch(Path.of(entry).getFileName().toString()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
