package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.ForecastStoreContract;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Records of forecasts, on a real server and its own clock. */
final class RedisForecastsContractTest extends ForecastStoreContract {

    private static final RedisServer SERVER = RedisServer.shared();
    private static final String PREFIX = SERVER.uniquePrefix();

    private static StoreAdapter store;

    @Override
    protected ForecastStore forecasts() {
        if (store == null) {
            store = RedisStores.open(RedisConfig.of(SERVER.url()).withKeys(PREFIX, 4));
        }
        return store.forecasts().orElseThrow();
    }

    @Test
    void whatHasNoTimeIsReadAsOneThatIsGoneAndGoes() {
        for (String value : List.of("", "no time", "12", ":", "1234567890123456789:x", "-1:x")) {
            SERVER.call("HSET", PREFIX + ":{forecasts}:records", "odd", value);

            ForecastStore.NodeRecord odd =
                    Objects.requireNonNull(forecasts().readAll().get("odd"), value);
            assertThat(odd.ageMillis())
                    .as(value)
                    .isGreaterThan(Duration.ofDays(365).toMillis());
            assertThat(forecasts().put("heir", new byte[] {1}, Set.of("odd"))).isTrue();
            assertThat(forecasts().readAll()).containsKey("heir").doesNotContainKey("odd");
        }
    }

    @AfterAll
    static void close() {
        store.close();
    }
}
