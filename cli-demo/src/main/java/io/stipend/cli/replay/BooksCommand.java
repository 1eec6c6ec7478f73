package io.stipend.cli.replay;

import io.stipend.audit.Verification;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.replay.engine.Audit;
import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.report.BooksReport;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend books}: what a replay left in a store that outlives it, whether it came to its end or was killed. */
@Command(
        name = "books",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Shows the books of a tenant, such as those of a replay that was killed.",
            "",
            "Closes reservations whose lease has run out, and verifies the books: every account against its reservations, and"
                    + " these against their reports.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the books balance", "1:they do not, or failure", "2:wrong usage"})
public final class BooksCommand implements Callable<Integer> {

    private static final int BATCH = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--store-url",
            paramLabel = "URL",
            required = true,
            description =
                    "jdbc:postgresql://host:port/database; user and password in it, in PGUSER and PGPASSWORD, or in"
                            + " ~/.pgpass.")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            required = true,
            description = "Whose books; a replay says the name when it begins.")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(
            names = "--wait",
            description =
                    "First wait until none of its reservations is open: if nobody works, until the last lease has run"
                            + " out.")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        PostgresConfig config = PostgresConfig.of(url);
        try (StoreAdapter store = PostgresStores.open(config)) {
            AccountAdministration accounts = store.accountAdministration();
            long open = expire(store);
            while (wait && open > 0) {
                TimeUnit.SECONDS.sleep(1);
                open = expire(store);
            }
            List<String> findings = new ArrayList<>();
            new Verification(store.bookInspection()).tenant(tenant, drift -> findings.add(drift.sentence()));
            Books books = Audit.standing(accounts, tenant, findings);
            PrintWriter out = spec.commandLine().getOut();
            BooksReport.write(tenant, books, open, out);
            out.flush();
            return books.balanced() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** Closes what is due, and returns how many of the tenant's reservations are open then. */
    private long expire(StoreAdapter store) {
        boolean more = true;
        while (more) {
            more = store.upkeep().expireDue(BATCH).more();
        }
        return Audit.openOf(store.accountAdministration(), tenant);
    }
}
