package io.stipend.cli.console;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stipend completion}: lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which Bash or Zsh completes commands and options.",
            "",
            "For this shell: source <(stipend completion)",
            ""
        })
public final class CompletionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(root.getCommandName(), root));
        out.flush();
    }
}
