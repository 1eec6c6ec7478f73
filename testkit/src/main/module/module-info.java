/** Contracts for stores and publishers. It is open because JUnit calls the tests in it. */
open module io.stipend.testkit {
    requires transitive io.stipend.audit;
    requires transitive io.stipend.core;
    requires transitive io.stipend.pools;
    requires transitive io.stipend.testkit.servers;
    requires transitive org.junit.jupiter.api;
    requires static com.tngtech.archunit;
    requires static org.jspecify;
    requires static org.junit.platform.commons;
    requires static org.junit.platform.engine;
    requires static org.junit.platform.launcher;
    requires org.assertj.core;

    exports io.stipend.testkit;
    exports io.stipend.testkit.faults;
    exports io.stipend.testkit.harness;
    exports io.stipend.testkit.pools;

    provides org.junit.platform.launcher.PostDiscoveryFilter with
            io.stipend.testkit.internal.selection.SelectedContracts;
}
