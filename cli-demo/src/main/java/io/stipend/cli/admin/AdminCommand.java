package io.stipend.cli.admin;

import io.stipend.cli.console.Usage;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.StipendConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands that administer a store have in common: its options, opening and closing it, and how they print. */
public abstract class AdminCommand implements Callable<Integer> {

    static final int MAX_ROWS = 10_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private StoreOptions store;

    @Option(names = "--json", description = "For programs: JSON Lines, an object a line; see docs/administration.md.")
    private boolean json;

    @Override
    public final Integer call() {
        StipendConfig configuration;
        try {
            configuration = store.configuration();
            check();
        } catch (InvalidRequestException e) {
            throw Usage.wrong(spec, String.valueOf(e.getMessage()));
        }
        try (StoreAdapter adapter = store.open(configuration)) {
            int status = run(adapter);
            out().flush();
            err().flush();
            return status;
        }
    }

    /** Reads and checks what was typed, before the store is opened. */
    protected void check() {}

    /** Does the work; returns the exit status. */
    protected abstract int run(StoreAdapter adapter);

    /** The tenant, or the one of whoever names none. */
    protected String tenant() {
        return store.tenant();
    }

    protected StoreOptions store() {
        return store;
    }

    protected boolean json() {
        return json;
    }

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The command's whole name, {@code stipend account show}. */
    protected String name() {
        return spec.qualifiedName();
    }

    protected CommandSpec spec() {
        return spec;
    }

    /** Says something that is no result. */
    protected void say(String text) {
        out().flush();
        err().println(name() + ": " + text);
        err().flush();
    }

    /** The account typed as {@code kind:name}; without a kind, it is a user's. */
    protected AccountId account(String text) {
        return AccountId.parse(tenant(), text.indexOf(':') < 0 ? "user:" + text : text);
    }

    /** Refuses a number of rows that is none. */
    protected void checkLimit(int limit) {
        Usage.range(spec, "--limit", limit, 1, MAX_ROWS);
    }

    /** A resource by its name in any case, credits if none is given. */
    protected static Resource resource(@Nullable Resource given) {
        return given == null ? Resource.CREDITS : given;
    }
}
