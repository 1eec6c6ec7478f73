package io.stipend.testkit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same for an adapter whose workings lie in {@code internal} packages, each for one thing that it does. */
public abstract class AdapterRoomsContract extends AdapterArchitectureContract {

    /** Makes the contract, as {@link AdapterArchitectureContract} does. */
    protected AdapterRoomsContract(String... known) {
        super(known);
    }

    @Test
    void showsThreeTypesAndHidesTheRest() {
        List<String> shown = adapterClasses.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !(type.getPackageName() + '.').startsWith(adapter + ".internal."))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .toList();
        assertThat(shown)
                .hasSize(3)
                .anyMatch(name -> name.endsWith("Config"))
                .anyMatch(name -> name.endsWith("Module"))
                .anyMatch(name -> name.matches(".*(Stores|Publishers)"));
    }

    @Test
    void itsInternalPackagesHaveNoCircle() {
        slices().matching(adapter + ".internal.(*)..").should().beFreeOfCycles().check(adapterClasses);
    }
}
