package io.stipend.cli.admin.reservation;

import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoreAdapter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stipend reservation show}: one reservation, open or closed. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Shows a reservation, open or closed.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:shown", "1:there is no such reservation, or failure", "2:wrong usage"})
final class ReservationShowCommand extends AdminCommand {

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The reservation.")
    private @Nullable String id;

    @Option(names = "--step", paramLabel = "ID", description = "Instead: the reservation of this step.")
    private @Nullable String step;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private ReservationRef wanted;

    @Override
    protected void check() {
        if ((id == null) == (step == null)) {
            throw Usage.wrong(spec(), "give either the reservation's id, or --step");
        }
        wanted = id == null ? new StepId(tenant(), String.valueOf(step)) : new ReservationId(tenant(), id);
    }

    @Override
    protected int run(StoreAdapter adapter) {
        Optional<ReservationSnapshot> found = adapter.creditStore().find(wanted);
        if (found.isEmpty()) {
            say("tenant " + tenant() + " has no reservation " + (id == null ? "of step " + step : id)
                    + "; it never had, or the reservation was closed longer ago than closed ones are kept");
            return ExitCode.SOFTWARE;
        }
        if (json()) {
            ReservationText.json(found.get()).print(out());
        } else {
            ReservationText.print(found.get(), out());
        }
        return ExitCode.OK;
    }
}
