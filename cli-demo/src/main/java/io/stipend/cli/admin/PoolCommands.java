package io.stipend.cli.admin;

import io.stipend.cli.console.Screen;
import io.stipend.cli.console.Usage;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockView;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.PoolView;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend pool}: looks at a pool with fair shares. */
@Command(name = "pool", description = "Looks at a pool whose members have fair shares.")
public final class PoolCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend pool show NAME");
    }

    @Command(
            name = "show",
            description = {
                "Shows a pool and its members, first those for which something waits, then those with the largest share; and"
                        + " which nodes hold blocks on it.",
                "",
                "Blocks are found among all open reservations of the tenant, which takes a while where there are many.",
                ""
            },
            exitCodeList = {"0:shown", "1:there is no such pool, or failure", "2:wrong usage"})
    int show(
            @Mixin AdminOptions admin,
            @Parameters(paramLabel = "NAME", description = "The pool, as the configuration calls it.") String name,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "At most so many members (default: 20).")
                    int limit) {
        admin.checkLimit(limit);
        return admin.run((configuration, store) -> {
            List<PoolConfig> pools = PoolsCommand.ofTenant(configuration, admin.tenant());
            Optional<PoolConfig> wanted =
                    pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
            return wanted.isPresent()
                    ? show(admin, store, wanted.get(), limit)
                    : admin.fail(noSuch(name, pools, admin.tenant()));
        });
    }

    private static int show(AdminOptions admin, StoreAdapter store, PoolConfig pool, int limit) {
        PoolView view = PoolView.read(store, pool, Clock.systemUTC());
        List<BlockView> blocks = PoolView.blocks(store.bookInspection(), pool);
        admin.print(
                PoolText.json(view, blocks, limit),
                () -> PoolText.print(view, blocks, limit, System.currentTimeMillis(), Screen.columns(), admin.out()));
        return ExitCode.OK;
    }

    private static String noSuch(String name, List<PoolConfig> pools, String tenant) {
        return pools.isEmpty()
                ? PoolsCommand.none(tenant)
                : "the configuration defines no pool " + name + " of tenant " + tenant + "; there are "
                        + pools.stream().map(PoolConfig::name).collect(Collectors.joining(", "));
    }
}
