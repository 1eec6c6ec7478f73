package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.Workload;
import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk fills up in the middle of the work, and somebody makes room. */
@Timeout(120)
final class DiskFullTest {

    private static final int THREADS = 16;
    private static final long DISK_BYTES = 64L << 20;

    @Test
    void nothingIsHalfDoneAndWorkGoesOnWhenRoomIsMade() throws InterruptedException {
        try (EmbeddedPostgres server =
                PostgresServer.start(PostgresOptions.durable().withSmallDisk(DISK_BYTES))) {
            Path disk = server.smallDisk();
            TestDatabase database = TestDatabase.on(
                    server,
                    "CREATE TABLESPACE small LOCATION '" + disk + "'",
                    "ALTER ROLE " + server.user() + " SET default_tablespace = 'small'");
            workThrough(
                    database,
                    () -> database.fails("COPY (SELECT repeat('x', 100000) FROM generate_series(1, 10000)) TO '" + disk
                            + "/ballast'"),
                    () -> database.run("COPY (SELECT WHERE false) TO '" + disk + "/ballast'"));
        } catch (ServerUnavailableException noDisk) {
            // Better than nothing, and said: the server's own word for a full disk, without one.
            System.err.println("[DiskFullTest] a trigger stands in for the full disk: " + noDisk.getMessage());
            TestDatabase database = TestDatabase.shared();
            database.run("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$");
            workThrough(
                    database,
                    () -> database.run("CREATE TRIGGER full_disk BEFORE INSERT ON outbox EXECUTE FUNCTION full_disk()"),
                    () -> database.run("DROP TRIGGER full_disk ON outbox"));
        }
    }

    private static void workThrough(TestDatabase database, Runnable fill, Runnable makeRoom)
            throws InterruptedException {
        try (StoreAdapter store = PostgresStores.open(database.config());
                Workload workload = Workload.start(store.creditStore(), THREADS)) {
            for (int i = 0; i < 2; i++) {
                workload.awaitProgress(500);
                fill.run();
                workload.awaitFailures(10 * THREADS);
                assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
                makeRoom.run();
            }
            workload.awaitProgress(500);
            workload.stop();

            assertThat(workload.failuresByKind()).as("what callers were told").containsOnlyKeys(Kind.FULL);
            assertThat(workload.failuresByKind().get(Kind.FULL))
                    .hasMessageContaining("disk of " + database.config().server() + " is full")
                    .hasMessageContaining("No space left on device");
            assertThat(database.number(TestDatabase.UNBALANCED)).isZero();
            workload.assertNothingLost(store);
        }
    }
}
