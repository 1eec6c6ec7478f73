package io.stipend.cli.events;

import io.stipend.cli.console.StopOnSignal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.wiring.KafkaEndpoint;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend events tail}: events as they come, a line each. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Prints the events of a topic as they come, a line each, until it is interrupted.",
            "",
            "Those of one reservation come in their order. What is no event of Stipend's is passed over, and counted on"
                    + " standard error.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failure", "2:wrong usage"})
final class EventsTailCommand implements Callable<Integer> {

    private static final Path STANDARD_INPUT = Path.of("-");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Instead of a topic: a file with one event a line, as --json prints them; - is standard"
                    + " input.")
    private @Nullable Path file;

    @Option(
            names = "--events-url",
            paramLabel = "URL",
            description = "Where Kafka is: host:port, or host:port/topic (default topic: stipend.events).")
    private @Nullable String url;

    @Mixin
    private final EventsClientOptions client = new EventsClientOptions();

    @Option(names = "--from-beginning", description = "Begin with the oldest event, not with the next to come.")
    private boolean fromBeginning;

    @Option(names = "--no-follow", description = "End after the newest event, instead of waiting for the next.")
    private boolean once;

    @Option(names = "--json", description = "Print each event as a CloudEvent in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if ((url == null) == (file == null)) {
            throw Usage.wrong(spec, "give either --events-url host:port, or a file");
        }
        EventPrinter printer =
                new EventPrinter(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
        if (file != null) {
            printer.print(file.equals(STANDARD_INPUT) ? FileEvents.of(System.in) : FileEvents.of(file));
        } else {
            tail(printer);
        }
        return printer.summary() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    @SuppressWarnings("try") // the signal's watch is only to be closed
    private void tail(EventPrinter printer) {
        try (TopicEvents events = openTopic();
                StopOnSignal watch = StopOnSignal.watch(events::stop)) {
            printer.print(events);
        }
    }

    private TopicEvents openTopic() {
        try {
            return TopicEvents.open(KafkaEndpoint.of(String.valueOf(url), client.properties()), fromBeginning, !once);
        } catch (IllegalArgumentException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
    }
}
