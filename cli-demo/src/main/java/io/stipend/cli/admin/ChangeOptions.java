package io.stipend.cli.admin;

import io.stipend.cli.console.Terminal;
import io.stipend.cli.console.Usage;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.check.Checks;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of commands that change money: who, why, which operation, and whether to ask. */
public final class ChangeOptions {

    private final Terminal terminal;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; kept in the journal. Needed for whatever changes something.")
    private @Nullable String reason;

    @Option(names = "--by", paramLabel = "NAME", description = "Who; kept in the journal (default: user@host).")
    private @Nullable String by;

    @Option(
            names = "--operation-id",
            paramLabel = "ID",
            description =
                    "Names the change: the same one again changes nothing. Give it to repeat a command whose outcome"
                            + " you do not know (default: a new one, which is printed).")
    private @Nullable String operationId;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    public ChangeOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What goes into the journal: who, and why. */
    public String reason() {
        return Checks.text(by() + ": " + why(), "--by and --reason together", AccountCommand.MAX_REASON_BYTES);
    }

    /** Why. */
    public String why() {
        if (reason == null || reason.isBlank()) {
            throw Usage.wrong(spec, "say why with --reason TEXT; it is kept in the journal");
        }
        return reason.strip();
    }

    /** Who. */
    public String by() {
        return by == null || by.isBlank() ? System.getProperty("user.name") + '@' + host() : by.strip();
    }

    /** The operation named, if any. */
    @Nullable
    public OperationId givenOperation() {
        return operationId == null ? null : OperationId.of(operationId);
    }

    /** The operation: the one named, or a new one. */
    public OperationId operation() {
        OperationId given = givenOperation();
        return given == null ? OperationId.unique() : given;
    }

    /**
     * Asks whether to do what has been shown, unless told not to.
     *
     * @return whether to do it
     */
    public boolean confirmed() {
        if (yes) {
            return true;
        }
        if (!terminal.isInteractive()) {
            throw Usage.wrong(spec, "nothing changed: there is nobody to ask; give --yes to do it without asking");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.print("Do it? [y/N] ");
        err.flush();
        String answer = terminal.readLine();
        boolean agreed = answer != null && answer.strip().matches("(?i)y|yes");
        if (!agreed) {
            err.println("nothing changed");
            err.flush();
        }
        return agreed;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine without a name for itself; who it was is still said.
            return "unknown-host";
        }
    }
}
