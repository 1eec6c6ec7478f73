package io.stipend.core.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Where a store's server is and who wants to use it. Its text shows no secret.
 *
 * @param url the value of {@code store.url}; empty for a store without one
 * @param user the value of {@code store.user}
 * @param password the value of {@code store.password}
 * @param environment the environment variables, for those that the server's own tools know
 */
public record StoreAddress(
        String url, Optional<String> user, Optional<String> password, Map<String, String> environment) {

    @Override
    public String toString() {
        return "StoreAddress";
    }
}
