package io.stipend.cli.admin;

import io.stipend.cli.console.Usage;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.StoreAdapter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend block}: takes a block back from a node. */
@Command(name = "block", description = "Takes a block back from a node.")
public final class BlockCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend block reclaim ID");
    }

    @Command(
            name = "reclaim",
            description = {
                "Closes a block that a node holds: what the node reported as used is charged, the rest returns.",
                "",
                "The node is told with its next call, and takes a new block two seconds later at the earliest. What it used"
                        + " and had not reported is charged when it does. Blocks are listed by stipend pool show NAME, and by"
                        + " stipend reservations.",
                ""
            },
            exitCodeList = {"0:it is closed", "1:there is no such block, or nothing was done", "2:wrong usage"})
    int reclaim(
            @Mixin AdminOptions admin,
            @Mixin ChangeOptions change,
            @Parameters(paramLabel = "ID", description = "The block: block:NODE:...") String id) {
        ReservationId block = new ReservationId(admin.tenant(), id);
        if (!SharedPools.isBlock(block)) {
            throw Usage.wrong(
                    spec,
                    "'" + id + "' is no block, whose ids begin with " + SharedPools.BLOCK_PREFIX
                            + "; stipend release --tree ID closes a reservation");
        }
        OperationId operation = Releases.operation(change, "reclaim");
        return admin.run(store -> reclaim(store, block, new Releases(admin, operation), admin, change));
    }

    private static int reclaim(
            StoreAdapter store, ReservationId block, Releases releases, AdminOptions admin, ChangeOptions change) {
        Optional<ReservationSnapshot> found = store.creditStore().find(block).filter(ReservationSnapshot::isOpen);
        if (found.isEmpty()) {
            return admin.fail("tenant " + block.tenant() + " has no open block " + block.value()
                    + "; its node may have closed it, or its lease may have run out");
        }
        releases.announce(List.of(found.get()), System.currentTimeMillis());
        return change.confirmed() && releases.release(store.creditStore(), found.get())
                ? ExitCode.OK
                : ExitCode.SOFTWARE;
    }
}
