package io.stipend.testkit.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Starts programs in a JVM of their own. */
final class OtherJvm {

    private OtherJvm() {}

    /**
     * Starts one.
     *
     * @param environment added to that of this JVM
     * @param missing parts of the names of jars that are left out of the class path
     */
    static Process start(Class<?> program, Map<String, String> environment, List<String> missing) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPathWithout(missing),
                        program.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String classPathWithout(List<String> missing) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry ->
                        missing.stream().noneMatch(Path.of(entry).getFileName().toString()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
