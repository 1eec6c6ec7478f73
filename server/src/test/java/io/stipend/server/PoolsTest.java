package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.BudgetRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.PoolSettings;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import io.stipend.store.memory.MemoryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pools and their members over HTTP. */
final class PoolsTest {

    private static final PoolConfig GPUS = PoolConfig.ofUsers(
                    "gpus", AccountTerms.of(Limits.of(Map.of(Resource.SLOTS, 2L))))
            .withTenant(TestServer.TENANT)
            .withMember("alice", Entitlement.EQUAL.withWeight(4).withMinimum(ResourceVector.of(Resource.SLOTS, 1)));

    private static final PoolConfig RAM = PoolConfig.ofUsers(
                    "ram", AccountTerms.of(Limits.of(Map.of(Resource.MEMORY, 4L))))
            .withTenant(TestServer.TENANT)
            .withMember("alice", Entitlement.EQUAL.withMinimum(ResourceVector.of(Resource.MEMORY, 3)));

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(MemoryConfig.DEFAULT, PoolsTest::withPool);
    }

    static StipendConfig withPool(StipendConfig config) {
        return config.withPools(PoolSettings.of(Pools.Config.of(GPUS, GPUS.withTenant("globex"), RAM)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPoolShowsWhatItsMembersHaveAndWaitFor() {
        hold("p-1", "bob");
        hold("p-2", "bob");
        var waits = server.server()
                .deployment()
                .queue()
                .reserve(request("carol"), Wait.upTo(Duration.ofSeconds(30)))
                .toCompletableFuture();

        await().until(() -> pool("gpus").get("membersWaiting").asInt() == 1);

        JsonNode pool = pool("gpus");
        assertThat(pool.get("memberKind").asString()).isEqualTo("user");
        assertThat(pool.at("/allowance/slots").asString()).isEqualTo("2");
        assertThat(pool.at("/reserved/slots").asString()).isEqualTo("2");
        assertThat(pool.at("/waiting/slots").asString()).isEqualTo("1");
        assertThat(pool.get("members").asInt()).isEqualTo(3);
        JsonNode carol = pool.at("/shares/0");
        assertThat(carol.get("member").asString()).isEqualTo("carol");
        assertThat(carol.at("/waiting/slots").asString()).isEqualTo("1");
        JsonNode bob = pool.at("/shares/1");
        assertThat(bob.get("member").asString()).isEqualTo("bob");
        assertThat(bob.get("share").asDouble()).isEqualTo(1);
        JsonNode alice = pool.at("/shares/2");
        assertThat(alice.get("weight").asInt()).isEqualTo(4);
        assertThat(alice.at("/minimum/slots").asString()).isEqualTo("1");
        assertThat(alice.at("/inUse/slots").asString()).isEqualTo("0");
        assertThat(server.all().get("/v1/pools/gpus?limit=1").expect(200).json().get("shares"))
                .hasSize(1);
        waits.cancel(false);
    }

    @Test
    void sinceWhenAMemberStarvesIsShownWhileItWaits() {
        hold("p-1", "bob");
        hold("p-2", "bob");
        Instant since = Instant.parse("2026-03-01T12:00:00Z");
        server.server()
                .deployment()
                .accounts()
                .apply(new AccountCommand.Announce(
                        GPUS.account(),
                        0,
                        new MemberStarvation(
                                true, AccountId.Kind.USER, "alice", Resource.SLOTS, 0, 1, 1, since.toEpochMilli())));
        assertThat(pool("gpus").get("membersStarved").asInt()).isZero();
        CompletableFuture<Api.Reply> waiting = waitFor("p-3", "alice", 60_000);

        await().until(() -> pool("gpus").get("membersStarved").asInt() == 1);
        assertThat(pool("gpus").at("/shares/0/member").asString()).isEqualTo("alice");
        assertThat(pool("gpus").at("/shares/0/starvedSince").asString()).isEqualTo(since.toString());
        assertThat(pool("gpus").at("/shares/1").has("starvedSince")).isFalse();
        server.all().post("/v1/reservations/p-1/release", "{}").expect(200);
        waiting.join().expect(201);
        await().until(() -> pool("gpus").get("membersStarved").asInt() == 0);
    }

    @Test
    void theListHasTheTenantsPoolsOnly() {
        JsonNode pools = server.all().get("/v1/pools").expect(200).json().get("pools");

        assertThat(pools).hasSize(2);
        assertThat(pools.at("/0/name").asString()).isEqualTo("gpus");
        assertThat(pools.at("/0/members").asInt()).isEqualTo(1);
        server.all().get("/v1/pools/cpus").expect(404, "POOL_NOT_FOUND");
    }

    @Test
    void whatOneTenantUsesIsNothingInThePoolOfAnother() {
        hold("p-1", "bob");

        assertThat(server.foreign().get("/v1/pools/gpus").expect(200).at("/reserved/slots"))
                .isEqualTo("0");
    }

    @Test
    void blocksAreShownToWhoeverAsksForThem() {
        holdBlock(server, "eu-7");

        assertThat(pool("gpus").has("blocks")).isFalse();
        JsonNode block = pool("gpus?blocks=true").at("/blocks/0");
        assertThat(block.get("node").asString()).isEqualTo("eu-7");
        assertThat(block.at("/held/tokens").asString()).isEqualTo("100");
        server.all().get("/v1/pools/gpus?blocks=maybe").expect(400, "INVALID_VALUE");
    }

    @Test
    void whoWaitsForAShareGetsWhatReturns() {
        hold("p-1", "bob");
        hold("p-2", "bob");
        CompletableFuture<Api.Reply> waiting = waitFor("p-3", "carol", 60_000);

        await().until(() -> pool("gpus").get("membersWaiting").asInt() == 1);
        server.all().post("/v1/reservations/p-1/release", "{}").expect(200);

        waiting.join().expect(201);
    }

    @Test
    void whoWaitsInVainIsToldItsMemberPlaceAndShare() {
        hold("p-1", "bob");
        hold("p-2", "bob");

        Api.Reply refused = waitFor("p-3", "bob", 1).join().expect(402, "WAIT_TIMED_OUT");

        assertThat(refused.at("/member")).isEqualTo("bob");
        assertThat(refused.at("/place")).isEqualTo("1");
        assertThat(refused.at("/waiting")).isEqualTo("1");
        assertThat(refused.at("/share")).isEqualTo("1.000000");
        assertThat(refused.at("/account")).isEqualTo("pool:gpus");
        assertThat(refused.at("/resource")).isEqualTo("slots");
        assertThat(refused.at("/needed")).isEqualTo("1");
        assertThat(refused.at("/fits")).isEqualTo("0");
        assertThat(server.all().get("/v1/refusals").expect(200).at("/refusals/0/account"))
                .isEqualTo("pool:gpus");
    }

    /** What is owed to a member that waits is kept for it: another is refused, although the pool has room. */
    @Test
    void withoutWaitingAReserveKeepsToItsShareToo() {
        server.all().post("/v1/reservations", ofMemory("m-1", "bob", 2, 0)).expect(201);
        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(
                () -> server.all().post("/v1/reservations", ofMemory("m-2", "alice", 3, 60_000)));
        await().until(() -> pool("ram").get("membersWaiting").asInt() == 1);

        Api.Reply refused = server.all()
                .post("/v1/reservations", ofMemory("m-3", "bob", 1, 0))
                .expect(402, "CEILING_REACHED");
        assertThat(refused.at("/account")).isEqualTo("pool:ram");

        server.all().post("/v1/reservations/m-1/release", "{}").expect(200);
        waiting.join().expect(201);
    }

    private static String ofMemory(String id, String user, int bytes, int waitMillis) {
        return "{\"id\":\"" + id + "\",\"user\":\"" + user
                + "\",\"pools\":[\"ram\"],\"constraints\":{\"memoryBytes\":\"" + bytes + "\"},\"waitUpToMillis\":"
                + waitMillis + "}";
    }

    @Test
    void aStopIsToldToWhoWaitsForAShare() {
        hold("p-1", "bob");
        hold("p-2", "bob");
        CompletableFuture<Api.Reply> waiting = waitFor("p-3", "carol", 60_000);
        await().until(() -> pool("gpus").get("membersWaiting").asInt() == 1);

        server.close();

        waiting.join().expect(503, "STOPPING");
    }

    private CompletableFuture<Api.Reply> waitFor(String id, String user, long millis) {
        return CompletableFuture.supplyAsync(() -> server.all()
                .post(
                        "/v1/reservations",
                        "{\"id\":\"" + id + "\",\"user\":\"" + user
                                + "\",\"pools\":[\"gpus\"],\"priority\":1,\"waitUpToMillis\":" + millis + "}"));
    }

    /** A node holds a part of the pool for itself. */
    static void holdBlock(TestServer server, String node) {
        server.server()
                .deployment()
                .pools()
                .store()
                .creditStore()
                .reserve(new ReserveCommand(
                        SharedPools.newBlock(TestServer.TENANT, node),
                        AccountPath.of(List.of(GPUS.account())),
                        List.of(AccountTerms.UNLIMITED),
                        ResourceVector.of(Resource.TOKENS, 100),
                        60_000,
                        null,
                        null,
                        Map.of()));
    }

    private JsonNode pool(String name) {
        return server.all().get("/v1/pools/" + name).expect(200).json();
    }

    private void hold(String id, String user) {
        server.all()
                .post("/v1/reservations", "{\"id\":\"" + id + "\",\"user\":\"" + user + "\",\"pools\":[\"gpus\"]}")
                .expect(201);
    }

    private static BudgetRequest request(String user) {
        return BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder().maxCost("0.01").build())
                .tenant(TestServer.TENANT)
                .user(user)
                .pools("gpus")
                .build();
    }
}
