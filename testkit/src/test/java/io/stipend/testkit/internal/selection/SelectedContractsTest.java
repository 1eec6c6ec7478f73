package io.stipend.testkit.internal.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The tests of this module that are contracts, chosen by name as any store's are. */
class SelectedContractsTest {

    private static final List<String> CLASSES = List.of(
            "io.stipend.testkit.ModelContractTest",
            "io.stipend.testkit.RecordingPublisherContractTest",
            "io.stipend.testkit.harness.SettableClockTest");

    /** The tests that would run, each as the class it belongs to and the name of its method. */
    private static List<String> selected(@Nullable String selection) {
        LauncherConfig config = LauncherConfig.builder()
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addPostDiscoveryFilters(new SelectedContracts(selection))
                .build();
        TestPlan plan = LauncherFactory.create(config)
                .discover(LauncherDiscoveryRequestBuilder.request()
                        .selectors(CLASSES.stream()
                                .map(DiscoverySelectors::selectClass)
                                .toList())
                        .build());
        return plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .map(TestIdentifier::getSource)
                .flatMap(Optional::stream)
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> method.getJavaClass().getSimpleName() + "." + method.getMethodName())
                .toList();
    }

    @Test
    void withoutASelectionEveryTestRuns() {
        assertThat(selected(null))
                .containsAll(selected("*"))
                .contains("SettableClockTest.standsStillUntilMoved", "Leases.reportsRenew", "Recording.largeBatch");
    }

    @Test
    void aPartRunsWholeAndAlone() {
        assertThat(selected("Leases"))
                .hasSizeGreaterThan(10)
                .contains("Leases.reportsRenew")
                .allMatch(test -> test.startsWith("Leases."));
        assertThat(selected("CreditStoreContract.leases")).isEqualTo(selected("Leases"));
    }

    @Test
    void oneTestRunsAlone() {
        assertThat(selected("Leases.reportsRenew")).containsExactly("Leases.reportsRenew");
        assertThat(selected("reportsR*")).containsExactly("Leases.reportsRenew");
    }

    @Test
    void aWholeContractRunsWhateverTheClassesThatInheritItAreCalled() {
        assertThat(selected("EventPublisherContract"))
                .contains("Recording.largeBatch", "Listeners.largeBatch", "Several.largeBatch")
                .noneMatch(test -> test.startsWith("Leases."));
        assertThat(selected("*"))
                .contains("Recording.largeBatch", "Leases.reportsRenew")
                .noneMatch(test -> test.startsWith("SettableClockTest."));
    }

    @Test
    void whatOtherStoresRunLeavesNothingHere() {
        assertThat(selected("InspectionContract.Repairs")).isEmpty();
    }

    @Test
    void aNameThatMatchesNothingFailsAndSaysWhichComeNearest() {
        assertThatThrownBy(() -> selected("Lease.reportRenews"))
                .hasStackTraceContaining("no contract and no test of one matches 'Lease.reportRenews'")
                .hasStackTraceContaining("Leases.reportsRenew");
        assertThatThrownBy(() -> selected("")).hasStackTraceContaining("matches ''");
        assertThatThrownBy(() -> selected("Leases.")).hasStackTraceContaining("matches 'Leases.'");
    }

    @Test
    void junitFindsIt() {
        assertThat(ServiceLoader.load(PostDiscoveryFilter.class)).hasAtLeastOneElementOfType(SelectedContracts.class);
    }
}
