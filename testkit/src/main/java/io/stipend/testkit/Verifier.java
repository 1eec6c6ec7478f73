package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Verification;
import io.stipend.audit.Verified;
import io.stipend.core.spi.StoreAdapter;
import java.util.ArrayList;
import java.util.List;

/** Verifies the books of a tenant, for tests. */
final class Verifier {

    private Verifier() {}

    /** All that is found. */
    static List<Drift> findings(StoreAdapter store, String tenant) {
        List<Drift> findings = new ArrayList<>();
        Verified verified = new Verification(store.bookInspection()).tenant(tenant, findings::add);
        assertThat(verified.drifts()).as("findings counted").isEqualTo(findings.size());
        return findings;
    }

    /** Fails when anything is found; else says how much there was. */
    static Verified assertClean(StoreAdapter store, String tenant) {
        List<String> found = new ArrayList<>();
        Verified verified = new Verification(store.bookInspection())
                .tenant(tenant, drift -> found.add(drift.kind() + ": " + drift.sentence()));
        assertThat(found).as("findings in healthy books of tenant %s", tenant).isEmpty();
        return verified;
    }
}
