package io.stipend.cli.events;

import io.stipend.cli.config.EventsLocation;
import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.deploy.ConfigSource;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.Plugins;
import io.stipend.events.EventsPlugin;
import io.stipend.events.kafka.KafkaEventsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend events}: looks at events. */
@Command(name = "events", description = "Looks at events.")
public final class EventsCommand implements Runnable {

    private static final Path STANDARD_INPUT = Path.of("-");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend events tail");
    }

    @Command(
            name = "tail",
            description = {
                "Prints the events of a topic as they come, a line each, until it is interrupted.",
                "",
                "Those of one reservation come in their order. What is no event of Stipend's is passed over, and counted"
                        + " on standard error.",
                ""
            })
    int tail(
            @Mixin EventsLocation broker,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description =
                                    "Instead of a topic: a file with one event a line, as --json prints them; - is"
                                            + " standard input.")
                    @Nullable
                    Path file,
            @Option(names = "--from-beginning", description = "Begin with the oldest event, not with the next to come.")
                    boolean fromBeginning,
            @Option(names = "--no-follow", description = "End after the newest event, instead of waiting for the next.")
                    boolean once,
            @Option(names = "--json", description = "Print each event as a CloudEvent in JSON.") boolean json) {
        if (broker.isGiven() == (file != null)) {
            throw Usage.wrong(spec, "give either --events-url host:port, or a file");
        }
        EventPrinter printer =
                new EventPrinter(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
        if (file != null) {
            printer.print(file.equals(STANDARD_INPUT) ? FileEvents.of(System.in) : FileEvents.of(file));
        } else {
            tail(broker, fromBeginning, once, printer);
        }
        return printer.summary() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private void tail(EventsLocation broker, boolean fromBeginning, boolean once, EventPrinter printer) {
        EventsPlugin kafka = Plugins.events("kafka").orElseThrow();
        ConfigSource source = OptionsConfig.source().withOption("stipend events tail", "store.type", "memory");
        StipendConfig config = OptionsConfig.load(spec, broker.addTo(source, kafka));
        try (TopicEvents events = TopicEvents.open((KafkaEventsConfig) config.events(), fromBeginning, !once);
                StopOnSignal watch = StopOnSignal.watch(events::stop)) {
            printer.print(events);
        }
    }
}
