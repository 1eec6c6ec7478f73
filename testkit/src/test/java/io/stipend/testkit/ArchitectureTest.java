package io.stipend.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the testkit, and of the servers that it brings. */
class ArchitectureTest {

    private static final JavaClasses TESTKIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.testkit");

    @Test
    void packagesDependOnEachOtherInNoCircle() {
        slices().matching("io.stipend.(**)").should().beFreeOfCycles().check(TESTKIT);
    }

    @Test
    void serversKnowNothingOfStores() {
        noClasses()
                .that()
                .resideInAPackage("io.stipend.testkit.servers..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.stipend.core..",
                        "io.stipend.events..",
                        "io.stipend.testkit",
                        "io.stipend.testkit.harness..")
                .check(TESTKIT);
    }
}
