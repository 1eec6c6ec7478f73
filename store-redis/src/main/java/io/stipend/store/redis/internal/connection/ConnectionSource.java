package io.stipend.store.redis.internal.connection;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreFigure;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.support.PoolFigures;
import io.stipend.store.support.ServerFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;
import redis.clients.jedis.providers.SentineledConnectionProvider;
import redis.clients.jedis.util.Pool;

/**
 * Where connections come from: one server, the master that sentinels name, or a cluster. Jedis pools them and keeps up with
 * failovers; trying again is ours to do, because only we know what is safe to send twice. Thread safe.
 */
public sealed interface ConnectionSource permits SingleServerSource, ClusterSource {

    /** Connections beside those of the batches: for the journal, for finding and listing. */
    int SPARE_CONNECTIONS = 4;

    /** A connection to the server that has a slot. It is the caller's to close, which gives it back. */
    Connection borrow(int slot);

    /** A connection to a node of the cluster. */
    Connection borrow(HostAndPort node);

    /** One connection to each master. */
    List<Connection> borrowAll();

    /** The same, with failures as callers are told of them. */
    default List<Connection> borrowMasters() {
        try {
            return borrowAll();
        } catch (JedisException failure) {
            throw failure(RedisFailureKind.ofBorrowing(failure), failure);
        }
    }

    /** Whether another server can take over where one is gone. */
    boolean canFailOver();

    /** Forgets what may be out of date: where slots are, connections that nobody uses just now. */
    void refresh();

    /** The same, with failures as callers are told of them. */
    default void refreshOrFail() {
        try {
            refresh();
        } catch (JedisException failure) {
            throw failure(RedisFailureKind.ofBorrowing(failure), failure);
        }
    }

    /** What callers are told of a failure where nothing was changed. */
    default CreditStoreException failure(RedisFailureKind kind, JedisException failure) {
        return new ServerFailure(kind, false, failure, address().toString()).toException();
    }

    /** Where the servers are. */
    RedisAddress address();

    /** The pools of connections, one for each node. */
    Collection<? extends Pool<?>> pools();

    /** What the pools' connections do, all together. */
    default List<StoreFigure> figures() {
        return PoolFigures.of(
                () -> sum(Pool::getNumActive),
                () -> sum(Pool::getNumIdle),
                () -> sum(Pool::getNumWaiters),
                () -> sum(Pool::getMaxTotal));
    }

    private int sum(ToIntFunction<Pool<?>> figure) {
        return pools().stream().mapToInt(figure).sum();
    }

    /** Closes all connections. */
    void close();

    /**
     * Opens the connections that a configuration asks for.
     *
     * @throws CreditStoreException when no server can be reached
     */
    static ConnectionSource open(RedisConfig config) {
        RedisAddress address = RedisAddress.of(config.url());
        try {
            return open(config, address);
        } catch (JedisException failure) {
            throw new ServerFailure(RedisFailureKind.ofBorrowing(failure), false, failure, address.toString())
                    .toException();
        }
    }

    private static ConnectionSource open(RedisConfig config, RedisAddress address) {
        JedisClientConfig client = client(config, address);
        GenericObjectPoolConfig<Connection> pool = new ConnectionPoolConfig();
        pool.setMaxTotal(config.connections() + SPARE_CONNECTIONS);
        pool.setMaxIdle(config.connections() + SPARE_CONNECTIONS);
        pool.setMaxWait(config.poolTimeout());
        // A connection that is dead is found so when it is used, and the call is sent again: to ask first would double
        // the round trips.
        pool.setTestWhileIdle(false);
        Set<HostAndPort> hosts = new HashSet<>();
        address.hosts().forEach(host -> hosts.add(HostAndPort.from(host)));
        String sentinelName = address.sentinelName();
        if (address.isCluster()) {
            // One that cannot be opened leaves a thread behind, which asks again and again and keeps the JVM alive. So
            // one
            // without such a thread is opened first.
            close(new ClusterConnectionProvider(hosts, client, pool));
            return new ClusterSource(
                    address, new ClusterConnectionProvider(hosts, client, pool, Duration.ofSeconds(30)));
        } else if (sentinelName != null) {
            // Sentinels have users of their own; most have none.
            JedisClientConfig sentinel = timeouts(config, address).build();
            return new SingleServerSource(
                    address, new SentineledConnectionProvider(sentinelName, client, pool, hosts, sentinel), true);
        }
        return new SingleServerSource(
                address, new PooledConnectionProvider(hosts.iterator().next(), client, pool), false);
    }

    private static JedisClientConfig client(RedisConfig config, RedisAddress address) {
        DefaultJedisClientConfig.Builder client = timeouts(config, address);
        if (config.user() != null) {
            client.user(config.user());
        }
        if (config.password() != null) {
            client.password(config.password());
        }
        return client.build();
    }

    private static DefaultJedisClientConfig.Builder timeouts(RedisConfig config, RedisAddress address) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(Math.toIntExact(config.connectTimeout().toMillis()))
                .socketTimeoutMillis(Math.toIntExact(config.socketTimeout().toMillis()))
                .clientName("stipend")
                .resp2();
        return address.usesTls() ? client.sslOptions(SslOptions.defaults()) : client;
    }

    /** The pools of a provider. */
    static Collection<? extends Pool<?>> pools(ConnectionProvider provider) {
        return provider.getConnectionMap().values().stream()
                .map(pool -> (Pool<?>) pool)
                .toList();
    }

    /** Closes the connections of pools that nobody uses just now. */
    static void clear(ConnectionProvider provider) {
        pools(provider).forEach(Pool::clear);
    }

    /** Closes all connections. */
    static void close(ConnectionProvider provider) {
        try {
            provider.close();
        } catch (Exception e) {
            throw new IllegalStateException("the driver did not close its connections", e);
        }
    }
}
