package io.stipend.cli.config;

import io.stipend.cli.console.Usage;
import io.stipend.deploy.ConfigCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stipend config}: looks at a deployment's configuration, and connects to nothing. */
@Command(name = "config", description = "Checks a deployment's configuration, or lists its keys. Connects to nothing.")
public final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend config check FILE or stipend config keys");
    }

    @Command(
            name = "check",
            description = {
                "Reads a configuration and the STIPEND_ variables, and prints what holds, with secrets masked; or all that"
                        + " is wrong."
            },
            exitCodeList = {"0:it can be used", "1:it cannot", "2:wrong usage"})
    void check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "The configuration file (default: the one that STIPEND_CONFIG names; if none,"
                                    + " the variables alone).")
                    @Nullable
                    Path file) {
        ConfigCheck check = ConfigCheck.of(OptionsConfig.source(file));
        PrintWriter out = spec.commandLine().getOut();
        out.println("ok");
        int width = check.effective().stream()
                .mapToInt(line -> line.key().length() + line.value().length())
                .max()
                .orElse(0);
        for (ConfigCheck.Line line : check.effective()) {
            String padding =
                    " ".repeat(width - line.key().length() - line.value().length());
            out.println(line.key() + ": " + line.value() + padding + "  # " + line.origin());
        }
        out.flush();
    }

    @Command(name = "keys", description = "Lists every key, or those that contain a text.")
    void keys(
            @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What a key contains, such as timeout.")
                    @Nullable
                    String text,
            @Option(names = "--variables", description = "Show the environment variables too.") boolean variables) {
        PrintWriter out = spec.commandLine().getOut();
        for (ConfigCheck.KeyInfo key : ConfigCheck.keys()) {
            if (text == null || key.key().contains(text)) {
                out.println(key.key() + (key.defaultValue().isEmpty() ? "" : " (" + key.defaultValue() + ")"));
                out.println("    " + key.about() + " Give " + key.expected() + ".");
                if (variables && !key.variable().isEmpty()) {
                    out.println("    " + key.variable());
                }
            }
        }
        out.flush();
    }
}
