package io.stipend.pools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What pools may know of the world, and that they do not know whether their time is simulated. */
final class ArchitectureTest {

    private static final JavaClasses POOLS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.pools");

    @Test
    void knowCoreAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.stipend.config",
                        "io.stipend.core..",
                        "io.stipend.pools..",
                        "io.micrometer.core.instrument..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(POOLS);
    }

    @Test
    void doNotKnowTheSimulation() {
        noClasses()
                .that()
                .resideInAPackage("io.stipend.pools")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.stipend.pools.simulation..")
                .check(POOLS);
    }
}
