package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.testkit.faults.CreditCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two nodes use one operation id for two verbs, and wait for the reservation one behind the other. */
final class SameOperationTest {

    private static final OperationId SAME = OperationId.of("same");

    /** How many wait for a lock, on the whole server. */
    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";

    private final TestDatabase database = TestDatabase.shared();

    private interface Verb {
        Object on(CreditStore store, String id);
    }

    private static Object settle(CreditStore store, String id) {
        return store.settle(
                new SettleCommand(CreditCommands.id(id), SAME, CreditCommands.credits(4), OverrunPolicy.CHARGE));
    }

    private static Object report(CreditStore store, String id) {
        return store.track(new TrackCommand(CreditCommands.id(id), SAME, CreditCommands.credits(2)));
    }

    private static Object extend(CreditStore store, String id) {
        return store.extend(new ExtendCommand(CreditCommands.id(id), SAME, ResourceVector.of(Resource.CREDITS, 3), 0));
    }

    @Test
    void whoeverComesFirstIsDoneAndTheOtherIsAConflict() throws Exception {
        List<List<Verb>> races = List.of(
                List.of(SameOperationTest::report, SameOperationTest::settle),
                List.of(SameOperationTest::extend, SameOperationTest::settle),
                List.of(SameOperationTest::settle, SameOperationTest::report),
                List.of(SameOperationTest::settle, SameOperationTest::extend));
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (StoreAdapter one = PostgresStores.open(database.patientConfig());
                StoreAdapter other = PostgresStores.open(database.patientConfig())) {
            for (int i = 0; i < 24; i++) {
                String id = "r" + i;
                one.creditStore().reserve(CreditCommands.reserve(id, 100, CreditCommands.user("u")));
                one.creditStore().track(CreditCommands.track(id, "before", 1));
                List<Verb> race = races.get(i % races.size());

                List<Object> outcomes = race(callers, one, other, id, race.get(0), race.get(1));

                assertThat(outcomes.get(0)).as("first of race %d", i).isNotInstanceOf(Refusal.class);
                assertThat(outcomes.get(1)).as("second of race %d", i).isEqualTo(new Refusal.Conflict());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private List<Object> race(
            ExecutorService callers, StoreAdapter one, StoreAdapter other, String id, Verb first, Verb second)
            throws Exception {
        try (Connection stranger = database.connect();
                Statement lock = stranger.createStatement()) {
            stranger.setAutoCommit(false);
            lock.execute("SELECT FROM reservation WHERE id = '" + id + "' FOR UPDATE");
            Future<Object> ahead = callers.submit(() -> first.on(one.creditStore(), id));
            awaitWaiting(1);
            Future<Object> behind = callers.submit(() -> second.on(other.creditStore(), id));
            awaitWaiting(2);
            stranger.rollback();
            return List.of(ahead.get(), behind.get());
        }
    }

    private void awaitWaiting(long count) throws SQLException {
        await().until(() -> database.number(WAITING) == count);
    }
}
