package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose clock is an hour away from the store's: what is told and judged of leases and of what was used is by the store's. */
final class ClockSkewTest {

    private record SkewedStore(Duration ahead) implements StoreConfig {

        @Override
        public String type() {
            return MemoryConfig.DEFAULT.type();
        }

        @Override
        public StoreAdapter open() {
            return MemoryStores.open(MemoryConfig.DEFAULT, () -> Instant.now().plus(ahead));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {60, -60})
    void theStoresClockCounts(long aheadMinutes) {
        Duration ahead = Duration.ofMinutes(aheadMinutes);
        try (TestServer server = TestServer.start(new SkewedStore(ahead), UnaryOperator.identity())) {
            Api api = server.all();
            api.post("/v1/accounts/user:ana/limit", "{\"limit\":\"1\",\"reason\":\"test\"}")
                    .expect(200);
            Api.Reply held = reserve(api, "long", 60_000);
            reserve(api, "short", 1);

            assertThat(Instant.parse(held.at("/expiresAt")))
                    .isBetween(
                            Instant.now().plus(ahead), Instant.now().plus(ahead).plusSeconds(120));
            await().untilAsserted(() -> assertThat(
                            api.get("/v1/reservations/short").expect(200).at("/state"))
                    .isEqualTo("EXPIRED"));
            assertThat(api.get("/v1/reservations/long").expect(200).at("/state"))
                    .isEqualTo("OPEN");
            assertThat(api.get("/v1/reservations?expired=true").expect(200).at("/reservations/0/id"))
                    .isEmpty();
            await().untilAsserted(() -> assertThat(
                            api.post("/v1/reservations", "{\"user\":\"ana\",\"constraints\":{\"credits\":\"1\"}}")
                                    .expect(402)
                                    .at("/holdsReturnBy"))
                    .isEqualTo(held.at("/expiresAt")));
            Api.Reply settled = api.post("/v1/reservations/long/settle", "{\"used\":{\"credits\":\"0.25\"}}")
                    .expect(200);
            assertThat(settled.json().get("late").asBoolean()).isFalse();
            assertThat(api.get("/v1/usage?minutes=10&steps=1").expect(200).at("/sums/0/charged/credits"))
                    .isEqualTo("0.25000000");
        }
    }

    private static Api.Reply reserve(Api api, String id, long leaseMillis) {
        return api.post(
                        "/v1/reservations",
                        "{\"id\":\"" + id + "\",\"user\":\"ana\",\"leaseMillis\":" + leaseMillis
                                + ",\"constraints\":{\"credits\":\"0.5\"}}")
                .expect(201);
    }
}
