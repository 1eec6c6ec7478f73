package io.stipend.store.redis.internal.connection;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.Pool;

/** A cluster. */
record ClusterSource(RedisAddress address, ClusterConnectionProvider provider) implements ConnectionSource {

    @Override
    public Connection borrow(int slot) {
        return provider.getConnectionFromSlot(slot);
    }

    @Override
    public Connection borrow(HostAndPort node) {
        return provider.getConnection(node);
    }

    @Override
    public List<Connection> borrowAll() {
        return provider.getPrimaryNodes().values().stream()
                .map(Pool::getResource)
                .toList();
    }

    @Override
    public boolean canFailOver() {
        return true;
    }

    @Override
    public void refresh() {
        ConnectionSource.clear(provider);
        provider.renewSlotCache();
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
