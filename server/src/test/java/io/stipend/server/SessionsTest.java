package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.store.memory.MemoryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser's session stands for its key, and for nothing after its end; no page of another site makes use of it. */
final class SessionsTest {

    private static final String SECRET = StipendServer.newSecret();

    private static StipendServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        ApiKey key = new ApiKey(
                "ops",
                StipendServer.sha256(SECRET),
                TestServer.TENANT,
                EnumSet.of(ApiKey.Permission.READ, ApiKey.Permission.OPERATE),
                OptionalInt.empty());
        server = StipendServer.start(StipendConfig.of(MemoryConfig.DEFAULT)
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(key)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Api nobody() {
        return new Api(server.address(), "", Map.of());
    }

    private static Api.Reply login(Api api, String secret) {
        return api.post("/v1/session", "{\"key\":\"" + secret + "\"}");
    }

    private static String cookie(Api.Reply reply) {
        return reply.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
    }

    /** As a browser on the dashboard's own page. */
    private static Api browser() {
        String cookie = cookie(login(nobody(), SECRET).expect(200));
        return nobody().with("Cookie", cookie).with("Sec-Fetch-Site", "same-origin");
    }

    @Test
    void aKeyOpensASessionWhoseCookieOnlyThisSiteHas() {
        Api.Reply reply = login(nobody(), SECRET).expect(200);

        assertThat(reply.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("stipend-session=stipend_[0-9a-z]{38}; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict");
        assertThat(reply.at("/key")).isEqualTo("ops");
        assertThat(reply.at("/tenant")).isEqualTo(TestServer.TENANT);
        assertThat(reply.body()).doesNotContain(SECRET);
        Api browser = nobody().with("Cookie", cookie(reply)).with("Sec-Fetch-Site", "same-origin");
        browser.get("/v1/accounts").expect(200);
        assertThat(browser.get("/v1/session").expect(200).at("/endsAt")).isNotEmpty();
        browser.get("/v1/reservations").expect(403, "NOT_PERMITTED");
        browser.post("/v1/accounts/user:a/grant", "{\"amount\":\"1\",\"reason\":\"why\"}")
                .expect(200);
        assertThat(browser.get("/v1/accounts/user:a/history").expect(200).at("/changes/0/reason"))
                .isEqualTo("ops: why");
    }

    @Test
    void whoHasNoKeyGetsNoSession() {
        assertThat(login(nobody(), "stipend_wrong")
                        .expect(401, "UNAUTHENTICATED")
                        .headers()
                        .map())
                .doesNotContainKey("set-cookie");
        assertThat(nobody().get("/v1/session").expect(200).json().get("known").asBoolean())
                .isFalse();
        nobody().with("Cookie", "stipend-session=stipend_guess")
                .get("/v1/accounts")
                .expect(401, "UNAUTHENTICATED");
        nobody().post("/v1/session", "{}").expect(400, "MISSING_MEMBER");
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() {
        String body = "{\"reason\":\"theirs\"}";
        String cookie = cookie(login(nobody(), SECRET).expect(200));
        Api theirs = nobody().with("Cookie", cookie);

        theirs.post("/v1/accounts/user:b/freeze", body).expect(403, "CROSS_ORIGIN");
        theirs.with("Origin", "https://evil.example")
                .post("/v1/accounts/user:b/freeze", body)
                .expect(403, "CROSS_ORIGIN");
        theirs.with("Origin", "null").post("/v1/accounts/user:b/freeze", body).expect(403, "CROSS_ORIGIN");
        for (String site : new String[] {"cross-site", "same-site", "none"}) {
            theirs.with("Sec-Fetch-Site", site)
                    .with("Origin", "http://" + server.address().getAuthority())
                    .post("/v1/accounts/user:b/freeze", body)
                    .expect(403, "CROSS_ORIGIN");
        }
        nobody().with("Origin", "https://evil.example")
                .post("/v1/session", "{\"key\":\"" + SECRET + "\"}")
                .expect(403, "CROSS_ORIGIN");
        theirs.get("/v1/accounts/user:b").expect(404, "ACCOUNT_NOT_FOUND");

        theirs.with("Origin", "http://" + server.address().getAuthority())
                .post("/v1/accounts/user:b/freeze", body)
                .expect(200);
    }

    @Test
    void aPageOfAnotherSiteChangesNothingWhereThereAreNoKeys() {
        try (StipendServer open = StipendServer.start(
                StipendConfig.of(MemoryConfig.DEFAULT).withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0)))) {
            Api api = new Api(open.address(), "", Map.of());
            api.post("/v1/reservations", "{\"id\":\"r\",\"user\":\"a\"}").expect(201);

            api.with("Sec-Fetch-Site", "cross-site")
                    .send("POST", "/v1/reservations/r/release", null)
                    .expect(403, "CROSS_ORIGIN");
            assertThat(api.get("/v1/session").at("/open")).isEqualTo("true");
            api.post("/v1/reservations/r/release", "{}").expect(200);
        }
    }

    @Test
    void aSessionEndsWhenItIsEnded() {
        Api browser = browser();
        browser.get("/v1/accounts").expect(200);

        Api.Reply end = browser.post("/v1/session/end", "{}").expect(200);

        assertThat(end.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("stipend-session=; Path=/; Max-Age=0");
        assertThat(browser.get("/v1/accounts").expect(401, "UNAUTHENTICATED").at("/detail"))
                .isEqualTo("the session has ended");
    }

    @Test
    void aSessionEndsAtItsTime() {
        ServerSettings brief = ServerSettings.DEFAULT
                .at("127.0.0.1", 0)
                .withApiKeys(TestServer.keys())
                .withSessionLifetime(Duration.ofSeconds(1));
        try (TestServer keyed = TestServer.start(MemoryConfig.DEFAULT, config -> config.withServer(brief))) {
            String cookie = cookie(login(keyed.nobody(), keyed.all().secret()).expect(200));
            Api browser = keyed.nobody().with("Cookie", cookie);

            await().until(() -> browser.get("/v1/accounts").status() == 401);
        }
    }

    @Test
    void aSessionEndsWithItsKey() throws IOException {
        Path file = folder.resolve("stipend.yaml");
        String config = """
                store:
                  type: memory
                server:
                  port: 0
                  check-interval: 0s
                  keys:
                    ops:
                      sha256: %s
                      may: read
                """;
        Files.writeString(file, config.formatted(StipendServer.sha256(SECRET)));
        try (StipendServer keyed = StipendServer.start(StipendConfig.load(file, Map.of()))) {
            Api nobody = new Api(keyed.address(), "", Map.of());
            Api browser = nobody.with("Cookie", cookie(login(nobody, SECRET).expect(200)));
            browser.get("/v1/accounts").expect(200);

            Path fresh = folder.resolve("fresh.yaml");
            Files.writeString(fresh, config.formatted(StipendServer.sha256("another")));
            Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            browser.get("/v1/accounts").expect(401, "UNAUTHENTICATED");
        }
    }
}
