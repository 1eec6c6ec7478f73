package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.network.FaultProxy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server for tests. Thread safe.
 *
 * <p>A test that does not disturb the server takes the one that all tests of the JVM share, and works under a key prefix
 * of its own:
 *
 * <pre>{@code
 * RedisServer server = RedisServer.shared();
 * String prefix = server.uniquePrefix();
 * }</pre>
 *
 * <p>A test that does disturb it starts a server that is its own:
 *
 * <pre>{@code
 * try (EmbeddedRedis server = RedisServer.start(RedisOptions.durable())) {
 *     server.kill9();
 *     server.restart();
 * }
 * }</pre>
 */
public sealed interface RedisServer permits EmbeddedRedis, RemoteRedis {

    /**
     * The server that all tests of this JVM share; the first call gets it, and prints to the standard error stream which
     * way it was got. It ends with the JVM, unless the environment named it.
     *
     * <p>{@code TEST_REDIS_URL} is {@code redis://[user:password@]host:port}.
     *
     * @throws ServerUnavailableException if no way to a server is open; every later call throws the same again
     */
    static RedisServer shared() {
        return SharedRedis.get();
    }

    /**
     * Starts a server of the caller's own from the binary, whatever {@code TESTKIT_MODE} says, because no other kind can
     * be killed and frozen. Takes about 50 ms.
     *
     * @throws ServerUnavailableException if there is no binary, or it does not run here
     */
    static EmbeddedRedis start(RedisOptions options) {
        return EmbeddedRedis.start(options);
    }

    /** Where to connect to: {@code redis://[user:password@]host:port}. */
    String url();

    /** The server's host. */
    String host();

    /** The server's port. */
    int port();

    /**
     * Sends one command on a connection of its own, and returns the answer: text, a {@code Long}, a list of such, or null.
     *
     * @throws RedisErrorException if the server answers with an error
     * @throws java.io.UncheckedIOException if it does not answer
     */
    @Nullable
    Object call(String... command);

    /** The beginning of keys that nobody else uses. */
    default String uniquePrefix() {
        return "test-" + UUID.randomUUID();
    }

    /** The URL to connect to through a proxy in front of this server, in the form of {@link #url()}. */
    default String url(FaultProxy proxy) {
        return url().replace(host() + ":" + port(), proxy.host() + ":" + proxy.port());
    }
}
