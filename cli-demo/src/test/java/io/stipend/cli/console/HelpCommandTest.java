package io.stipend.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.StipendCommand;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every way to ask what a command does. */
final class HelpCommandTest {

    @Test
    void eachCommandAndEachGroupHasHelpBothWays() {
        for (List<String> path : commands()) {
            List<String> asked = new ArrayList<>(List.of("help"));
            asked.addAll(path);
            List<String> option = new ArrayList<>(path);
            option.add("--help");

            CommandRun help = CommandRun.of(asked.toArray(String[]::new));
            CommandRun same = CommandRun.of(option.toArray(String[]::new));

            assertThat(help.status()).as("%s", asked).isZero();
            assertThat(help.out()).as("%s", asked).startsWith(("Usage: stipend " + String.join(" ", path)).strip());
            assertThat(same).as("%s", option).isEqualTo(help);
        }
    }

    @Test
    void aCommandThatDoesNotExistIsRefusedWithTheNearest() {
        CommandRun run = CommandRun.of("help", "account", "gran");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("stipend account has no command 'gran'; did you mean grant?");
        assertThat(CommandRun.of("help", "accounts", "x").err()).contains("stipend accounts has no command 'x'\n");
    }

    @Test
    void theManualHasASectionForEachCommandAndNoLineThatManWouldObey() {
        String page = CommandRun.of("help", "--man").out();

        assertThat(page).startsWith(".TH STIPEND 1\n.SH NAME\nstipend \\- ");
        for (List<String> path : commands()) {
            assertThat(page).contains(("\n.SH STIPEND " + String.join(" ", path).toUpperCase()).stripTrailing() + "\n");
        }
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|nf|fi)( .*)?"));
    }

    @Test
    void theShellsScriptKnowsCommandsAndOptions() {
        CommandRun run = CommandRun.of("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("replay", "--store-url", "complete -F");
    }

    /** The command itself, its groups, and all that is in them. */
    private static List<List<String>> commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        List<List<String>> found = new ArrayList<>();
        collect(StipendCommand.create(nowhere, nowhere), List.of(), found);
        assertThat(found).contains(List.of("schema"), List.of("account", "grant"));
        return found;
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
        found.add(path);
        command.getSubcommands().forEach((name, each) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(each, longer, found);
        });
    }
}
