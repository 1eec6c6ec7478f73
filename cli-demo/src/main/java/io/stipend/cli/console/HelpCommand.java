package io.stipend.cli.console;

import io.stipend.config.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend help}: what the commands do, one at a time, or all of them as a manual page. */
@Command(
        name = "help",
        description = {
            "Shows what a command does: stipend help account grant.",
            "",
            "The manual of all commands: stipend help --man | man -l -",
            ""
        })
public final class HelpCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "The command (default: all of them, a line each).")
    private List<String> path = new ArrayList<>();

    @Option(names = "--man", description = "Print it with everything below it as a manual page, in the format of man.")
    private boolean isManual;

    @Override
    public void run() {
        CommandLine command = spec.root().commandLine();
        for (String name : path) {
            command = below(command, name);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (isManual) {
            new ManualPage(out).print(command);
        } else {
            command.usage(out, command.getColorScheme());
        }
        out.flush();
    }

    private CommandLine below(CommandLine command, String name) {
        CommandLine found = command.getSubcommands().get(name);
        if (found == null) {
            String parent = command.getCommandSpec().qualifiedName();
            Set<String> names = command.getSubcommands().keySet();
            String hint = Nearest.of(name, names)
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse(names.isEmpty() ? "" : "; it has " + String.join(", ", names));
            throw Usage.wrong(spec, parent + " has no command '" + name + "'" + hint);
        }
        return found;
    }

    /** Writes the usage of commands in the language of man: text as it stands, a section for each command. */
    private record ManualPage(PrintWriter out) {

        void print(CommandLine top) {
            String name = top.getCommandSpec().qualifiedName("-");
            out.println(".TH " + name.toUpperCase(Locale.ROOT) + " 1");
            out.println(".SH NAME");
            String[] description = top.getCommandSpec().usageMessage().description();
            out.println(escaped(name) + " \\- " + escaped(description.length == 0 ? "" : description[0]));
            section(top);
        }

        private void section(CommandLine command) {
            out.println(".SH " + command.getCommandSpec().qualifiedName().toUpperCase(Locale.ROOT));
            out.println(".nf");
            command.getUsageMessage(Ansi.OFF).lines().map(ManualPage::escaped).forEach(out::println);
            out.println(".fi");
            // A command with another name besides is there twice.
            new LinkedHashSet<>(command.getSubcommands().values()).forEach(this::section);
        }

        private static String escaped(String line) {
            String text = line.replace("\\", "\\e").replace("-", "\\-");
            return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
        }
    }
}
