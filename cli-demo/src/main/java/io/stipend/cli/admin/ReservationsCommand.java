package io.stipend.cli.admin;

import io.stipend.audit.OpenReservations;
import io.stipend.audit.OpenReservations.Page;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.cli.text.Table;
import io.stipend.cli.text.Times;
import io.stipend.config.DurationText;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.ReservationSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend reservations}: what is open. */
@Command(name = "reservations", description = "Lists a tenant's open reservations, the oldest first.")
public final class ReservationsCommand implements Callable<Integer> {

    @Mixin
    private AdminOptions admin;

    @Mixin
    private final ReservationFilter filter = new ReservationFilter();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (default: 20).")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "The next page: what the page before ended with.")
    private @Nullable String after;

    @Override
    public Integer call() {
        admin.checkLimit(limit);
        long nowMillis = System.currentTimeMillis();
        OpenReservations wanted = filter.open(admin.tenant(), nowMillis);
        return admin.run(store -> {
            Page page = wanted.page(store.bookInspection(), admin.tenant(), after, limit);
            List<ReservationSnapshot> open = page.reservations();
            Optional<String> next =
                    page.more() ? Optional.of(OpenReservations.cursor(open.get(open.size() - 1))) : Optional.empty();
            String none = "no such reservation is open in tenant " + admin.tenant();
            return admin.page(open, ReservationsCommand::json, rows -> table(rows, nowMillis), none, next);
        });
    }

    private static Json json(ReservationSnapshot snapshot) {
        return ReservationText.json(snapshot).with("cursor", OpenReservations.cursor(snapshot));
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
                    Objects.requireNonNullElse(snapshot.stepId(), "-"),
                    ReservationText.path(snapshot));
        }
        return table;
    }

    private static String seconds(long millis) {
        return DurationText.format(Duration.ofSeconds(Math.max(0, millis) / 1000));
    }
}
