package io.stipend.cli.admin;

import io.stipend.audit.ReservationTree;
import io.stipend.cli.console.Usage;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend reservation}: looks at a reservation. */
@Command(name = "reservation", description = "Looks at a reservation.")
public final class ReservationCommands implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend reservation show ID");
    }

    @Command(
            name = "show",
            description = "Shows a reservation, open or closed, and the tree of those that were split from it.",
            exitCodeList = {"0:shown", "1:there is no such reservation, or failure", "2:wrong usage"})
    int show(
            @Mixin AdminOptions admin,
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The reservation.") @Nullable String id,
            @Option(names = "--step", paramLabel = "ID", description = "Instead: the reservation of this step.")
                    @Nullable
                    String step) {
        if ((id == null) == (step == null)) {
            throw Usage.wrong(spec, "give either the reservation's id, or --step");
        }
        ReservationRef wanted =
                id == null ? new StepId(admin.tenant(), String.valueOf(step)) : new ReservationId(admin.tenant(), id);
        return admin.run(store -> {
            Optional<ReservationTree> found = store.creditStore()
                    .find(wanted)
                    .flatMap(snapshot -> ReservationTree.read(
                            store.creditStore(), snapshot.header().id()));
            found.ifPresent(
                    tree -> admin.print(ReservationText.json(tree), () -> ReservationText.print(tree, admin.out())));
            return found.isPresent()
                    ? ExitCode.OK
                    : admin.fail("tenant " + admin.tenant() + " has no reservation "
                            + (id == null ? "of step " + step : id)
                            + "; it never had, or the reservation was closed longer ago than closed ones are kept");
        });
    }
}
