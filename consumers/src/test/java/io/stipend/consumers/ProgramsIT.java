package io.stipend.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Programs that have only what is published do what they say. */
class ProgramsIT {

    private static final String CHARGED = "charged {CREDITS=0.22000000}";

    private static final Path EVENTS =
            Path.of("../events-kafka/src/test/resources/io/stipend/events/kafka/samples/1.jsonl");

    @Test
    void postgres() {
        assertThat(new Consumer("store-postgres").run(database())).containsExactly(CHARGED);
    }

    @Test
    void redis() {
        RedisServer server = RedisServer.shared();

        assertThat(new Consumer("store-redis").run(server.url(), server.uniquePrefix()))
                .containsExactly(CHARGED);
    }

    @Test
    void modules() {
        Consumer modules = new Consumer("modules");

        assertThat(modules.runAsModule()).containsExactly(CHARGED);
        assertThat(modules.runAsModule(database())).containsExactly(CHARGED);
    }

    @Test
    void events() throws IOException {
        int written = Files.readAllLines(EVENTS).size();

        assertThat(new Consumer("events-kafka").run(EVENTS.toString()))
                .containsExactly("read " + written + " of " + written);
    }

    @Test
    void guice() {
        assertThat(new Consumer("guice").run()).containsExactly("a store from Guice: yes");
    }

    @Test
    void deployment() {
        Consumer everything = new Consumer("everything");

        assertThat(everything.run(everything.folder().resolve("stipend.yaml").toString()))
                .containsExactly("approved: true, ready: true");
    }

    @Test
    void deploymentOfStoreThatIsNotOurs() {
        Consumer everything = new Consumer("everything");
        String config = everything.folder().resolve("notebook.yaml").toString();

        assertThat(everything.runWith(new Consumer("foreign-store").classes(), config))
                .containsExactly("approved: true, ready: true");
    }

    private static String[] database() {
        PostgresServer server = PostgresServer.shared();
        return new String[] {server.jdbcUrl(), server.user(), server.password(), server.uniqueSchema()};
    }
}
