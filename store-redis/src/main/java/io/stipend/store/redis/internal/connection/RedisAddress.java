package io.stipend.store.redis.internal.connection;

import io.stipend.core.error.InvalidRequestException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a store's URL says.
 *
 * @param usesTls whether connections are encrypted
 * @param hosts the addresses, each {@code host:port}
 * @param isCluster whether they are nodes of a cluster
 * @param sentinelName the name under which sentinels know the master; null where there are none
 */
public record RedisAddress(
        boolean usesTls,
        List<String> hosts,
        boolean isCluster,
        @Nullable String sentinelName) {

    private static final Pattern URL = Pattern.compile("redis(?<tls>s?)://"
            + "(?<hosts>[^/?@,\\s]+:[0-9]{1,5}(,[^/?@,\\s]+:[0-9]{1,5})*)/?"
            + "(\\?(cluster=(?<cluster>true|false)|sentinel=(?<sentinel>[^&=\\s]+)))?");

    /**
     * Reads a URL without user and password.
     *
     * @throws InvalidRequestException when it is none of a Redis store
     */
    public static RedisAddress of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new InvalidRequestException(
                    "the store's URL is not of the form redis://host:port or rediss://host:port,"
                            + " with ?cluster=true for a cluster or ?sentinel=NAME for sentinels, and with several host:port"
                            + " separated by commas for those; user and password go before the first host: user:password@");
        }
        RedisAddress address = new RedisAddress(
                !parts.group("tls").isEmpty(),
                List.of(parts.group("hosts").split(",", -1)),
                "true".equals(parts.group("cluster")),
                parts.group("sentinel"));
        if (address.hosts.size() > 1 && !address.isCluster && address.sentinelName == null) {
            throw new InvalidRequestException(
                    "the store's URL has several hosts; add ?cluster=true if they are nodes of a cluster, or"
                            + " ?sentinel=NAME if they are sentinels");
        }
        return address;
    }

    /** The server, as messages name it. */
    @Override
    public String toString() {
        return "Redis at " + String.join(",", hosts);
    }
}
