package io.stipend.cli.admin;

import io.stipend.cli.console.Screen;
import io.stipend.deploy.StipendConfig;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.PoolView;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stipend pools}: the pools with fair shares. */
@Command(
        name = "pools",
        description = {
            "Lists a tenant's pools whose members have fair shares: what is in use, and what waits on all nodes.",
            "",
            "Which pools there are says the configuration (--config, STIPEND_CONFIG, or --set"
                    + " pools.definitions.NAME...); see docs/pools.md.",
            ""
        })
public final class PoolsCommand implements Callable<Integer> {

    @Mixin
    private AdminOptions admin;

    @Override
    public Integer call() {
        return admin.run((configuration, store) -> {
            List<PoolView> pools = ofTenant(configuration, admin.tenant()).stream()
                    .map(pool -> PoolView.read(store, pool, Clock.systemUTC()))
                    .toList();
            return admin.page(
                    pools,
                    PoolText::json,
                    rows -> PoolText.table(rows, Screen.columns()),
                    none(admin.tenant()),
                    Optional.empty());
        });
    }

    static List<PoolConfig> ofTenant(StipendConfig configuration, String tenant) {
        return configuration.pools().config().pools().stream()
                .filter(pool -> pool.tenant().equals(tenant))
                .toList();
    }

    static String none(String tenant) {
        return "the configuration defines no pool of tenant " + tenant
                + "; name the file that does with --config, or --set pools.definitions.NAME.slots=N";
    }
}
