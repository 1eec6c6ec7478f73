package io.stipend.store.postgres.internal;

import io.stipend.config.Key;
import io.stipend.config.Rule;
import io.stipend.config.Values;
import io.stipend.core.spi.StoreAddress;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StorePlugin;
import io.stipend.store.postgres.PostgresConfig;
import java.util.List;
import java.util.Map;

/** Makes the PostgreSQL store available as {@code store.type: postgres}. */
public final class PostgresPlugin implements StorePlugin {

    @Override
    public String name() {
        return PostgresKeys.SECTION;
    }

    @Override
    public List<String> urlSchemes() {
        return List.of("jdbc:postgresql");
    }

    @Override
    public String urlForm() {
        return "jdbc:postgresql://host:port/database";
    }

    @Override
    public List<Key<?>> keys() {
        return PostgresKeys.ALL;
    }

    @Override
    public List<Rule<?>> rules() {
        return PostgresKeys.RULES;
    }

    @Override
    public void checkUrl(String url) {
        PostgresConfig.of(url, Map.of());
    }

    @Override
    public StoreConfig configure(StoreAddress address, Values values) {
        PostgresConfig config = PostgresConfig.of(address.url(), address.environment());
        return new PostgresConfig(
                config.url(),
                address.user().orElse(config.user()),
                address.password().orElse(config.password()),
                values);
    }
}
