package io.stipend.core.spi;

import io.stipend.config.Plugin;
import io.stipend.config.Values;
import java.util.List;

/**
 * A store that registers itself: listed in {@code META-INF/services/io.stipend.core.spi.StorePlugin} of its jar, it is
 * picked by {@code store.type} and reads its keys from the section {@code store.<name>}. Whoever deploys it adds its jar and
 * nothing else.
 */
public interface StorePlugin extends Plugin {

    /**
     * What the URLs of its servers begin with, up to the colon before the slashes, such as {@code jdbc:postgresql}. None for
     * a store that lives and ends with the process.
     */
    default List<String> urlSchemes() {
        return List.of();
    }

    /** What a URL looks like, for messages, such as {@code redis://host:port}; empty where there are no URLs. */
    default String urlForm() {
        return "";
    }

    /**
     * Looks whether a URL can be used, without connecting.
     *
     * @throws io.stipend.core.error.InvalidRequestException with the remedy if it cannot
     */
    default void checkUrl(String url) {}

    /**
     * Makes its configuration of what was given. Every value is one of its key's type; opens nothing.
     *
     * @throws io.stipend.core.error.InvalidRequestException if it cannot be used
     */
    StoreConfig configure(StoreAddress address, Values values);
}
