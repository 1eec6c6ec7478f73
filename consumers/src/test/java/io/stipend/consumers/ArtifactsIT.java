package io.stipend.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each published jar and POM says what it must, and brings what our own tests ran with. */
class ArtifactsIT {

    static Stream<Artifact> artifacts() {
        return Artifact.all();
    }

    static Stream<Consumer> consumers() {
        return Stream.concat(Artifact.all().map(Artifact::consumer), Stream.of(new Consumer("everything")));
    }

    /** With a library in another version, a deserializer fails at its first record. */
    @ParameterizedTest
    @MethodSource("consumers")
    void anOutsiderGetsTheVersionsThatOurTestsRanWith(Consumer consumer) {
        Set<String> tested = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName().toString())
                .collect(Collectors.toSet());

        assertThat(consumer.jars())
                .extracting(jar -> jar.getFileName().toString())
                .filteredOn(jar -> !jar.startsWith("stipend-"))
                .isSubsetOf(tested);
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void thePomNeedsNoOtherPomOfOurs(Artifact artifact) throws IOException {
        assertThat(Files.readString(artifact.pom())).doesNotContain("<parent>", "${", "<scope>test</scope>");
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void theLicenceIsInTheJar(Artifact artifact) throws IOException {
        try (JarFile jar = new JarFile(artifact.jar().toFile())) {
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("artifacts")
    void theModuleExportsEveryPackageButInternalOnes(Artifact artifact) {
        ModuleDescriptor module =
                ModuleFinder.of(artifact.jar()).findAll().iterator().next().descriptor();

        assertThat(module.isAutomatic()).as("has no module-info").isFalse();
        assertThat(module.exports().stream()
                        .filter(exported -> !exported.isQualified())
                        .map(ModuleDescriptor.Exports::source))
                .containsExactlyInAnyOrderElementsOf(publicPackages(artifact.jar()));
    }

    @Test
    void noTwoModulesShareAPackage() {
        assertThat(artifacts().flatMap(artifact -> packages(artifact.jar()).stream()))
                .doesNotHaveDuplicates();
    }

    private static Set<String> publicPackages(Path jar) {
        return packages(jar).stream()
                .filter(name -> !(name + ".").contains(".internal."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packages(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
