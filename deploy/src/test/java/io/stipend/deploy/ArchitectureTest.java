package io.stipend.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of knowledge within the deployment, and what it may know of the world. */
final class ArchitectureTest {

    private static final JavaClasses DEPLOY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.deploy");

    /** Adapters register themselves: no class of one is named. */
    @Test
    void knowsNoAdapter() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.stipend.config",
                        "io.stipend.events",
                        "io.stipend.core..",
                        "io.stipend.pools",
                        "io.stipend.deploy..",
                        "com.github.benmanes.caffeine..",
                        "com.google.inject..",
                        "io.micrometer.core..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "org.snakeyaml.engine..",
                        "tools.jackson..")
                .check(DEPLOY);
    }

    /** How settings are read has nothing to do with what they are for. */
    @Test
    void theSettingsKnowNothingOfTheDeployment() {
        classes()
                .that()
                .resideInAPackage("io.stipend.deploy.settings")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.stipend.config",
                        "io.stipend.deploy.settings",
                        "io.stipend.core.error",
                        "org.jspecify..",
                        "org.snakeyaml.engine..",
                        "tools.jackson..")
                .check(DEPLOY);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.stipend.deploy.(**)").should().beFreeOfCycles().check(DEPLOY);
    }

    /** Guice is for those who want it. */
    @Test
    void onlyTheModuleKnowsGuice() {
        classes()
                .that()
                .doNotHaveSimpleName("StipendModule")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("com.google.inject..")
                .check(DEPLOY);
    }

    /** A monitor held around I/O pins a virtual thread to its carrier. */
    @Test
    void nothingIsSynchronized() {
        methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(DEPLOY);
    }
}
