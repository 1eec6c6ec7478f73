package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.stipend.audit.Drift;
import io.stipend.audit.Verification;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.Workload;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only this store has to see to when its books are looked at. */
@Timeout(60)
final class PostgresInspectionTest {

    private final TestDatabase database = TestDatabase.shared();
    private final StoreAdapter store = PostgresStores.open(database.patientConfig());
    private final CreditStore credits = store.creditStore();
    private final BookInspection inspection = store.bookInspection();

    @AfterEach
    void close() {
        store.close();
    }

    private StoredAccount account(String name) {
        return RecordingBookReader.of(inspection, CreditCommands.TENANT).account(CreditCommands.user(name));
    }

    private static ReserveCommand monthly(String id, long units, LimitPeriod period) {
        return new ReserveCommand(
                CreditCommands.id(id),
                AccountPath.of(List.of(CreditCommands.user("u"))),
                List.of(new AccountTerms(Limits.of(Map.of(Resource.CREDITS, 1_000L)), ResourceVector.ZERO, period)),
                ResourceVector.of(units, 0, 0, 0, 0, 0),
                CreditCommands.LEASE_MILLIS,
                null,
                null,
                Map.of());
    }

    @Test
    void whatIsForgottenOfTheCurrentPeriodIsKept() throws Exception {
        long start = 1_700_000_000_000L;
        database.stopClock(start);
        LimitPeriod hourly = LimitPeriod.hourly(ZoneOffset.UTC);
        credits.reserve(monthly("first", 100, LimitPeriod.NEVER));
        credits.settle(CreditCommands.settle("first", 30));
        credits.reserve(monthly("late", 100, hourly));
        credits.track(CreditCommands.track("late", "report", 20));
        try (var clock = database.connect()) {
            database.setClock(clock, start + CreditCommands.LEASE_MILLIS);
            assertThat(store.upkeep().expireDue(10).expired()).isEqualTo(1);
            assertThat(store.upkeep().prune(Duration.ofMillis(1), 10)).isEqualTo(1);
            assertThat(account("u").spentSinceMillis())
                    .as("terms with a period begin none")
                    .isZero();
            assertThat(account("u").forgotten().credits()).isEqualTo(30);

            database.setClock(clock, start + 3_600_000);
            // Settled late in the next period: its expiry had booked 20 in the one before.
            credits.settle(CreditCommands.settle("late", 50));
            credits.reserve(monthly("next", 100, hourly));
            credits.settle(CreditCommands.settle("next", 7));
            StoredAccount next = account("u");
            assertThat(next.spentSinceMillis()).isEqualTo(start + 3_600_000);
            assertThat(next.view().spent().credits()).isEqualTo(37);
            assertThat(next.forgotten()).isEqualTo(ResourceVector.ZERO);

            assertThat(store.upkeep().prune(Duration.ZERO, 1)).isEqualTo(1);
            assertThat(store.upkeep().prune(Duration.ZERO, 10)).isEqualTo(1);
            assertThat(account("u").forgotten().credits()).isEqualTo(37);
            assertThat(account("u").forgottenExact()).isTrue();
        }
    }

    @Test
    void whoIsDueAndNotInTheIndexIsFoundAndPutBack() {
        credits.reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u")));
        credits.reserve(CreditCommands.reserve("b", 100, CreditCommands.user("u")));
        new PostgresDamage(database).dropFromIndex(CreditCommands.id("b"));

        RecordingBookReader books = RecordingBookReader.of(inspection, CreditCommands.TENANT);
        assertThat(books.reservations).containsOnlyKeys("a", "b");
        assertThat(books.damages)
                .containsExactly(
                        "INDEX b: reservation b is open and not in the index reservation_due, so it never expires");

        assertThat(inspection.repairIndexes(CreditCommands.TENANT)).isEqualTo(1);
        assertThat(RecordingBookReader.of(inspection, CreditCommands.TENANT).damages)
                .isEmpty();
        assertThat(RecordingBookReader.of(inspection, CreditCommands.TENANT).reservations)
                .isEqualTo(books.reservations);
        assertThat(inspection.repairIndexes(CreditCommands.TENANT)).isZero();
    }

    @Test
    void stepsAreMadeAnewFromTheirReservations() {
        for (String id : List.of("a", "b", "c", "d")) {
            credits.reserve(CreditCommands.reserve(id, 100, CreditCommands.user("u")));
            credits.bindStep(CreditCommands.id(id), new StepId(CreditCommands.TENANT, "step-" + id));
        }
        credits.settle(CreditCommands.settle("c", 1));
        Map<String, String> steps = RecordingBookReader.of(inspection, CreditCommands.TENANT).steps;
        PostgresDamage damage = new PostgresDamage(database);
        damage.bind(new StepId(CreditCommands.TENANT, "step-a"), CreditCommands.id("b"));
        damage.bind(new StepId(CreditCommands.TENANT, "step-c"), CreditCommands.id("gone"));
        damage.delete(CreditCommands.id("d"));
        database.run("DELETE FROM step WHERE step = 'step-b'");

        assertThat(inspection.repairIndexes(CreditCommands.TENANT)).isEqualTo(4);
        steps.remove("step-d");
        assertThat(RecordingBookReader.of(inspection, CreditCommands.TENANT).steps)
                .isEqualTo(steps);
    }

    @Test
    void whatCannotBeReadIsToldAndTheRestIsShown() {
        credits.reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u")));
        credits.reserve(CreditCommands.reserve("b", 100, CreditCommands.user("v")));
        credits.track(CreditCommands.track("b", "report", 10));
        database.run("UPDATE reservation SET path = '{user:u,user:u}' WHERE id = 'a'");
        database.run("UPDATE account SET period_zone = 'nowhere' WHERE account = 'user:v'");

        RecordingBookReader books = RecordingBookReader.of(inspection, CreditCommands.TENANT);
        assertThat(books.accounts).containsOnlyKeys(CreditCommands.user("u"));
        assertThat(books.reservations).containsOnlyKeys("b");
        assertThat(books.reservations.values())
                .extracting(StoredReservation::operations)
                .allSatisfy(operations -> assertThat(operations).hasSize(1));
        assertThat(books.damages)
                .containsExactly(
                        "UNREADABLE user:v: user:v cannot be read: Unknown time-zone ID: nowhere",
                        "UNREADABLE a: a cannot be read: the account 'user:u' is on the path twice; name it once");
    }

    @Test
    void aReadingWhoseConnectionIsCutIsUnavailableAndTheNextOneGoesOn() {
        credits.reserve(CreditCommands.reserve("r", 1, CreditCommands.user("u")));
        // More than are fetched at a time.
        database.run("INSERT INTO reservation SELECT (jsonb_populate_record(r, jsonb_build_object('id', 'r' || g))).*"
                + " FROM reservation r CROSS JOIN generate_series(1, 2999) g");
        RecordingBookReader cut = new RecordingBookReader() {
            @Override
            public void reservation(StoredReservation reservation) {
                if (reservations.isEmpty()) {
                    database.run(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stipend'"
                                    + " AND query LIKE '%FROM operation WHERE tenant%' AND state LIKE 'idle in transaction%'");
                }
                super.reservation(reservation);
            }
        };

        assertThatThrownBy(() -> inspection.read(CreditCommands.TENANT, cut))
                .isNotInstanceOf(OutcomeUnknownException.class)
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
        assertThat(cut.reservations).isNotEmpty().hasSizeLessThan(3_000);
        assertThat(RecordingBookReader.of(inspection, CreditCommands.TENANT).reservations)
                .hasSize(3_000);
    }

    @Test
    void aReaderThatFailsLeavesNoSessionBehind() {
        credits.reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u")));
        assertThatThrownBy(() -> inspection.tenants(tenant -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
        await().until(() -> database.number("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE application_name = 'stipend' AND state LIKE 'idle in transaction%'")
                == 0);
    }

    /** Both send the same calls, so that many meet on one reservation, too. */
    @Test
    void booksOnWhichTwoNodesWorkAreCleanWheneverOneLooks() throws InterruptedException {
        Verification verification = new Verification(inspection);
        try (StoreAdapter other = PostgresStores.open(database.patientConfig().withBatches(2, 200));
                Workload here = Workload.start(credits, 8);
                Workload there = Workload.start(other.creditStore(), 8)) {
            for (int look = 0; look < 15; look++) {
                here.awaitProgress(40);
                List<Drift> findings = new ArrayList<>();
                verification.tenant(CreditCommands.TENANT, findings::add);
                assertThat(findings).isEmpty();
            }
            here.stop();
            there.stop();
        }
        assertThat(verification
                        .tenant(CreditCommands.TENANT, drift -> fail(drift.sentence()))
                        .closed())
                .isPositive();
    }
}
