package io.stipend.cli.serve;

import io.stipend.cli.console.Usage;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.StipendServer;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend key}: secrets of those who call the service. */
@Command(name = "key", description = "Makes keys for those who call stipend serve.")
public final class KeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw Usage.wrong(spec, "say stipend key new");
    }

    @Command(
            name = "new",
            description = {
                "Makes a secret, and prints it once, with what belongs into the configuration: its hash, which does not tell"
                        + " it.",
                ""
            },
            exitCodeList = {"0:made", "1:failure", "2:wrong usage"})
    void make(
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            defaultValue = "agents",
                            description = "Names the key in logs and in accounts' histories (default: agents).")
                    String name,
            @Option(
                            names = "--tenant",
                            paramLabel = "NAME",
                            defaultValue = Checks.DEFAULT_TENANT,
                            description = "The only tenant that it can reach (default: default).")
                    String tenant,
            @Option(
                            names = "--may",
                            paramLabel = "PERMISSIONS",
                            defaultValue = "use",
                            description = "What it may do, with commas between: use, nobody, read, operate, metrics"
                                    + " (default: use).")
                    String may,
            @Option(
                            names = "--requests-per-second",
                            paramLabel = "N",
                            description = "How many requests a second it may make (default: as many as it likes).")
                    @Nullable
                    Integer rate) {
        Set<Permission> permissions = ApiKey.permissions()
                .parse(may)
                .orElseThrow(() -> Usage.wrong(
                        made(),
                        "--may is " + Checks.shown(may) + "; give "
                                + ApiKey.permissions().expected()));
        String secret = StipendServer.newSecret();
        OptionalInt limit = rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
        print(checked(name, secret, tenant, permissions, limit), secret);
    }

    private ApiKey checked(String name, String secret, String tenant, Set<Permission> permissions, OptionalInt limit) {
        try {
            return new ApiKey(name, StipendServer.sha256(secret), tenant, permissions, limit);
        } catch (InvalidRequestException e) {
            throw Usage.wrong(made(), String.valueOf(e.getMessage()));
        }
    }

    /** The command that has the options. */
    private CommandSpec made() {
        return Objects.requireNonNull(spec.subcommands().get("new")).getCommandSpec();
    }

    private void print(ApiKey key, String secret) {
        PrintWriter out = spec.commandLine().getOut();
        out.print("The secret, which nobody can show again:\n\n    " + secret + "\n\nInto the configuration:\n\n");
        out.print("server:\n  keys:\n    " + quoted(key.name()) + ":\n      sha256: " + key.sha256() + "\n");
        out.print("      tenant: " + quoted(key.tenant()) + "\n      may: "
                + ApiKey.permissions().format(key.may()) + "\n");
        key.requestsPerSecond().ifPresent(limit -> out.print("      requests-per-second: " + limit + "\n"));
        out.flush();
    }

    /** A name as YAML reads it. */
    private static String quoted(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_-]*") ? name : "'" + name.replace("'", "''") + "'";
    }
}
