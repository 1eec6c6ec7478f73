package io.stipend.store.redis.internal.connection;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ConnectionProvider;
import redis.clients.jedis.util.Pool;

/** One server at a time. */
record SingleServerSource(RedisAddress address, ConnectionProvider provider, boolean canFailOver)
        implements ConnectionSource {

    @Override
    public Connection borrow(int slot) {
        return provider.getConnection();
    }

    @Override
    public Connection borrow(HostAndPort node) {
        throw new IllegalStateException("a server that is no cluster names other nodes");
    }

    @Override
    public List<Connection> borrowAll() {
        return List.of(provider.getConnection());
    }

    @Override
    public void refresh() {
        ConnectionSource.clear(provider);
    }

    @Override
    public Collection<? extends Pool<?>> pools() {
        return ConnectionSource.pools(provider);
    }

    @Override
    public void close() {
        ConnectionSource.close(provider);
    }
}
