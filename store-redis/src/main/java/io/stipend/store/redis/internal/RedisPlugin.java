package io.stipend.store.redis.internal;

import io.stipend.config.Key;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import io.stipend.store.redis.RedisConfig;
import java.util.List;
import java.util.Map;

/** Makes the Redis store available as {@code store.type: redis}. */
public final class RedisPlugin implements StorePlugin {

    @Override
    public String name() {
        return RedisKeys.SECTION;
    }

    @Override
    public List<String> urlSchemes() {
        return List.of("redis", "rediss");
    }

    @Override
    public String urlForm() {
        return "redis://host:port";
    }

    @Override
    public List<Key<?>> keys() {
        return RedisKeys.ALL;
    }

    @Override
    public void checkUrl(String url) {
        RedisConfig.of(url, Map.of());
    }

    @Override
    public StoreConfig configure(StoreAddress address, Values values) {
        RedisConfig config = RedisConfig.of(address.url(), address.environment());
        return new RedisConfig(
                config.url(),
                address.user().orElse(config.user()),
                address.password().orElse(config.password()),
                values);
    }
}
