package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Verification;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.FreezeScenario;
import io.stipend.testkit.servers.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one node freezes holds on every other one; and the mark of a frozen tenant fits what its account says. */
final class FreezeTest {

    private static final AccountId TENANT = AccountId.ofTenant(CreditCommands.TENANT);

    private final RedisServer server = RedisServer.shared();
    private final RedisHarness harness = new RedisHarness(server.url());
    private final StoreAdapter store = harness.adapter();

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void anAccountIsFrozenOnEveryNodeOnceTheAdministratorHasTheAnswer() throws Exception {
        try (StoreAdapter other = harness.another(harness.config())) {
            new FreezeScenario(store, other, CreditCommands.TENANT).raceWithAccount();
        }
    }

    @Test
    void aTenantIsFrozenOnEveryNodeOnceTheAdministratorHasTheAnswer() throws Exception {
        try (StoreAdapter other = harness.another(harness.config())) {
            new FreezeScenario(store, other, CreditCommands.TENANT).raceWithTenant();
        }
    }

    @Test
    void aTenantWhoseMarkIsLostIsFoundAndRepaired() {
        Keys.Tenant keys = new Keys(harness.config().prefix(), harness.config().shards()).tenant(CreditCommands.TENANT);
        store.creditStore().reserve(CreditCommands.reserve("before", 10, CreditCommands.user("u")));
        store.accountAdministration()
                .apply(new AccountCommand.Freeze(TENANT, OperationId.of("freeze"), "ops", "fraud"));
        server.call("HSET", new String(keys.reservations(), StandardCharsets.UTF_8), "", "1");

        assertThat(findings())
                .singleElement()
                .satisfies(drift -> assertThat(drift.subject()).isEqualTo(TENANT.toString()));
        assertThat(store.bookInspection().repairIndexes(CreditCommands.TENANT)).isEqualTo(1);

        assertThat(findings()).isEmpty();
        assertThat(store.creditStore().reserve(CreditCommands.reserve("after", 10, CreditCommands.user("u"))))
                .isEqualTo(new Frozen(TENANT, "ops: fraud"));
    }

    private List<Drift> findings() {
        List<Drift> drifts = new ArrayList<>();
        new Verification(store.bookInspection()).tenant(CreditCommands.TENANT, drifts::add);
        return drifts;
    }
}
