package io.stipend.cli.admin.reservation;

import io.stipend.audit.OpenReservations;
import io.stipend.audit.OpenReservations.Page;
import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoreAdapter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend reservations}: what is open. */
@Command(
        name = "reservations",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = "Lists a tenant's open reservations, the oldest first.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:listed", "1:failure", "2:wrong usage"})
public final class ReservationsCommand extends AdminCommand {

    @Mixin
    private final ReservationFilter filter = new ReservationFilter();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (default: 20).")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "The next page: what the page before ended with.")
    private @Nullable String after;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private OpenReservations wanted;

    private long nowMillis;

    @Override
    protected void check() {
        checkLimit(limit);
        nowMillis = System.currentTimeMillis();
        wanted = filter.open(tenant(), nowMillis);
    }

    @Override
    protected int run(StoreAdapter adapter) {
        Page page = wanted.page(adapter.bookInspection(), tenant(), after, limit);
        List<ReservationSnapshot> open = page.reservations();
        if (json()) {
            open.forEach(snapshot -> ReservationText.json(snapshot)
                    .with("cursor", OpenReservations.cursor(snapshot))
                    .print(out()));
        } else if (open.isEmpty()) {
            out().print("no such reservation is open in tenant " + tenant() + "\n");
        } else {
            table(open, nowMillis).print(out());
        }
        if (page.more()) {
            say("there is more: --after " + OpenReservations.cursor(open.get(open.size() - 1)));
        }
        return ExitCode.OK;
    }

    /** Reservations as one lists them. */
    static Table table(List<ReservationSnapshot> open, long nowMillis) {
        Table table = new Table("reservation", "opened", ">age", ">lease left", ">held", ">used", "step", "accounts");
        for (ReservationSnapshot snapshot : open) {
            long left = snapshot.expiresAtMillis() - nowMillis;
            table.row(
                    snapshot.header().id().value(),
                    Times.local(snapshot.header().openedAtMillis()),
                    seconds(nowMillis - snapshot.header().openedAtMillis()),
                    left <= 0 ? "run out" : seconds(left),
                    Amounts.format(Resource.CREDITS, snapshot.held().credits()),
                    Amounts.format(Resource.CREDITS, snapshot.used().credits()),
                    snapshot.stepId() == null ? "-" : snapshot.stepId(),
                    ReservationText.path(snapshot));
        }
        return table;
    }

    private static String seconds(long millis) {
        return Amounts.duration(Math.max(0, millis) / 1000 * 1000);
    }
}
