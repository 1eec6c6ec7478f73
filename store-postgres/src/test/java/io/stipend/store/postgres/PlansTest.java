package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.UsageQuery;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No statement reads a whole table. Plans are kept by sessions, so each statement, and each statement within a function, is
 * first run again and again while the tables are empty, as on a new installation, and then, in the same sessions, on tables
 * that are large. The server counts whole reads.
 */
@Timeout(120)
final class PlansTest {

    private static final int ROWS = 20_000;

    /** After so many executions a session keeps one plan for all parameters. */
    private static final int UNTIL_PLANS_ARE_KEPT = 8;

    @Test
    void noTableIsReadWhole() throws Exception {
        // Nobody analyzes the tables between their filling and their use: the plans get no second chance.
        try (EmbeddedPostgres server =
                PostgresServer.start(PostgresOptions.fast().with("autovacuum", "off"))) {
            TestDatabase database = TestDatabase.on(server);
            // Whoever makes an index reads its table.
            database.run("SELECT pg_stat_reset()");
            try (StoreAdapter store = PostgresStores.open(database.config().withBatches(1, 200))) {
                for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                    useEverything(store, database, "empty" + i);
                }
                fill(database);
                for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                    useEverything(store, database, "full" + i);
                }
            }
            // Sessions hand in what they counted when they end.
            awaitEndOfSessions(server);
            assertThat(wholeReads(database))
                    .isEqualTo(Map.of(
                            "account", 0L,
                            "account_operation", 0L,
                            "forgotten", 0L,
                            "operation", 0L,
                            "outbox", 0L,
                            "reservation", 0L,
                            "step", 0L));
        }
    }

    /** Every statement that a store sends, with several commands in a batch among them. */
    private static void useEverything(StoreAdapter store, TestDatabase database, String name) throws Exception {
        CreditStore credits = store.creditStore();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 40; i++) {
            String id = name + "-" + i;
            callers.execute(() -> {
                credits.reserve(CreditCommands.reserve(id, 100, CreditCommands.user("all"), CreditCommands.user(id)));
                credits.bindStep(CreditCommands.id(id), new StepId(CreditCommands.TENANT, id));
                credits.track(CreditCommands.track(id, "report", 10));
                credits.track(CreditCommands.track(id, "report", 10));
                credits.extend(new ExtendCommand(
                        new StepId(CreditCommands.TENANT, id),
                        OperationId.of("more"),
                        ResourceVector.of(5, 0, 0, 0, 0, 0),
                        0));
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
        credits.settle(CreditCommands.settle(name + "-1", 60));
        credits.settle(CreditCommands.settle(name + "-1", 60));
        credits.release(new ReleaseCommand(CreditCommands.id(name + "-2"), OperationId.RELEASE));
        credits.reserve(CreditCommands.reserve(name + "-settled", 100, CreditCommands.user("all")));
        credits.track(CreditCommands.track(name + "-settled", "report", 10));
        credits.settle(CreditCommands.settle(name + "-settled", 60));
        credits.reserve(CreditCommands.reserve(name + "-released", 100, CreditCommands.user("all")));
        credits.release(new ReleaseCommand(CreditCommands.id(name + "-released"), OperationId.RELEASE));
        credits.reserve(CreditCommands.reserve(name + "-split", 100, CreditCommands.user("all")));
        credits.split(CreditCommands.split(name + "-split", name + "-part", 10));
        assertThat(credits.children(CreditCommands.id(name + "-split"))).hasSize(1);
        credits.charge(CreditCommands.charge(name + "-charge", 10, CreditCommands.user("all")));
        database.run("UPDATE reservation SET expires_at = 1 WHERE tenant = 't' AND id = '" + name + "-3'");
        assertThat(store.upkeep().expireDue(10).expired()).isEqualTo(1);
        assertThat(credits.find(CreditCommands.id(name + "-1"))).isPresent();
        assertThat(credits.find(new StepId(CreditCommands.TENANT, name + "-4"))).isPresent();
        assertThat(store.upkeep()
                        .forget(
                                List.of(
                                        CreditCommands.id(name + "-0"),
                                        CreditCommands.id(name + "-1"),
                                        CreditCommands.id(name + "-released")),
                                Duration.ZERO))
                .isEqualTo(1);
        assertThat(store.upkeep().prune(Duration.ofDays(7), 10)).isZero();
        assertThat(store.upkeep().prune(Duration.ZERO, 2)).isEqualTo(2);
        assertThat(store.upkeep().openReservations()).isPositive();
        store.accountAdministration()
                .apply(new AccountCommand.Grant(
                        CreditCommands.user("all"), OperationId.of(name), Resource.CREDITS, 7, "why"));
        AccountId tenant = AccountId.ofTenant(CreditCommands.TENANT);
        store.accountAdministration()
                .apply(new AccountCommand.Freeze(tenant, OperationId.of("freeze " + name), "ops", "why"));
        store.accountAdministration()
                .apply(new AccountCommand.Unfreeze(tenant, OperationId.of("unfreeze " + name), "ops", "why"));
        assertThat(store.accountAdministration().show(CreditCommands.user("all")))
                .isPresent();
        assertThat(store.accountAdministration().list(CreditCommands.TENANT, null, 10))
                .isNotEmpty();
        inspectEverything(store.bookInspection(), name);
        store.journal().acknowledge(store.journal().read(10).size());
        assertThat(store.journal().backlog().entries()).isPositive();
    }

    private static void inspectEverything(BookInspection inspection, String name) {
        RecordingBookReader books = RecordingBookReader.of(inspection, CreditCommands.TENANT);
        assertThat(books.reservations).isNotEmpty();
        List<String> open = new ArrayList<>();
        inspection.openReservations(
                CreditCommands.TENANT,
                reservation -> open.add(reservation.header().id().value()));
        assertThat(open).isNotEmpty();
        List<String> tenants = new ArrayList<>();
        inspection.tenants(tenants::add);
        assertThat(tenants)
                .startsWith(name.startsWith("full") ? "o" : CreditCommands.TENANT)
                .endsWith(CreditCommands.TENANT);
        long now = System.currentTimeMillis();
        UsageQuery lastHour = new UsageQuery(
                CreditCommands.TENANT, now - 3_600_000, now + 60_000, 60_000, UsageQuery.By.MODEL, null, 10);
        assertThat(inspection.usage(lastHour)).isNotEmpty();
        assertThat(inspection.history(CreditCommands.user("all"), 0, 10)).isNotEmpty();
        assertThat(inspection.repair(books.repair(CreditCommands.user("all"), "repair-" + name)))
                .isInstanceOf(RepairOutcome.Repaired.class);
        assertThat(inspection.repairIndexes(CreditCommands.TENANT)).isZero();
    }

    /** Rows of other tenants in every table; what looks at all tenants (due, closed, waiting) is large too. */
    private static void fill(TestDatabase database) {
        String rows = " FROM generate_series(1, " + ROWS + ") g";
        database.run("INSERT INTO account (tenant, account) SELECT 'o', 'user:' || g" + rows);
        database.run(
                "INSERT INTO reservation (tenant, id, fingerprint, path, asked, held, used, lease_millis, opened_at,"
                        + " expires_at)"
                        + " SELECT 'o', 'r' || g, 0, ARRAY['user:' || g], '{1,0,0,0,0,1}', '{1,0,0,0,0,1}', '{0,0,0,0,0,0}',"
                        + " 1000, 1, 9000000000000" + rows);
        database.run(
                "INSERT INTO reservation (tenant, id, fingerprint, path, asked, held, used, lease_millis, opened_at,"
                        + " expires_at, state, closed_at, closing_operation, charged)"
                        + " SELECT 'o', 'c' || g, 0, ARRAY['user:' || g], '{1,0,0,0,0,1}', '{1,0,0,0,0,1}', '{0,0,0,0,0,0}',"
                        + " 1000, 1, 1, 1, 8000000000000, 'settle', '{0,0,0,0,0,0}'" + rows);
        database.run("INSERT INTO step SELECT 'o', 's' || g, 'r' || g" + rows);
        database.run("INSERT INTO operation SELECT 'o', 'r' || g, 'op', 0, 1, '{1,0,0,0,0,0}', 1, 0, 2, 1, NULL,"
                + " '{1,0,0,0,0,1}', '{1,0,0,0,0,0}', 0, 1, 1" + rows);
        database.run("INSERT INTO forgotten SELECT 'o', 'user:' || g, 0, '{1,0,0,0,0,0}'" + rows);
        database.run(
                "INSERT INTO account_operation SELECT 'o', 'user:' || g, 'op', 2, 0, 1, 'why', 1, 1, 1, 1, 0" + rows);
        database.run(
                "INSERT INTO outbox (tenant, entry) SELECT 'o', new_entry(kind => 4, tenant => 'o', stream => 'user:' || g,"
                        + " sequence => 1, at => 1, change => 2, resource => 0, new_limit => -1, allowance_delta => 7, spent_delta => 0,"
                        + " reason => 'why')" + rows);
    }

    private static void awaitEndOfSessions(EmbeddedPostgres server) {
        await().until(() -> {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stipend'")) {
                return row.next() && row.getLong(1) == 0;
            }
        });
    }

    /**
     * A table that is empty, as that of frozen tenants nearly always is, is read fastest as a whole. That of forecasts has one row of each
     * node, and all are wanted.
     */
    private static Map<String, Long> wholeReads(TestDatabase database) throws SQLException {
        Map<String, Long> reads = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = '"
                                + database.config().schema()
                                + "' AND relname NOT IN ('schema_history', 'frozen_tenant', 'forecast')")) {
            while (row.next()) {
                reads.put(row.getString(1), row.getLong(2));
            }
        }
        return reads;
    }
}
