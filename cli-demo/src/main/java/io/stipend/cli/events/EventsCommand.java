package io.stipend.cli.events;

import io.stipend.cli.console.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at events. */
@Command(name = "events", description = "Looks at events.", subcommands = EventsTailCommand.class)
public final class EventsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend events tail");
    }
}
