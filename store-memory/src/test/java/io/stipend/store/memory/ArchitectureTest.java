package io.stipend.store.memory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What an adapter shows, and what it may know. The packages differ from adapter to adapter, the rules do not. */
final class ArchitectureTest {

    private static final String ADAPTER = ArchitectureTest.class.getPackageName();

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ADAPTER);

    /** One Guice module, one config, one factory; everything else can change without a word to users. */
    @Test
    void showsItsModuleItsConfigAndItsFactoryOnly() {
        classes()
                .that()
                .arePublic()
                .should()
                .haveNameMatching(".*(Module|Config|Stores)")
                .check(CLASSES);
    }

    @Test
    void itsConfigIsARecord() {
        classes().that().haveSimpleNameEndingWith("Config").should().beRecords().check(CLASSES);
    }

    @Test
    void knowsCoreAndItsOwnBackendAndNoOtherAdapter() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        ADAPTER,
                        "io.stipend.core..",
                        "io.stipend.events..",
                        "com.google.inject..",
                        "jakarta.inject..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(CLASSES);
    }

    /** Who embeds an adapter without a container has no Guice on the class path. */
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
                .check(CLASSES);
    }
}
