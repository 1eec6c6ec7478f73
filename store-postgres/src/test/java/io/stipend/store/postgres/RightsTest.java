package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store whose user has the rights that docs/postgres.md names, and no others. */
@Timeout(60)
final class RightsTest {

    private static EmbeddedPostgres server;

    /** Roles belong to the whole server, so it is one of our own. */
    @BeforeAll
    static void start() {
        server = PostgresServer.start(PostgresOptions.fast());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static PostgresConfig as(TestDatabase database, String role, String more) {
        database.run("CREATE ROLE " + role + " LOGIN PASSWORD 'app-secret' " + more);
        return database.config()
                .withUser(role, "app-secret")
                .withConnectTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private static void grant(TestDatabase database, String role) {
        String schema = database.config().schema();
        database.run("GRANT USAGE ON SCHEMA " + schema + " TO " + role);
        database.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + role);
    }

    @Test
    void usageAndTheTablesRowsSuffice() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig app = as(database, "app", "");
        grant(database, "app");

        try (StoreAdapter store = PostgresStores.open(app)) {
            CreditStore credits = store.creditStore();
            assertThat(credits.reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u"))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            assertThat(credits.bindStep(CreditCommands.id("a"), new StepId(CreditCommands.TENANT, "step")))
                    .isInstanceOf(BindOutcome.Bound.class);
            assertThat(credits.track(CreditCommands.track("a", "report", 10))).isInstanceOf(TrackOutcome.Added.class);
            assertThat(credits.extend(new ExtendCommand(
                            CreditCommands.id("a"), OperationId.of("more"), ResourceVector.of(5, 0, 0, 0, 0, 0), 0)))
                    .isInstanceOf(ExtendOutcome.Extended.class);
            assertThat(credits.settle(CreditCommands.settle("a", 60))).isInstanceOf(CloseOutcome.Closed.class);
            for (String id : List.of("b", "c")) {
                credits.reserve(CreditCommands.reserve(id, 100, CreditCommands.user("u")));
            }
            assertThat(credits.release(new ReleaseCommand(CreditCommands.id("b"), OperationId.RELEASE)))
                    .isInstanceOf(CloseOutcome.Closed.class);
            database.run("UPDATE reservation SET expires_at = 1 WHERE id = 'c'");
            assertThat(store.upkeep().expireDue(10).expired()).isEqualTo(1);
            assertThat(credits.find(new StepId(CreditCommands.TENANT, "step"))).isPresent();
            assertThat(store.accountAdministration()
                            .apply(new AccountCommand.Grant(
                                    CreditCommands.user("u"), OperationId.of("grant"), Resource.CREDITS, 7, "why")))
                    .isInstanceOf(AccountOutcome.Changed.class);
            assertThat(store.accountAdministration()
                            .apply(new AccountCommand.Freeze(
                                    AccountId.ofTenant(CreditCommands.TENANT), OperationId.of("freeze"), "ops", "why")))
                    .isInstanceOf(AccountOutcome.Changed.class);
            assertThat(credits.reserve(CreditCommands.reserve("frozen", 100))).isInstanceOf(Frozen.class);
            assertThat(store.accountAdministration().list(CreditCommands.TENANT, null, 10))
                    .hasSize(2);
            BookInspection inspection = store.bookInspection();
            RecordingBookReader books = RecordingBookReader.of(inspection, CreditCommands.TENANT);
            assertThat(books.reservations).hasSize(3);
            assertThat(inspection.repair(books.repair(CreditCommands.user("u"), "repair")))
                    .isInstanceOf(RepairOutcome.Repaired.class);
            assertThat(inspection.repairIndexes(CreditCommands.TENANT)).isZero();
            assertThat(inspection.history(CreditCommands.user("u"), 0, 10)).hasSize(2);
            inspection.openReservations(CreditCommands.TENANT, open -> fail("none is open"));
            inspection.tenants(tenant -> assertThat(tenant).isEqualTo(CreditCommands.TENANT));
            List<JournalEntry> entries = store.journal().read(100);
            assertThat(entries).isNotEmpty();
            store.journal().acknowledge(entries.size());
            assertThat(store.journal().backlog().entries()).isZero();
            assertThat(store.upkeep().prune(Duration.ZERO, 10)).isEqualTo(3);
            assertThat(store.upkeep().openReservations()).isZero();
        }
    }

    @Test
    void aUserWithoutThemIsToldWhatIsMissing() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig stranger = as(database, "stranger", "");

        assertThatThrownBy(() -> PostgresStores.open(stranger))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining(
                        "permission denied for schema " + database.config().schema())
                .hasMessageNotContaining("app-secret");
    }

    @Test
    void whoMayNotReadATableIsToldWhich() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig half = as(database, "half", "");
        grant(database, "half");
        database.run("REVOKE SELECT ON operation FROM half");

        try (StoreAdapter store = PostgresStores.open(half)) {
            store.creditStore().reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u")));
            assertThatThrownBy(() -> RecordingBookReader.of(store.bookInspection(), CreditCommands.TENANT))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("permission denied for table operation");
        }
    }

    @Test
    void whoMayNotMakeTheSchemaIsToldSoInOneLine() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig reader = as(database, "reader", "").withSchema("not_there");

        assertThatThrownBy(() -> PostgresStores.applySchema(reader))
                .isInstanceOf(CreditStoreException.class)
                .hasMessage("refused by " + database.config().server()
                        + " (ERROR: permission denied for database postgres)");
    }

    @Test
    void aWrongPasswordIsSaidAndNotShown() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig wrong = as(database, "known", "").withUser("known", "wrong-secret");

        assertThatThrownBy(() -> PostgresStores.open(wrong))
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("password authentication failed for user \"known\"")
                .hasMessageContaining("see to user, password and database")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PostgresStores.applySchema(wrong))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("see to user, password and database")
                .hasMessageEndingWith("(FATAL: password authentication failed for user \"known\")")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerThatGivesTooFewConnectionsServesThoseItGives() {
        TestDatabase database = TestDatabase.on(server);
        PostgresConfig few = as(database, "few", "CONNECTION LIMIT 1");
        grant(database, "few");

        try (StoreAdapter store = PostgresStores.open(few)) {
            assertThat(store.creditStore().reserve(CreditCommands.reserve("a", 100, CreditCommands.user("u"))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            assertThatThrownBy(() -> store.journal().read(1))
                    .isInstanceOfSatisfying(
                            CreditStoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining("too many connections for role \"few\"");
        }
    }
}
