package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.store.memory.MemoryConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of pools in a real browser. */
@ExtendWith(NeedsBrowser.class)
final class PoolsPageTest {

    private static final String WAITS =
            "{\"id\":\"waits\",\"user\":\"alice\",\"pools\":[\"gpus\"],\"waitUpToMillis\":60000}";

    @Test
    void whoWaitsComesFirstAndABlockIsTakenBack() throws Exception {
        try (Browser browser = Browser.start();
                TestServer server = TestServer.start(MemoryConfig.DEFAULT, PoolsTest::withPool)) {
            Api api = server.all();
            PoolsTest.holdBlock(server, "eu-7");
            for (String id : List.of("p-1", "p-2")) {
                api.post("/v1/reservations", "{\"id\":\"" + id + "\",\"user\":\"bob\",\"pools\":[\"gpus\"]}")
                        .expect(201);
            }
            Thread waiter = new Thread(() -> api.post("/v1/reservations", WAITS));
            waiter.start();

            browser.look(1280, 900, "light");
            browser.login(server.address(), api.secret());
            browser.go("#/pools");
            browser.awaitText("main", "2 of 2 slots in use");
            browser.awaitText("main tbody tr:first-child", "starved");
            assertThat(browser.text(".page-pools .panel:nth-of-type(2) tbody tr:first-child"))
                    .contains("alice");
            DashboardTest.requireThatItFits(browser, List.of("pools", "#/pools", "eu-7"));

            api.post("/v1/reservations/p-1/release", "{}").expect(200);
            waiter.join();
            browser.awaitText("main", "nobody waits");
            takeBack(browser, api);
            assertThat(browser.complaints()).isEmpty();

            browser.forgetSessions();
            browser.login(server.address(), server.allBut(Permission.USE).secret());
            browser.go("#/pools");
            browser.awaitText("main", "2 of 2 slots in use");
            assertThat(browser.text("main")).doesNotContain("Take back");
            browser.forgetSessions();
        }
    }

    private static void takeBack(Browser browser, Api api) {
        browser.look(1280, 900, "light");
        browser.click("Take back…");
        browser.awaitText("dialog", "100");
        browser.click("Review");
        browser.awaitText("dialog", "Say why");
        browser.fill("Reason", "the node is gone");
        browser.click("Review");
        browser.awaitText("dialog", "Take the block back from node eu-7.");
        browser.click("Take back");
        browser.awaitText("main", "Done: 1 reservation closed.");
        await().untilAsserted(() -> assertThat(
                        api.get("/v1/pools/gpus?blocks=true").json().get("blocks"))
                .isEmpty());
        browser.awaitText("main", "No node holds a block on it.");
    }
}
