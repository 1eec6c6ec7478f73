package io.stipend.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The direction of knowledge within core, and what core may know of the world. */
final class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.stipend.core");

    @Test
    void coreKnowsNoContainerDriverOrBroker() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.stipend.config..",
                        "io.stipend.core..",
                        "io.stipend.events..",
                        "jakarta.inject..",
                        "io.micrometer.core..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(CORE);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("io.stipend.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void theModelKnowsOnlyItselfAndTheErrors() {
        packageKnowsOnly("io.stipend.core.model", "io.stipend.core.error", "io.stipend.core.spi.check");
    }

    @Test
    void theErrorsKnowOnlyThemselves() {
        packageKnowsOnly("io.stipend.core.error");
    }

    @Test
    void theChecksKnowOnlyTheErrorsAndTheKeys() {
        packageKnowsOnly("io.stipend.core.spi.check", "io.stipend.core.error", "io.stipend.config");
    }

    /** A newcomer should not have to choose among more. Nest a type in its owner, or keep it from view. */
    @Test
    void showsAtMostFortyTypesBesideTheStoreInterface() {
        List<String> shown = CORE.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                .filter(type -> !type.getPackageName().startsWith("io.stipend.core.spi"))
                .filter(type -> !type.getPackageName().startsWith("io.stipend.core.internal"))
                .map(JavaClass::getFullName)
                .sorted()
                .toList();

        assertThat(shown).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void theModelAndTheStoreInterfaceKnowNothingInternal() {
        noClasses()
                .that()
                .resideInAnyPackage("io.stipend.core.model..", "io.stipend.core.spi..", "io.stipend.core.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.stipend.core.internal..")
                .check(CORE);
    }

    /** A store knows nothing of thresholds, efficiency, models or prices. */
    @Test
    void theStoreInterfaceKnowsOnlyTheModelAndTheErrors() {
        packageKnowsOnly(
                "io.stipend.core.spi",
                "io.stipend.core.spi.check",
                "io.stipend.core.model",
                "io.stipend.core.error",
                "io.stipend.config");
    }

    private static void packageKnowsOnly(String name, String... others) {
        String[] known = new String[others.length + 3];
        known[0] = name;
        known[1] = "java..";
        known[2] = "org.jspecify..";
        System.arraycopy(others, 0, known, 3, others.length);
        classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(known)
                .check(CORE);
    }

    /** A monitor held around I/O pins a virtual thread to its carrier. */
    @Test
    void nothingIsSynchronized() {
        methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
    }

    @Test
    void nothingWritesToTheConsole() {
        noClasses().should().accessField(System.class, "out").check(CORE);
        noClasses().should().accessField(System.class, "err").check(CORE);
        noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CORE);
    }
}
