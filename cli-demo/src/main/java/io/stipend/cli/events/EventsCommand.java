package io.stipend.cli.events;

import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at events. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Looks at events.",
        subcommands = EventsTailCommand.class)
public final class EventsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend events tail");
    }
}
