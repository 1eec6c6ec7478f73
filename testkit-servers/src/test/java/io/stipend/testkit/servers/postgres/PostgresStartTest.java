package io.stipend.testkit.servers.postgres;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.TemporaryFolders;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresStartTest {

    /** As a test that ran out of its time is. */
    @Test
    void aServerIsEndedByAThreadThatWasInterruptedToo() {
        EmbeddedPostgres server = PostgresServer.start(PostgresOptions.fast());
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        Thread.currentThread().interrupt();
        try {
            server.kill9();
            server.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(ServerProcess.runs(postmaster)).isFalse();
    }

    @Test
    void aDataDirectoryOfTheCallersStays() throws IOException {
        Path folder = ServerUser.current().workFolder("stipend-test-");
        try {
            Path data = folder.resolve("data");
            try (EmbeddedPostgres server =
                    PostgresServer.start(PostgresOptions.fast().in(data))) {
                assertThat(server.dataDirectory()).isEqualTo(data);
                server.kill9();
            }
            assertThat(data.resolve("PG_VERSION")).exists();
            assertThatThrownBy(() -> PostgresServer.start(PostgresOptions.fast().in(data)))
                    .hasMessageContaining(data + " is not empty");
        } finally {
            TemporaryFolders.delete(folder);
        }
    }

    @Test
    void aSettingThatIsWrongFailsTheStart_withWhatTheServerSaid() throws IOException {
        List<Path> before = workFolders();
        assertThatThrownBy(() -> PostgresServer.start(PostgresOptions.fast().with("no_such_setting", "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"");
        assertThat(workFolders()).isEqualTo(before);
    }

    /** No hook of this JVM runs when it is killed, and nothing may stay behind even so. */
    @Test
    void theServerEndsWithTheJvm_evenWhenThatIsKilled() throws IOException, InterruptedException {
        Process jvm = ChildJvm.start(StartAndWait.class, Map.of(), List.of());
        try (BufferedReader said = jvm.inputReader()) {
            ProcessHandle postmaster =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            Path workFolder = Path.of(said.readLine());
            List<ProcessHandle> processes = postmaster.descendants().toList();
            assertThat(ServerProcess.runs(postmaster)).isTrue();
            assertThat(processes).isNotEmpty();
            assertThat(workFolder).exists();

            jvm.destroyForcibly().waitFor();

            await().untilAsserted(() -> {
                assertThat(ServerProcess.runs(postmaster)).isFalse();
                assertThat(processes).noneMatch(ServerProcess::runs);
                assertThat(workFolder).doesNotExist();
            });
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void allOfAJvmShareOneServer_eachInItsSchema() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        assertThat(PostgresServer.shared()).isSameAs(server);
        String schema = server.uniqueSchema();
        assertThat(server.uniqueSchema()).isNotEqualTo(schema);
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            statement.execute("CREATE TABLE " + schema + ".something (id int)");
            server.dropSchema(schema);
            server.dropSchema(schema);
            assertThatThrownBy(() -> statement.execute("TABLE " + schema + ".something"))
                    .hasMessageContaining("does not exist");
        }
    }

    private static List<Path> workFolders() throws IOException {
        try (var folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("stipend-postgres-"))
                    .toList();
        }
    }

    /** The program of the JVM that is killed. */
    static final class StartAndWait {

        private StartAndWait() {}

        public static void main(String[] args) throws InterruptedException {
            EmbeddedPostgres server = PostgresServer.start(PostgresOptions.fast());
            System.out.println(server.pid());
            System.out.println(server.log().getParent());
            Thread.currentThread().join();
        }
    }
}
