package io.stipend.testkit.servers.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePostgresTest {

    @Test
    void takesTheUrlOfTheEnvironmentApart() {
        String url = "jdbc:postgresql://db.example:5433/books?user=a%40b&password=p%26w&sslmode=require";
        RemotePostgres server = RemotePostgres.ofEnvironment(Map.of("TEST_POSTGRES_URL", url));
        assertThat(server.jdbcUrl()).isEqualTo(url);
        assertThat(server.host()).isEqualTo("db.example");
        assertThat(server.port()).isEqualTo(5433);
        assertThat(server.user()).isEqualTo("a@b");
        assertThat(server.password()).isEqualTo("p&w");
        assertThat(server).hasToString("PostgreSQL on db.example:5433");
    }

    @Test
    void isNotThereWhenTheEnvironmentNamesNone() {
        assertThatThrownBy(() -> RemotePostgres.ofEnvironment(Map.of()))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("TEST_POSTGRES_URL is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://host:5432/books?user=u&password=hidden",
                "jdbc:postgresql://host/books?user=u&password=hidden",
                "jdbc:postgresql://host:5432/books?password=hidden",
                "jdbc:postgresql://one:1,two:2/books?user=u&password=hidden",
                "jdbc:postgresql://host:5432/books and more?user=u&password=hidden"
            })
    void refusesWhatItDoesNotUnderstand_withoutShowingThePassword(String url) {
        assertThatThrownBy(() -> RemotePostgres.ofEnvironment(Map.of("TEST_POSTGRES_URL", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TEST_POSTGRES_URL")
                .hasMessageNotContaining("hidden")
                .hasNoCause();
    }

    /** Whoever names a server means that one: no other takes its place. */
    @Test
    void aServerThatIsNamedAndDoesNotAnswerIsAFailure() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/books?user=u&password=hidden";
        assertThatThrownBy(() -> SharedPostgres.choose(Map.of("TEST_POSTGRES_URL", url)))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("does not answer")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void aServerThatIsNamedIsTaken() {
        PostgresServer server = PostgresServer.shared();
        String bare = server.jdbcUrl().replaceFirst("\\?.*", "");
        String url = bare + "?user=" + server.user() + "&password=" + server.password();
        PostgresServer named = SharedPostgres.choose(Map.of("TEST_POSTGRES_URL", url));
        assertThat(named.port()).isEqualTo(server.port());
        assertThat(named.user()).isEqualTo(server.user());
    }
}
