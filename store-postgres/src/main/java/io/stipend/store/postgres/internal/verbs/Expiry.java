package io.stipend.store.postgres.internal.verbs;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.JournalEntry;
import io.stipend.store.postgres.internal.batches.BatchRunner;
import io.stipend.store.postgres.internal.batches.Command;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.support.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes reservations whose lease has run out. They are looked up, and closed in batches like those of any other verb, so
 * that several nodes may do it at once: whoever comes second finds them closed. One that cannot be closed is passed over
 * until the next time. Thread safe.
 */
public final class Expiry {

    private static final Logger log = LoggerFactory.getLogger(Expiry.class);

    private final Database database;
    private final BatchRunner runner;
    private final ReservationQueries reservations;

    Expiry(Database database, BatchRunner runner, ReservationQueries reservations) {
        this.database = database;
        this.runner = runner;
        this.reservations = reservations;
    }

    ExpiryResult expireDue(int limit) {
        int expired = 0;
        int failed = 0;
        long bookedMicros = 0;
        ReservationQueries.@Nullable Due last = null;
        while (true) {
            int wanted = Math.min(limit - expired, database.config().maxBatch());
            // One more than wanted tells whether there is one more.
            List<ReservationQueries.Due> page = reservations.due(last, wanted + 1);
            if (page.isEmpty() || wanted == 0) {
                return new ExpiryResult(expired, failed, bookedMicros, !page.isEmpty());
            }
            List<ReservationQueries.Due> batch = page.subList(0, Math.min(wanted, page.size()));
            last = batch.get(batch.size() - 1);
            for (Call<Command, Answer> call : close(batch)) {
                try {
                    JournalEntry entry = call.result().entry();
                    if (entry instanceof JournalEntry.Closed closed) {
                        expired++;
                        bookedMicros += closed.charged().credits();
                    }
                } catch (CreditStoreException failure) {
                    failed++;
                    log.warn("cannot expire reservation {}", call.command().target(), failure);
                }
            }
        }
    }

    private List<Call<Command, Answer>> close(List<ReservationQueries.Due> batch) {
        long deadlineNanos = database.deadlineNanos();
        List<Call<Command, Answer>> calls = batch.stream()
                .map(due -> new Call<Command, Answer>(Command.expire(due.id()), deadlineNanos))
                .toList();
        runner.accept(calls);
        return calls;
    }
}
