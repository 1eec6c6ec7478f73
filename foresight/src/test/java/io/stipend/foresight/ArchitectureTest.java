package io.stipend.foresight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What foresight may know of the world, and the direction of knowledge within it. */
final class ArchitectureTest {

    private static final JavaClasses FORESIGHT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.foresight");

    @Test
    void knowsNoStoreAndNoDeployment() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.stipend.config",
                        "io.stipend.events",
                        "io.stipend.core..",
                        "io.stipend.foresight..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "org.snakeyaml.engine..",
                        "tools.jackson..")
                .check(FORESIGHT);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.stipend.foresight.(**)").should().beFreeOfCycles().check(FORESIGHT);
    }
}
