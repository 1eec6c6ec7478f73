package io.stipend.cli;

import io.stipend.audit.AccountRanking;
import io.stipend.cli.admin.ChangeOptions;
import io.stipend.cli.admin.ExportCommand;
import io.stipend.cli.admin.StoreOptions;
import io.stipend.cli.admin.VerifyCommand;
import io.stipend.cli.admin.account.AccountGroup;
import io.stipend.cli.admin.account.AccountsCommand;
import io.stipend.cli.admin.reservation.ReleaseCommand;
import io.stipend.cli.admin.reservation.ReservationGroup;
import io.stipend.cli.admin.reservation.ReservationsCommand;
import io.stipend.cli.config.ConfigCommand;
import io.stipend.cli.config.SchemaCommand;
import io.stipend.cli.console.Choices;
import io.stipend.cli.console.Terminal;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.events.EventsCommand;
import io.stipend.cli.replay.BooksCommand;
import io.stipend.cli.replay.ExplainCommand;
import io.stipend.cli.replay.ReplayCommand;
import io.stipend.cli.replay.ReportFormat;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.cli.trace.TraceException;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
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
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command itself; its subcommands do the work. */
@Command(
        name = "stipend",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Budgets for AI agents: what would they have done to your traffic?",
            "",
            "Start with @|bold stipend replay|@, then @|bold stipend explain|@.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:done", "1:failure", "2:wrong usage"},
        subcommands = {
            ReplayCommand.class,
            ExplainCommand.class,
            AccountsCommand.class,
            AccountGroup.class,
            ReservationsCommand.class,
            ReservationGroup.class,
            ReleaseCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            BooksCommand.class,
            ConfigCommand.class,
            SchemaCommand.class,
            EventsCommand.class
        })
public final class StipendCommand implements Runnable {

    private static final int WIDTH = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private StipendCommand() {}

    /**
     * The command, ready to be executed.
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
        CommandLine command = new CommandLine(new StipendCommand(), new Parts(opener, terminal));
        command.setOut(out);
        command.setErr(err);
        command.registerConverter(StorePlugin.class, text -> Choices.choose(text, Plugins.stores(), StorePlugin::name));
        command.registerConverter(
                EventsPlugin.class, text -> Choices.choose(text, Plugins.events(), EventsPlugin::name));
        command.registerConverter(ReportFormat.class, text -> Choices.choose(text, ReportFormat.values()));
        command.registerConverter(Resource.class, text -> Choices.chooseAnyCase(text, Resource.values()));
        command.registerConverter(AccountId.Kind.class, text -> Choices.chooseAnyCase(text, AccountId.Kind.values()));
        command.registerConverter(
                AccountRanking.Order.class, text -> Choices.chooseAnyCase(text, AccountRanking.Order.values()));
        command.registerConverter(int.class, text -> (int) Choices.wholeNumber(text, Integer.MAX_VALUE));
        command.registerConverter(Integer.class, text -> (int) Choices.wholeNumber(text, Integer.MAX_VALUE));
        command.registerConverter(long.class, text -> Choices.wholeNumber(text, Long.MAX_VALUE));
        command.setUsageHelpWidth(WIDTH);
        command.setParameterExceptionHandler((e, args) -> explainUsage(e));
        command.setExecutionExceptionHandler((e, line, result) -> explainFailure(e, line));
        return command;
    }

    /** Makes what commands are made of. */
    private record Parts(Function<StipendConfig, StoreAdapter> opener, Terminal terminal) implements IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == StoreOptions.class) {
                return type.cast(new StoreOptions(opener));
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
        if (failure instanceof TraceException
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
