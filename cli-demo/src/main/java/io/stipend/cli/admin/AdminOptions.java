package io.stipend.cli.admin;

import io.stipend.cli.config.OptionsConfig;
import io.stipend.cli.config.StoreOptions;
import io.stipend.cli.console.Screen;
import io.stipend.cli.console.Usage;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.Plugins;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What commands that administer a store have in common: its options, opening and closing it, and how they print. */
public final class AdminOptions extends StoreOptions {

    private static final int MAX_ROWS = 10_000;

    private final Function<StipendConfig, StoreAdapter> opener;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose books (default: default; for verify, all tenants).")
    private @Nullable String tenant;

    @Option(names = "--json", description = "For programs: JSON Lines, an object a line; see docs/administration.md.")
    private boolean json;

    /**
     * The options.
     *
     * @param opener opens the store of a configuration
     */
    public AdminOptions(Function<StipendConfig, StoreAdapter> opener) {
        this.opener = opener;
    }

    /** Opens the store, does the work, closes it; returns the exit status. Refuses a store that ends with its process. */
    int run(ToIntFunction<StoreAdapter> work) {
        return run((configuration, store) -> work.applyAsInt(store));
    }

    /** The same, for what needs more of the configuration than its store. */
    int run(ToIntBiFunction<StipendConfig, StoreAdapter> work) {
        StipendConfig configuration = OptionsConfig.load(spec(), source());
        Plugins.store(configuration.store().type()).ifPresent(this::requireReachable);
        try (StoreAdapter adapter = opener.apply(configuration)) {
            int status = work.applyAsInt(configuration, adapter);
            out().flush();
            return status;
        } catch (InvalidRequestException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    /** The tenant, or the one of whoever names none. */
    String tenant() {
        return namedTenant().orElse(Checks.DEFAULT_TENANT);
    }

    /** The tenant, if one is named. */
    Optional<String> namedTenant() {
        return Optional.ofNullable(tenant).map(name -> Checks.id(name, "--tenant"));
    }

    /** The account typed as {@code kind:name}; without a kind, it is a user's. */
    AccountId account(String text) {
        return AccountId.parse(tenant(), text.indexOf(':') < 0 ? "user:" + text : text);
    }

    /** Refuses a number of rows that is none. */
    void checkLimit(int limit) {
        Usage.range(spec(), "--limit", limit, 1, MAX_ROWS);
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /**
     * Prints a page of rows.
     *
     * @param none what to say when there are none
     * @param next what {@code --after} gives the next page with; empty if this is the last
     */
    <T> int page(
            List<T> rows, Function<T, Json> object, Function<List<T>, Table> table, String none, Optional<?> next) {
        if (json) {
            rows.forEach(row -> object.apply(row).print(out()));
        } else if (rows.isEmpty()) {
            out().print(none + "\n");
        } else {
            table.apply(rows).within(Screen.columnsOfLists()).print(out());
        }
        next.ifPresent(after -> say("there is more: --after " + after));
        return ExitCode.OK;
    }

    /** Prints a result, as an object if that was asked for. */
    void print(Json object, Runnable text) {
        if (json) {
            object.print(out());
        } else {
            text.run();
        }
    }

    /** Says something that is no result. */
    void say(String text) {
        note(spec().qualifiedName() + ": " + text);
    }

    /** The same, without the command's name. */
    void note(String text) {
        out().flush();
        spec().commandLine().getErr().println(text);
        spec().commandLine().getErr().flush();
    }

    /** Says why nothing was done, or not all; returns the exit status. */
    int fail(String why) {
        say(why);
        return ExitCode.SOFTWARE;
    }
}
