package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import io.stipend.deploy.sections.TierSettings;
import io.stipend.store.memory.MemoryConfig;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Accounts over HTTP: what they have, and what administrators do to them. */
final class AccountsTest {

    private static final ZoneId UTC = ZoneId.of("UTC");

    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        Tier pro = Tier.builder("pro")
                .terms(new AccountTerms(Limits.credits(Credits.of(100)), ResourceVector.ZERO, LimitPeriod.monthly(UTC)))
                .window("daily", Limits.credits(Credits.of(10)), LimitPeriod.daily(UTC))
                .largest(Limits.credits(Credits.of(5)))
                .build();
        TierSettings tiers = new TierSettings(
                Optional.of(TierTable.contents(pro).tier(pro).build()),
                TierSettings.NONE.checkInterval(),
                TierSettings.NONE.cache());
        server = TestServer.start(
                MemoryConfig.DEFAULT, config -> config.withTiers(tiers).withServer(config.server()));
        api = server.all();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAccountHasItsTierAndTheWindowsOfIt() {
        api.post("/v1/reservations", "{\"user\":\"tia\",\"constraints\":{\"credits\":\"2\"}}")
                .expect(201);
        Api.Reply shown = api.get("/v1/accounts/user:tia").expect(200);

        assertThat(shown.at("/tier")).isEqualTo("pro");
        assertThat(shown.at("/resources/credits/limit")).isEqualTo("100.00000000");
        assertThat(shown.at("/resources/credits/available")).isEqualTo("98.00000000");
        assertThat(shown.at("/periodEndsAt")).endsWith("Z");
        assertThat(shown.at("/windows/0/window")).isEqualTo("daily");
        assertThat(shown.at("/windows/0/resources/credits/available")).isEqualTo("8.00000000");
    }

    @Test
    void aRefusalSaysWhenThePeriodEnds() {
        api.post("/v1/reservations", "{\"user\":\"tim\",\"constraints\":{\"credits\":\"5\"}}")
                .expect(201);
        api.post("/v1/reservations", "{\"user\":\"tim\",\"constraints\":{\"credits\":\"4\"}}")
                .expect(201);
        Api.Reply refused = api.post("/v1/reservations", "{\"user\":\"tim\",\"constraints\":{\"credits\":\"2\"}}")
                .expect(402, "ACCOUNT_EXHAUSTED");
        assertThat(refused.at("/account")).isEqualTo("pool:window:daily:tim");
        assertThat(refused.at("/periodEndsAt")).endsWith("T00:00:00Z");

        Api.Reply tooLarge = api.post("/v1/reservations", "{\"user\":\"tim\",\"constraints\":{\"credits\":\"6\"}}")
                .expect(402, "RESERVATION_TOO_LARGE");
        assertThat(tooLarge.at("/fits")).isEqualTo("5.00000000");
    }

    @Test
    void whatAdministratorsDoIsKeptWithWhoAndWhy() {
        String place = "/v1/accounts/user:gil";
        Api.Reply granted = api.post(place + "/grant", "{\"id\":\"g-1\",\"amount\":\"5\",\"reason\":\"ticket 4711\"}")
                .expect(200);
        assertThat(granted.at("/reason")).isEqualTo("all: ticket 4711");
        Api.Reply again = api.post(place + "/grant", "{\"id\":\"g-1\",\"amount\":\"5\",\"reason\":\"ticket 4711\"}")
                .expect(200);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(granted.body());
        api.post(place + "/grant", "{\"id\":\"g-1\",\"amount\":\"6\",\"reason\":\"ticket 4711\"}")
                .expect(409, "ID_CONFLICT");
        assertThat(api.post(place + "/revoke", "{\"amount\":\"2\",\"reason\":\"too much\"}")
                        .expect(200)
                        .at("/allowanceDelta"))
                .isEqualTo("-2.00000000");
        assertThat(api.post(place + "/revoke", "{\"reason\":\"all of it\"}")
                        .expect(200)
                        .at("/allowanceDelta"))
                .isEqualTo("-3.00000000");
        api.post(place + "/adjust", "{\"charge\":\"3\",\"reason\":\"a bill\"}").expect(200);
        assertThat(api.post(place + "/adjust", "{\"refund\":\"1\",\"reason\":\"a refund\"}")
                        .expect(200)
                        .at("/spentDelta"))
                .isEqualTo("-1.00000000");
        api.post(place + "/limit", "{\"resource\":\"tokens\",\"limit\":100,\"reason\":\"r\"}")
                .expect(200);
        api.post(place + "/limit", "{\"resource\":\"tokens\",\"unlimited\":true,\"reason\":\"r\"}")
                .expect(200);
        api.post(place + "/limit", "{\"resource\":\"tokens\",\"clear\":true,\"reason\":\"r\"}")
                .expect(200);
        api.post(place + "/limit", "{\"clear\":true,\"limit\":\"1\",\"reason\":\"r\"}")
                .expect(400, "INVALID_VALUE");

        Api.Reply history = api.get(place + "/history?limit=3").expect(200);
        assertThat(history.at("/changes/0/change")).isEqualTo("GRANT");
        Api.Reply rest =
                api.get(place + "/history?cursor=" + history.at("/nextCursor")).expect(200);
        assertThat(rest.at("/changes/0/reason")).isEqualTo("all: a bill");
    }

    @Test
    void aTenantCanBeFrozenAsAWhole() {
        Api foreign = server.foreign();
        foreign.post("/v1/accounts/tenant:globex/freeze", "{\"reason\":\"unpaid\"}")
                .expect(200);
        Api.Reply refused =
                foreign.post("/v1/reservations", "{\"user\":\"any\"}").expect(423, "ACCOUNT_FROZEN");
        assertThat(refused.at("/account")).isEqualTo("tenant:globex");
        api.post("/v1/reservations", "{\"user\":\"any\"}").expect(201);
        foreign.post("/v1/accounts/tenant:globex/unfreeze", "{\"reason\":\"paid\"}")
                .expect(200);
        foreign.post("/v1/reservations", "{\"user\":\"any\"}").expect(201);
        foreign.post("/v1/accounts/tenant:globex/grant", "{\"amount\":1,\"reason\":\"no\"}")
                .expect(400, "INVALID_VALUE");
    }

    @Test
    void accountsAreListedPageByPage() {
        for (String user : new String[] {"l1", "l2", "l3"}) {
            api.post("/v1/accounts/user:" + user + "/grant", "{\"amount\":1,\"reason\":\"r\"}")
                    .expect(200);
        }
        Api.Reply page = api.get("/v1/accounts?limit=2&cursor=user:l1").expect(200);
        assertThat(page.at("/accounts/0/account")).isEqualTo("user:l2");
        assertThat(page.at("/accounts/1/account")).isEqualTo("user:l3");
    }

    @Test
    void theBooksAreVerified() {
        api.post("/v1/reservations", "{\"user\":\"vera\"}").expect(201);
        Api.Reply started = api.post("/v1/verifications", "{\"id\":\"v-1\"}").expect(202);
        assertThat(api.post("/v1/verifications", "{\"id\":\"v-1\"}").expect(202).replayed())
                .isTrue();
        assertThat(started.at("/id")).isEqualTo("v-1");
        await().until(() -> api.get("/v1/verifications/v-1").at("/state").equals("DONE"));

        assertThat(api.get("/v1/verifications/v-1")
                        .expect(200)
                        .json()
                        .get("findingCount")
                        .asInt())
                .isZero();
        api.get("/v1/verifications/v-2").expect(404, "VERIFICATION_NOT_FOUND");
        server.foreign().get("/v1/verifications/v-1").expect(404, "VERIFICATION_NOT_FOUND");
    }
}
