package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.store.memory.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys come and go with the configuration's file; without any, nobody else's machine is let in. */
final class KeysTest {

    @TempDir
    private Path folder;

    private Path write(String name, String secret) throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Path fresh = folder.resolve("fresh.yaml");
        Files.writeString(fresh, """
                store:
                  type: memory
                server:
                  port: 0
                  check-interval: 0s
                  keys:
                    %s:
                      sha256: %s
                      may: use,read
                """.formatted(name, StipendServer.sha256(secret)));
        return Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aKeyThatIsTakenOutIsRefusedFromThenOn() throws IOException {
        String first = StipendServer.newSecret();
        String second = StipendServer.newSecret();
        Path file = write("first", first);
        try (StipendServer server = StipendServer.start(StipendConfig.load(file, Map.of()))) {
            Api api = new Api(server.address(), first, Map.of());
            api.post("/v1/reservations", "{\"user\":\"a\"}").expect(201);
            Files.writeString(file, "server: nonsense");
            api.get("/v1/reservations").expect(200);

            write("second", second);

            api.get("/v1/reservations").expect(401, "UNAUTHENTICATED");
            new Api(server.address(), second, Map.of()).get("/v1/reservations").expect(200);
            Files.writeString(file, "store:\n  type: memory\n");
            new Api(server.address(), "", Map.of()).get("/v1/reservations").expect(401, "UNAUTHENTICATED");
        }
    }

    /** Also who has been listening all along. */
    @Test
    void whoListensWithAKeyThatIsTakenOutHearsNoMore() throws IOException {
        String first = StipendServer.newSecret();
        Path file = write("first", first);
        try (StipendServer server = StipendServer.start(StipendConfig.load(file, Map.of()));
                RawClient client = new RawClient(server.address())) {
            client.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + first + "\r\n\r\n");
            client.readUntil("retry");

            write("second", StipendServer.newSecret());

            await().until(() -> server.streamClients() == 0);
        }
    }

    @Test
    void withoutKeysItListensToThisMachineAlone() {
        StipendConfig open = StipendConfig.of(MemoryConfig.DEFAULT).withServer(ServerSettings.DEFAULT.at("0.0.0.0", 0));

        assertThatThrownBy(() -> StipendServer.start(open))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("there are no keys")
                .hasMessageContaining("stipend key new");
        try (StipendServer server = StipendServer.start(
                StipendConfig.of(MemoryConfig.DEFAULT).withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0)))) {
            assertThat(server.isOpen()).isTrue();
            Api api = new Api(server.address(), "", Map.of());
            api.post("/v1/reservations", "{\"user\":\"a\"}").expect(201);
            api.post("/v1/reservations", "{}").expect(403, "NOBODY_TO_CHARGE");
        }
        try (TestServer keyed = TestServer.start(
                MemoryConfig.DEFAULT,
                config -> config.withServer(config.server().at("0.0.0.0", 0)))) {
            assertThat(keyed.server().isOpen()).isFalse();
        }
    }

    @Test
    void secretsDiffer() {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            secrets.add(StipendServer.newSecret());
        }

        assertThat(secrets).hasSize(1_000).allMatch(secret -> secret.matches("stipend_[0-9a-hjkmnp-tv-z]{38}"));
    }

    @Test
    void whatIsTakenIsSaid() {
        try (TestServer first = TestServer.start()) {
            int port = first.address().getPort();
            assertThatThrownBy(() -> TestServer.start(
                            MemoryConfig.DEFAULT,
                            config -> config.withServer(config.server().at("127.0.0.1", port))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("cannot be listened on");
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("stipend-event-streams")));
    }
}
