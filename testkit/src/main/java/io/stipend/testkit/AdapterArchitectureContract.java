package io.stipend.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What an adapter makes public, and what it may depend on. To run it, extend it in the adapter's own package and name the
 * libraries that the adapter works with:
 *
 * <pre>{@code
 * final class ArchitectureTest extends AdapterArchitectureContract {
 *     ArchitectureTest() {
 *         super("io.stipend.core..", "io.stipend.events..", "com.zaxxer.hikari..", "org.postgresql..");
 *     }
 * }
 * }</pre>
 *
 * <p>Needs {@code com.tngtech.archunit:archunit}, which the testkit leaves to its users to add.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AdapterArchitectureContract {

    private final String adapter = getClass().getPackageName();
    private final String internal = adapter + ".internal..";
    private final String[] known;
    private final JavaClasses adapterClasses = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(adapter);

    /**
     * Makes the contract for the adapter whose package the subclass is in.
     *
     * @param known the packages it may know beside the JDK, itself, the configuration keys, store-support, Guice, jakarta.inject, SLF4J and
     *     JSpecify, in the notation of ArchUnit; never another adapter's
     */
    protected AdapterArchitectureContract(String... known) {
        this.known = Stream.concat(
                        Stream.of(
                                "java..",
                                adapter + "..",
                                "io.stipend.config..",
                                "io.stipend.store.support..",
                                "com.google.inject..",
                                "jakarta.inject..",
                                "org.slf4j..",
                                "org.jspecify.."),
                        Stream.of(known))
                .toArray(String[]::new);
    }

    /** One Guice module, one config, one factory; everything else may change without notice. */
    @Test
    void showsItsModuleItsConfigAndItsFactoryOnly() {
        List<String> shown = adapterClasses.stream()
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !PackageMatcher.of(internal).matches(type.getPackageName()))
                .map(JavaClass::getSimpleName)
                .toList();
        assertThat(shown)
                .as("public types outside of " + internal)
                .hasSize(3)
                .anyMatch(name -> name.endsWith("Module"))
                .anyMatch(name -> name.endsWith("Config"))
                .anyMatch(name -> name.matches(".*(Stores|Publishers)"));
    }

    /** Of two internal packages, at most one depends on the other. */
    @Test
    void internalPackagesFormNoCycle() {
        slices().matching(adapter + ".internal.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(adapterClasses);
    }

    @Test
    void itsConfigIsARecord() {
        classes().that().haveSimpleNameEndingWith("Config").should().beRecords().check(adapterClasses);
    }

    @Test
    void knowsItsOwnBackendAndNoOtherAdapter() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(known).check(adapterClasses);
    }

    /** An application that uses an adapter without a container has no Guice on its class path. */
    @Test
    void onlyTheModuleKnowsGuice() {
        classes()
                .that()
                .haveSimpleNameNotEndingWith("Module")
                .and()
                .areTopLevelClasses()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("com.google.inject..")
                .check(adapterClasses);
    }
}
