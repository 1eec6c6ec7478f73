package io.stipend.cli.admin.reservation;

import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at a reservation. */
@Command(
        name = "reservation",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Looks at a reservation.",
        subcommands = ReservationShowCommand.class)
public final class ReservationGroup implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend reservation show ID");
    }
}
