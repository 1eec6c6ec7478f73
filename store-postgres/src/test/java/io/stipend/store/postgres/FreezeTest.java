package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Verification;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.FreezeScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one node freezes holds on every other one; and where a tenant's freeze is looked up fits what its account says. */
final class FreezeTest {

    private static final AccountId TENANT = AccountId.ofTenant(CreditCommands.TENANT);

    @Test
    void anAccountIsFrozenOnEveryNodeOnceTheAdministratorHasTheAnswer() throws Exception {
        TestDatabase database = TestDatabase.shared();
        try (StoreAdapter one = PostgresStores.open(database.patientConfig());
                StoreAdapter other = PostgresStores.open(database.patientConfig())) {
            new FreezeScenario(one, other, "freeze-" + UUID.randomUUID()).raceWithAccount();
        }
    }

    @Test
    void aTenantIsFrozenOnEveryNodeOnceTheAdministratorHasTheAnswer() throws Exception {
        TestDatabase database = TestDatabase.shared();
        try (StoreAdapter one = PostgresStores.open(database.patientConfig());
                StoreAdapter other = PostgresStores.open(database.patientConfig())) {
            new FreezeScenario(one, other, "freeze-" + UUID.randomUUID()).raceWithTenant();
        }
    }

    @Test
    void aTenantWhoseFreezeIsLostWhereReservesLookIsFoundAndRepaired() {
        TestDatabase database = TestDatabase.shared();
        try (StoreAdapter store = PostgresStores.open(database.patientConfig())) {
            store.creditStore().reserve(CreditCommands.reserve("before", 10, CreditCommands.user("u")));
            store.accountAdministration()
                    .apply(new AccountCommand.Freeze(TENANT, OperationId.of("freeze"), "ops", "fraud"));
            database.run("DELETE FROM frozen_tenant");

            assertThat(findings(store))
                    .singleElement()
                    .satisfies(drift -> assertThat(drift.subject()).isEqualTo(TENANT.toString()));
            assertThat(store.bookInspection().repairIndexes(CreditCommands.TENANT))
                    .isEqualTo(1);

            assertThat(findings(store)).isEmpty();
            assertThat(store.creditStore().reserve(CreditCommands.reserve("after", 10, CreditCommands.user("u"))))
                    .isEqualTo(new Frozen(TENANT, "ops: fraud"));
        }
    }

    private static List<Drift> findings(StoreAdapter store) {
        List<Drift> drifts = new ArrayList<>();
        new Verification(store.bookInspection()).tenant(CreditCommands.TENANT, drifts::add);
        return drifts;
    }
}
