package io.stipend.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The events know nothing of budgets or of any broker. */
final class ArchitectureTest {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.config", "io.stipend.events");

    @Test
    void knowsOnlyTheJdkTheLogAndNullness() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "io.stipend.config..", "io.stipend.events..", "org.slf4j..", "org.jspecify..")
                .check(MODULE);
    }
}
