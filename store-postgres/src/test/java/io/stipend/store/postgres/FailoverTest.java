package io.stipend.store.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A primary and the standby that follows it. */
@Timeout(120)
final class FailoverTest {

    private static final int THREADS = 16;

    private EmbeddedPostgres primary;
    private EmbeddedPostgres standby;
    private TestDatabase database;

    @BeforeEach
    void start() {
        primary = PostgresServer.start(PostgresOptions.durable());
        database = TestDatabase.on(primary);
        standby = primary.startStandby();
        // What is acknowledged is on both.
        database.run("ALTER SYSTEM SET synchronous_standby_names = '*'");
        database.run("SELECT pg_reload_conf()");
        await().until(() -> database.number("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1);
    }

    @AfterEach
    void stop() {
        standby.close();
        primary.close();
    }

    private PostgresConfig at(String hosts) {
        PostgresConfig direct = database.config();
        return PostgresConfig.of("jdbc:postgresql://" + hosts)
                .withUser(direct.user(), direct.password())
                .withSchema(direct.schema());
    }

    private static String hostOf(PostgresServer server) {
        return server.host() + ":" + server.port();
    }

    private static void promote(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_promote()")) {
            assertThat(row.next() && row.getBoolean(1)).isTrue();
            // It has nobody to wait for.
            statement.execute("ALTER SYSTEM RESET synchronous_standby_names");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    void aStandbyIsRecognisedAndServesOnceItIsThePrimary() throws SQLException {
        await().until(() -> !isBehind());
        try (StoreAdapter store = PostgresStores.open(at(hostOf(standby) + "/postgres"))) {
            assertThatThrownBy(() ->
                            store.creditStore().reserve(CreditCommands.reserve("r", 100, CreditCommands.user("u"))))
                    .isNotInstanceOf(OutcomeUnknownException.class)
                    .isInstanceOfSatisfying(
                            CreditStoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining("is read-only, as a standby is")
                    .hasMessageContaining("targetServerType=primary");

            promote(standby);

            assertThat(store.creditStore().reserve(CreditCommands.reserve("r", 100, CreditCommands.user("u"))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
        }
    }

    private boolean isBehind() {
        return database.number("SELECT count(*) FROM pg_stat_replication WHERE replay_lsn < pg_current_wal_lsn()") > 0;
    }

    @Test
    void aPrimaryMadeReadOnlyIsRecognisedAndItsConnectionsAreMadeAnew() {
        try (StoreAdapter store = PostgresStores.open(database.config())) {
            store.creditStore().reserve(CreditCommands.reserve("before", 100, CreditCommands.user("u")));
            long before = database.number("SELECT max(pid) FROM pg_stat_activity WHERE application_name = 'stipend'");
            database.run("ALTER SYSTEM SET default_transaction_read_only = on");
            database.run("SELECT pg_reload_conf()");
            await().untilAsserted(() -> assertThatThrownBy(() -> store.creditStore()
                            .reserve(CreditCommands.reserve("meanwhile", 100, CreditCommands.user("u"))))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("is read-only"));

            await().until(() ->
                    database.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'stipend'"
                                    + " AND pid = " + before)
                            == 0);
            database.run("ALTER SYSTEM RESET default_transaction_read_only");
            database.run("SELECT pg_reload_conf()");
            await().untilAsserted(() -> assertThat(
                            store.creditStore().reserve(CreditCommands.reserve("after", 100, CreditCommands.user("u"))))
                    .isInstanceOf(ReserveOutcome.Reserved.class));
        }
    }

    @Test
    void whenThePrimaryDiesTheStoreGoesOnAtThePromotedStandby() throws Exception {
        PostgresConfig both = at(hostOf(primary) + "," + hostOf(standby)
                        + "/postgres?targetServerType=primary&hostRecheckSeconds=1")
                .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (StoreAdapter store = PostgresStores.open(both);
                Workload workload = Workload.start(store.creditStore(), THREADS)) {
            workload.awaitProgress(300);
            primary.kill9();
            workload.awaitFailures(THREADS);
            promote(standby);
            workload.awaitProgress(300);
            workload.stop();

            assertThat(workload.failuresByKind()).as("what callers were told").containsOnlyKeys(Kind.UNAVAILABLE);
            assertThat(TestDatabase.existing(standby, database.config()).number(TestDatabase.UNBALANCED))
                    .isZero();
            workload.assertNothingLost(store);
        }
    }
}
