package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.store.postgres.internal.batches.BatchCommand;
import io.stipend.store.postgres.internal.batches.BatchRunner;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.support.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the database in order. Reservations that are due are looked up, and closed in batches like those of any other
 * verb, so that several nodes may do it at once: whoever comes second finds them closed. One that cannot be closed is
 * passed over until the next time. Thread safe.
 */
public final class PostgresUpkeep implements StoreUpkeep {

    private static final Logger log = LoggerFactory.getLogger(PostgresUpkeep.class);

    private final Database database;
    private final BatchRunner runner;
    private final ReservationQueries reservations;
    private final Supplier<List<StoreFigure>> verbFigures;

    /** @param verbFigures what is counted where the verbs are */
    public PostgresUpkeep(Database database, Runnable afterCommit, Supplier<List<StoreFigure>> verbFigures) {
        this.database = database;
        this.runner = new BatchRunner(database, database.others(), afterCommit);
        this.reservations = new ReservationQueries(database);
        this.verbFigures = verbFigures;
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        shortenLeases(limit);
        int expired = 0;
        int failed = 0;
        long bookedUnits = 0;
        ReservationQueries.@Nullable Due last = null;
        while (true) {
            int wanted = Math.min(limit - expired, database.config().maxBatch());
            // One more than wanted tells whether there is one more.
            List<ReservationQueries.Due> page = reservations.due(last, wanted + 1);
            if (page.isEmpty() || wanted == 0) {
                return new ExpiryResult(expired, failed, bookedUnits, !page.isEmpty());
            }
            List<ReservationQueries.Due> batch = page.subList(0, Math.min(wanted, page.size()));
            last = batch.get(batch.size() - 1);
            List<ReservationId> ids =
                    batch.stream().map(ReservationQueries.Due::id).toList();
            for (Call<BatchCommand, CommandAnswer> call : runner.expire(ids)) {
                try {
                    JournalEntry entry = call.result().entry();
                    if (entry instanceof JournalEntry.Closed closed) {
                        expired++;
                        bookedUnits += closed.charged().credits();
                    }
                } catch (CreditStoreException failure) {
                    failed++;
                    log.warn("cannot expire reservation {}", call.command().target(), failure);
                }
            }
        }
    }

    private void shortenLeases(int limit) {
        String sql = "SELECT " + database.config().schema() + ".shorten_leases(?)";
        int shortened = database.query((connection, previous) ->
                Query.one(connection, sql, bind -> bind.integer(limit), row -> row.getInt(1)));
        if (shortened > 0) {
            log.warn(
                    "the database's clock was ahead: {} leases ended too far in the future and were shortened",
                    shortened);
        }
    }

    @Override
    public int prune(Duration retention, int limit) {
        String sql = "SELECT " + database.config().schema() + ".prune(?, ?)";
        return database.query((connection, previous) -> Query.one(
                connection,
                sql,
                bind -> {
                    bind.bigint(retention.toMillis());
                    bind.integer(limit);
                },
                row -> row.getInt(1)));
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        String sql = "SELECT " + database.config().schema() + ".forget(?, ?, ?)";
        return database.query((connection, previous) -> Query.one(
                connection,
                sql,
                bind -> {
                    bind.texts(ids, ReservationId::tenant);
                    bind.texts(ids, ReservationId::value);
                    bind.bigint(retention.toMillis());
                },
                row -> row.getInt(1)));
    }

    @Override
    public long openReservations() {
        return reservations.countOpen();
    }

    @Override
    public List<StoreFigure> figures() {
        List<StoreFigure> figures = new ArrayList<>(verbFigures.get());
        figures.addAll(database.figures());
        return figures;
    }
}
