package io.stipend.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project of the build outside, which has been compiled there. */
record Consumer(String name) {

    private static final String MAIN = "com.example.Main";

    private static final Path BUILD = Path.of("target", "it", "outside");

    /** Its folder. */
    Path folder() {
        return BUILD.resolve(name);
    }

    /** Its own classes. */
    Path classes() {
        return folder().resolve(Path.of("target", "classes"));
    }

    /** The jars that it runs with, as its build resolved them. */
    List<Path> jars() {
        try {
            String classPath = Files.readString(folder().resolve(Path.of("target", "class-path")));
            return Stream.of(classPath.strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("the build outside has not run; ./mvnw verify -pl consumers -am runs it", e);
        }
    }

    /** Its classes and jars, as an argument of a JVM. */
    String path() {
        return path(classes());
    }

    private String path(Path classes) {
        return Stream.concat(Stream.of(classes), jars().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs its program on the class path, and returns what it prints. */
    List<String> run(String... arguments) {
        return java(List.of("-cp", path(), MAIN), arguments);
    }

    /** Runs a program that was compiled elsewhere with its jars, and returns what that prints. */
    List<String> runOther(Path classes, String main) {
        return java(List.of("-cp", path(classes), main));
    }

    /** Runs its program with what somebody else has compiled besides, and returns what it prints. */
    List<String> runWith(Path others, String... arguments) {
        return java(List.of("-cp", path() + File.pathSeparator + others, MAIN), arguments);
    }

    /** Runs its program on the module path, and returns what it prints. */
    List<String> runAsModule(String... arguments) {
        return java(List.of("-p", path(), "-m", "com.example/" + MAIN), arguments);
    }

    private static List<String> java(List<String> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(program);
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile("consumer", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            assertThat(exit)
                    .as("%s printed %s and %s", program, printed, Files.readString(errors))
                    .isZero();
            Files.delete(errors);
            return printed.lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
