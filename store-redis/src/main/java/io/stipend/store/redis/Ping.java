package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Whether each master answers. */
final class Ping {

    private Ping() {}

    /** Asks each of them; once more, on fresh connections, if one that was kept had broken. */
    static void all(RedisLink link) {
        try {
            once(link);
        } catch (CreditStoreException stale) {
            refresh(link);
            once(link);
        }
    }

    private static void once(RedisLink link) {
        List<Connection> connections;
        try {
            connections = link.nodes().borrowAll();
        } catch (JedisException failure) {
            throw failed(link, FailureKind.ofBorrowing(failure), failure);
        }
        JedisException failed = null;
        // Each is given back, also when another does not answer.
        for (Connection each : connections) {
            try (each) {
                each.sendCommand(Command.PING);
                each.getStatusCodeReply();
            } catch (JedisException failure) {
                failed = failure;
            }
        }
        if (failed != null) {
            throw failed(link, FailureKind.CUT, failed);
        }
    }

    private static void refresh(RedisLink link) {
        try {
            link.nodes().refresh();
        } catch (JedisException unreachable) {
            throw failed(link, FailureKind.UNREACHABLE, unreachable);
        }
    }

    private static CreditStoreException failed(RedisLink link, FailureKind verdict, JedisException failure) {
        return new CallFailure(verdict, false, failure, link.config().server()).toException();
    }
}
