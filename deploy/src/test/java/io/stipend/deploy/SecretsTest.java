package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.redis.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets come from where they are kept, and are shown nowhere. */
final class SecretsTest {

    private static final String SECRET = "hush-hush";

    @TempDir
    private Path folder;

    private TestConfig config;

    @BeforeEach
    void keepSecret() throws IOException {
        config = new TestConfig(folder);
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
    }

    @Test
    void theyComeFromTheEnvironmentAndFromFiles() {
        for (String reference : new String[] {"${env:SECRET}", "${file:secret}", "${file:" + folder + "/secret}"}) {
            StipendConfig read = config.load(
                    "store: {type: postgres, url: 'jdbc:postgresql://db/stipend', password: '" + reference + "'}",
                    Map.of("SECRET", SECRET));
            assertThat(((PostgresConfig) read.store()).password()).as(reference).isEqualTo(SECRET);
        }
        StipendConfig ofVariable = StipendConfig.load(Map.of(
                "STIPEND_STORE_TYPE", "postgres",
                "STIPEND_STORE_URL", "jdbc:postgresql://db/stipend?password=${env:SECRET}",
                "SECRET", SECRET));
        assertThat(((PostgresConfig) ofVariable.store()).password()).isEqualTo(SECRET);
    }

    /** One that looks like a number, or like a reference, is taken as it is written. */
    @Test
    void theyAreTakenToTheLetter() {
        assertThat(passwordOf("0123")).isEqualTo("0123");
        assertThat(passwordOf("1_000.50")).isEqualTo("1_000.50");
        assertThat(passwordOf("'a$${b}'")).isEqualTo("a${b}");
        assertThat(passwordOf("'$x{y}'")).isEqualTo("$x{y}");
    }

    private String passwordOf(String written) {
        StipendConfig read =
                config.load("store:\n  type: redis\n  url: redis://localhost:1\n  password: " + written + "\n");
        return String.valueOf(((RedisConfig) read.store()).password());
    }

    @Test
    void theyAreShownNowhere() {
        String text = """
                store:
                  type: postgres
                  url: jdbc:postgresql://db/stipend?user=me&password=hush-hush&sslmode=require
                  password: hush-hush
                  user: ${file:secret}
                events:
                  type: kafka
                  kafka:
                    bootstrap-servers: broker:9092
                    properties:
                      sasl.jaas.config: 'x password="hush-hush"'
                """;
        Map<String, String> environment = Map.of("SECRET", SECRET);
        StipendConfig read = config.load(text, environment);
        ConfigCheck check = ConfigCheck.of(ConfigSource.of(environment).withFile(config.file()));

        assertThat(read.toString().replace("user=" + SECRET, "")).doesNotContain(SECRET);
        assertThat(check.effective().toString())
                .doesNotContain(SECRET)
                .contains("jdbc:postgresql://db/stipend?user=***&password=***&sslmode=require")
                .contains("${file:secret}");
        assertThat(config.problems(text.replace("jdbc:postgresql:", "jdbc:mysql:"), environment)
                        .toString())
                .contains("cannot be used")
                .doesNotContain(SECRET);
        assertThat(config.problems("store: {type: redis, url: 'redis://me:hush-hush@host'}")
                        .toString())
                .contains("redis://***@host")
                .doesNotContain(SECRET);
        assertThat(config.problems("store:\n  type: memory\n  password: \"hush-hush\n  x: y\n")
                        .toString())
                .contains("is not YAML")
                .doesNotContain(SECRET);
        assertThat(config.problems("store: {type: memory}\nmanager: {lease: '${env:SECRET}'}", environment)
                        .toString())
                .contains("${env:SECRET}, whose value is not shown")
                .doesNotContain(SECRET);
    }

    @Test
    void aReferenceThatLeadsNowhereIsNamed() {
        assertThat(config.problems("store: {type: memory, password: '${env:NOPE}'}"))
                .containsExactly(
                        "stipend.yaml:1: store.password refers to the environment variable 'NOPE', which is not"
                                + " set; set it");
        assertThat(config.problems("store: {type: memory, password: '${file:/nope}'}"))
                .containsExactly("stipend.yaml:1: store.password refers to the file '/nope', which cannot be read"
                        + " (NoSuchFileException)");
        assertThat(config.problems("store: {type: memory, password: '${vault:x}'}"))
                .containsExactly("stipend.yaml:1: store.password has the reference '${vault:x}'; give ${env:NAME} or"
                        + " ${file:/path}, or $${ for the characters themselves");
    }
}
