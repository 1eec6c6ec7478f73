package io.stipend.store.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.store.postgres.TestDatabase;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which database is accepted, and what a configuration shows of itself. */
final class SchemaTest {

    @Test
    void applyingAgainDoesNothing() {
        assertThat(PostgresStores.applySchema(TestDatabase.shared().config())).isZero();
    }

    @Test
    void aMissingSchemaIsRefusedWithTheRemedy() {
        PostgresConfig config = TestDatabase.shared().config();
        PostgresConfig missing = config.withSchema(PostgresServer.shared().uniqueSchema());

        assertThatThrownBy(() -> PostgresStores.open(missing))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining(missing.schema())
                .hasMessageContaining("is missing")
                .hasMessageContaining("stipend schema apply");
    }

    @Test
    void anOlderAndANewerSchemaAreRefused() {
        TestDatabase database = TestDatabase.shared();
        database.run("UPDATE schema_history SET version = '99' WHERE version = '" + Schema.version() + "'");
        assertThatThrownBy(() -> PostgresStores.open(database.config()))
                .hasMessageContaining("has version 99")
                .hasMessageContaining("run a newer program");

        database.run("DELETE FROM schema_history WHERE version = '99'");
        assertThatThrownBy(() -> PostgresStores.open(database.config()))
                .hasMessageContaining("has version " + (Schema.version() - 1))
                .hasMessageContaining("apply it");
    }

    @Test
    void functionsOfAnotherProgramAreRefusedUntilTheyAreApplied() {
        TestDatabase database = TestDatabase.shared();
        database.run("UPDATE schema_history SET checksum = checksum + 1 WHERE script = 'R__6_run_batch.sql'");
        assertThatThrownBy(() -> PostgresStores.open(database.config()))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("has functions of another program")
                .hasMessageContaining("stipend schema apply");

        assertThat(PostgresStores.applySchema(database.config())).isEqualTo(1);
        PostgresStores.open(database.config()).close();
    }

    @Test
    void theScriptMakesTheSchema() {
        TestDatabase database = TestDatabase.shared();
        PostgresConfig other =
                database.config().withSchema(PostgresServer.shared().uniqueSchema());

        database.run(PostgresStores.schemaSql(other));

        String ofSchema = " WHERE table_schema = '%s' AND table_name <> 'schema_history'";
        for (String count : List.of(
                "SELECT count(*) FROM information_schema.columns" + ofSchema,
                "SELECT count(*) FROM pg_proc WHERE pronamespace = '%s'::regnamespace")) {
            assertThat(database.number(count.formatted(other.schema())))
                    .isEqualTo(database.number(count.formatted(database.config().schema())))
                    .isPositive();
        }
    }

    @Test
    void userAndPasswordComeFromTheUrlThenTheEnvironmentAndAreNeverShown() {
        Map<String, String> environment = Map.of("PGUSER", "env-user", "PGPASSWORD", "env-secret");
        PostgresConfig fromUrl =
                PostgresConfig.of("jdbc:postgresql://h/db?user=me&password=s%26cret&ssl=true", environment);
        PostgresConfig fromEnvironment = PostgresConfig.of("jdbc:postgresql://h/db", environment);

        assertThat(fromUrl.url()).isEqualTo("jdbc:postgresql://h/db?ssl=true");
        assertThat(fromUrl.user()).isEqualTo("me");
        assertThat(fromUrl.password()).isEqualTo("s&cret");
        assertThat(fromEnvironment.user()).isEqualTo("env-user");
        assertThat(fromEnvironment.password()).isEqualTo("env-secret");
        assertThat(fromUrl.toString()).doesNotContain("cret");
        assertThat(fromEnvironment.toString()).doesNotContain("env-secret");
    }

    @Test
    void badValuesAreNamed() {
        PostgresConfig config = PostgresConfig.of("jdbc:postgresql://h/db", Map.of());
        assertThatThrownBy(() -> PostgresConfig.of("postgres://h/db"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("jdbc:postgresql:");
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:postgresql://me:topsecret@h/db"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageNotContaining("topsecret");
        assertThatThrownBy(() -> config.withSchema("Robert'); DROP TABLE"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("schema is");
        assertThatThrownBy(() -> config.withStatementTimeouts(
                        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(9)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("lock-timeout is 5s, above statement-timeout, 1s");
    }
}
