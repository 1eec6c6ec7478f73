package io.stipend.cli.replay;

import io.stipend.audit.Verification;
import io.stipend.cli.admin.StoreOptions;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.replay.engine.Audit;
import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.report.BooksReport;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.StoreAdapter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private StoreOptions store;

    @Option(
            names = "--wait",
            description =
                    "First wait until none of its reservations is open: if nobody works, until the last lease has run"
                            + " out.")
    private boolean wait;

    @Override
    public Integer call() throws InterruptedException {
        String tenant = store.namedTenant()
                .orElseThrow(() -> Usage.wrong(
                        spec, "no tenant is named; give --tenant NAME, which a replay says when it begins"));
        try (StoreAdapter adapter = store.open(store.configuration())) {
            AccountAdministration accounts = adapter.accountAdministration();
            long open = expire(adapter, tenant);
            while (wait && open > 0) {
                TimeUnit.SECONDS.sleep(1);
                open = expire(adapter, tenant);
            }
            List<String> findings = new ArrayList<>();
            new Verification(adapter.bookInspection()).tenant(tenant, drift -> findings.add(drift.sentence()));
            Books books = Audit.standing(accounts, tenant, findings);
            PrintWriter out = spec.commandLine().getOut();
            BooksReport.write(tenant, books, open, out);
            out.flush();
            return books.balanced() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** Closes what is due, and returns how many of the tenant's reservations are open then. */
    private long expire(StoreAdapter store, String tenant) {
        boolean more = true;
        while (more) {
            more = store.upkeep().expireDue(BATCH).more();
        }
        return Audit.openOf(store.accountAdministration(), tenant);
    }
}
