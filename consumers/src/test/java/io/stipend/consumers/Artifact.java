package io.stipend.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A module of ours as it is published. */
record Artifact(String name) {

    private static final Path REPOSITORY = Path.of("target", "repository", "io", "stipend");

    /** All that are published; those that know least come first. */
    static Stream<Artifact> all() {
        return Stream.of(
                        "events-spi",
                        "core",
                        "store-support",
                        "audit",
                        "foresight",
                        "pools",
                        "store-memory",
                        "store-postgres",
                        "store-redis",
                        "events-kafka",
                        "deploy",
                        "server",
                        "testkit",
                        "testkit-servers")
                .map(Artifact::new);
    }

    /** Its jar in the repository of the build outside. */
    Path jar() {
        return file(".jar");
    }

    /** Its POM there. */
    Path pom() {
        return file(".pom");
    }

    /** The consumer that has it alone. */
    Consumer consumer() {
        return new Consumer(name);
    }

    private Path file(String ending) {
        Path folder = REPOSITORY.resolve("stipend-" + name);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).toList();
            if (found.size() != 1) {
                throw new AssertionError("not one " + ending + " in " + folder + ": " + found);
            }
            return found.get(0);
        } catch (IOException e) {
            throw new AssertionError(folder + " has nothing installed", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
