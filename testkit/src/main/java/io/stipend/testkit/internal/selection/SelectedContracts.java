package io.stipend.testkit.internal.selection;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out every test but those of the contracts that the system property {@code stipend.contract} names; see {@link
 * ContractSelection} for how it names them. Without the property nothing is left out. JUnit finds this class by itself.
 */
public final class SelectedContracts implements PostDiscoveryFilter {

    private static final String PROPERTY = "stipend.contract";

    private final ContractCatalogue catalogue = new ContractCatalogue();
    private final @Nullable ContractSelection selection;

    /** The selection that the system property makes. */
    public SelectedContracts() {
        this(System.getProperty(PROPERTY));
    }

    SelectedContracts(@Nullable String selected) {
        selection = selected == null ? null : new ContractSelection(selected);
    }

    /** @throws IllegalArgumentException if no test of any contract is selected */
    @Override
    public FilterResult apply(TestDescriptor descriptor) {
        if (selection == null || !(descriptor.getSource().orElse(null) instanceof MethodSource method)) {
            return FilterResult.included("not for this filter to decide");
        }
        selection.requireMatch(catalogue.testPaths());
        Optional<List<String>> path = catalogue.pathTo(method.getJavaClass());
        return FilterResult.includedIf(
                path.isPresent() && selection.matches(ContractCatalogue.append(path.get(), method.getMethodName())),
                () -> "selected by -D" + PROPERTY,
                () -> "not selected by -D" + PROPERTY);
    }
}
