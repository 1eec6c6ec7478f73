package io.stipend.cli;

import io.stipend.audit.AccountRanking;
import io.stipend.audit.UsageExport;
import io.stipend.cli.admin.AccountCommands;
import io.stipend.cli.admin.AccountsCommand;
import io.stipend.cli.admin.AdminOptions;
import io.stipend.cli.admin.BlockCommands;
import io.stipend.cli.admin.ChangeOptions;
import io.stipend.cli.admin.ExportCommand;
import io.stipend.cli.admin.ForecastsCommand;
import io.stipend.cli.admin.PoolCommands;
import io.stipend.cli.admin.PoolsCommand;
import io.stipend.cli.admin.ReleaseCommand;
import io.stipend.cli.admin.ReservationCommands;
import io.stipend.cli.admin.ReservationsCommand;
import io.stipend.cli.admin.TenantCommands;
import io.stipend.cli.admin.VerifyCommand;
import io.stipend.cli.config.ConfigCommand;
import io.stipend.cli.config.SchemaCommand;
import io.stipend.cli.console.Choices;
import io.stipend.cli.console.CompletionCommand;
import io.stipend.cli.console.HelpCommand;
import io.stipend.cli.console.Terminal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.events.EventsCommand;
import io.stipend.cli.prices.PricesCommand;
import io.stipend.cli.replay.ExplainCommand;
import io.stipend.cli.replay.Period;
import io.stipend.cli.replay.ReplayCommand;
import io.stipend.cli.replay.engine.HoldMethod;
import io.stipend.cli.replay.engine.Pace;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.cli.serve.KeyCommand;
import io.stipend.cli.serve.ServeCommand;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.UnreadableTextException;
import io.stipend.cli.trace.TraceException;
import io.stipend.config.ValueTypes;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StorePlugin;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.Plugins;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventsPlugin;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command itself; its subcommands do the work. */
@Command(
        name = "stipend",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Budgets for AI agents: what would they have done to your traffic?",
            "",
            "Start with @|bold stipend replay|@, then @|bold stipend explain|@.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failure", "2:wrong usage"})
public final class StipendCommand implements Runnable {

    private static final int WIDTH = 100;

    private static final List<Class<?>> SUBCOMMANDS = List.of(
            ReplayCommand.class,
            ExplainCommand.class,
            AccountsCommand.class,
            AccountCommands.class,
            TenantCommands.class,
            ReservationsCommand.class,
            ReservationCommands.class,
            ReleaseCommand.class,
            PoolsCommand.class,
            PoolCommands.class,
            BlockCommands.class,
            VerifyCommand.class,
            ExportCommand.class,
            ForecastsCommand.class,
            PricesCommand.class,
            ConfigCommand.class,
            SchemaCommand.class,
            EventsCommand.class,
            ServeCommand.class,
            KeyCommand.class,
            HelpCommand.class,
            CompletionCommand.class);

    @Spec
    private CommandSpec spec;

    private StipendCommand() {}

    /**
     * Executes it. Reading what a subcommand takes costs more than most of them do, so if the first argument names one, it alone is read.
     *
     * @param out where results go
     * @param err where everything else goes
     * @return the exit status
     */
    static int execute(PrintWriter out, PrintWriter err, String... args) {
        return create(out, err, Deployment::openStore, Terminal.standard(), named(args))
                .execute(args);
    }

    /** The subcommand that arguments begin with; all of them if they begin otherwise, or with one that tells of the others. */
    private static List<Class<?>> named(String... args) {
        return SUBCOMMANDS.stream()
                .filter(type -> args.length > 0 && type != HelpCommand.class && type != CompletionCommand.class)
                .filter(type -> type.getAnnotation(Command.class).name().equals(args[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(SUBCOMMANDS);
    }

    /**
     * The command with all that is below it, ready to be executed.
     *
     * @param out where results go
     * @param err where everything else goes
     */
    public static CommandLine create(PrintWriter out, PrintWriter err) {
        return create(out, err, Deployment::openStore, Terminal.standard());
    }

    /** The same, with stores that are opened otherwise, and someone else at the terminal. */
    public static CommandLine create(
            PrintWriter out, PrintWriter err, Function<StipendConfig, StoreAdapter> opener, Terminal terminal) {
        return create(out, err, opener, terminal, SUBCOMMANDS);
    }

    private static CommandLine create(
            PrintWriter out,
            PrintWriter err,
            Function<StipendConfig, StoreAdapter> opener,
            Terminal terminal,
            List<Class<?>> subcommands) {
        CommandLine command = new CommandLine(new StipendCommand(), new Parts(opener, terminal));
        subcommands.forEach(command::addSubcommand);
        command.setOut(out);
        command.setErr(err);
        command.registerConverter(StorePlugin.class, Choices.of(Plugins.stores(), StorePlugin::name));
        command.registerConverter(EventsPlugin.class, Choices.of(Plugins.events(), EventsPlugin::name));
        command.registerConverter(ReplayCommand.Format.class, Choices.of(ReplayCommand.Format.class));
        command.registerConverter(Period.class, Choices.of(Period.class));
        command.registerConverter(HoldMethod.Kind.class, Choices.of(HoldMethod.Kind.class));
        command.registerConverter(double.class, Choices.reading("number", Double::valueOf));
        command.registerConverter(Double.class, Choices.reading("number", Double::valueOf));
        command.registerConverter(Resource.class, Choices.of(Resource.class));
        command.registerConverter(AccountId.Kind.class, Choices.of(AccountId.Kind.class));
        command.registerConverter(AccountRanking.Order.class, Choices.of(AccountRanking.Order.class));
        command.registerConverter(UsageExport.Dimension.class, Choices.of(UsageExport.Dimension.class));
        command.registerConverter(int.class, Choices.reading("whole number", Integer::valueOf));
        command.registerConverter(Integer.class, Choices.reading("whole number", Integer::valueOf));
        command.registerConverter(long.class, Choices.reading("whole number", Long::valueOf));
        command.registerConverter(Long.class, Choices.reading("whole number", Long::valueOf));
        command.registerConverter(
                Charset.class,
                Choices.reading("encoding; give one such as UTF-8, ISO-8859-1 or UTF-16", Charset::forName));
        command.registerConverter(Credits.class, Choices.reading("amount of credits", Credits::of));
        command.registerConverter(
                Duration.class, Choices.reading("duration", text -> Duration.ofMillis(Amounts.parseDuration(text))));
        command.registerConverter(
                LocalDate.class, Choices.reading("day; give one such as 2026-01-31", LocalDate::parse));
        command.registerConverter(ZoneId.class, Choices.of(ValueTypes.ZONE));
        command.registerConverter(
                Pace.class,
                Choices.reading(
                        "speed; give max, or a number from 0.001 to 1000000 for so many times real time", Pace::of));
        command.setUsageHelpWidth(WIDTH);
        command.setParameterExceptionHandler((e, args) -> explainUsage(e));
        command.setExecutionExceptionHandler((e, line, result) -> explainFailure(e, line));
        return command;
    }

    /** Makes what commands are made of. */
    private record Parts(Function<StipendConfig, StoreAdapter> opener, Terminal terminal) implements IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == AdminOptions.class) {
                return type.cast(new AdminOptions(opener));
            }
            return type == ChangeOptions.class
                    ? type.cast(new ChangeOptions(terminal))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    @Override
    public void run() {
        throw Usage.wrong(spec, "no command given; say stipend replay or stipend explain");
    }

    private static int explainUsage(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        PrintWriter err = line.getErr();
        err.println(name + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Run '" + name + " --help' for the options.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception failure, CommandLine line) {
        PrintWriter err = line.getErr();
        String name = line.getCommandSpec().qualifiedName();
        if (failure instanceof InvalidRequestException) {
            return explainUsage(Usage.wrong(line.getCommandSpec(), String.valueOf(failure.getMessage())));
        }
        if (failure instanceof TraceException
                || failure instanceof UnreadableTextException
                || failure instanceof ReplayException
                || failure instanceof StipendException
                || failure instanceof EventPublishException) {
            err.println(name + ": " + failure.getMessage());
        } else if (failure instanceof UncheckedIOException io) {
            err.println(name + ": " + io.getMessage() + ": " + io.getCause());
        } else {
            err.println(name + ": a defect of this program; please report it with the lines below");
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
