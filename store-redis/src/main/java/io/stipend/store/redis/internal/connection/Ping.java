package io.stipend.store.redis.internal.connection;

import io.stipend.core.spi.CreditStoreException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Whether each master answers. */
public final class Ping {

    private Ping() {}

    /** Asks each of them; once more, on fresh connections, if one that was kept had broken. */
    public static void all(ConnectionSource connections) {
        try {
            once(connections);
        } catch (CreditStoreException stale) {
            connections.refreshOrFail();
            once(connections);
        }
    }

    private static void once(ConnectionSource connections) {
        JedisException failed = null;
        // Each is given back, also when another does not answer.
        for (Connection each : connections.borrowMasters()) {
            try (each) {
                each.sendCommand(Command.PING);
                each.getStatusCodeReply();
            } catch (JedisException failure) {
                failed = failure;
            }
        }
        if (failed != null) {
            throw connections.failure(RedisFailureKind.CUT, failed);
        }
    }
}
