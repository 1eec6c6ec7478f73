package io.stipend.store.redis.internal.connection;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.redis.RedisConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Looks at the servers before books are kept there: their version, whether they may evict keys, what they keep. */
public final class ServerPreflight {

    private static final Logger log = LoggerFactory.getLogger(ServerPreflight.class);

    private static final int LEAST_VERSION = 7;

    private ServerPreflight() {}

    /**
     * Warns of what endangers the books, or refuses to go on, as the configuration says.
     *
     * @throws CreditStoreException when a server cannot be reached, is too old, is of another kind than the URL says, or
     *     endangers the books and risks are refused
     */
    public static void check(ConnectionSource connections, RedisConfig config) {
        RedisAddress server = connections.address();
        Set<String> risks = new LinkedHashSet<>();
        // Each is closed once: closed again, it would come back from the pool without having said who it is.
        for (Connection connection : connections.borrowMasters()) {
            try (connection) {
                risks.addAll(risks(connection, server, config));
            } catch (JedisException failure) {
                throw connections.failure(RedisFailureKind.CUT, failure);
            }
        }
        for (String risk : risks) {
            if (config.refusesRisks()) {
                throw new CreditStoreException(Kind.UNAVAILABLE, server + " " + risk);
            }
            log.warn("{} {}", server, risk);
        }
    }

    private static List<String> risks(Connection connection, RedisAddress server, RedisConfig config) {
        String info = info(connection);
        int version = Integer.parseInt(value(info, "redis_version", "0").split("\\.", 2)[0]);
        if (version < LEAST_VERSION) {
            throw new CreditStoreException(
                    Kind.UNAVAILABLE, server + " has version " + version + "; Redis 7 or later is needed");
        }
        if (value(info, "cluster_enabled", "0").equals("1") && !server.isCluster()) {
            throw new CreditStoreException(
                    Kind.UNAVAILABLE, server + " is a node of a cluster; add ?cluster=true to the URL");
        }
        List<String> risks = new ArrayList<>();
        String policy = value(info, "maxmemory_policy", "noeviction");
        if (policy.startsWith("allkeys")) {
            risks.add("may evict keys (maxmemory-policy is " + policy + "), and books with them; set it to noeviction");
        }
        if (value(info, "aof_enabled", "0").equals("0")) {
            risks.add(
                    savesSnapshots(connection)
                            ? "keeps snapshots only, and loses what came after the last when it crashes; set appendonly yes"
                            : "keeps nothing on disk, and loses all books when it ends; set appendonly yes");
        }
        if (config.waitForDisk() && !knowsWaitAof(connection)) {
            throw new CreditStoreException(
                    Kind.UNAVAILABLE,
                    server + " cannot wait for its disk: WAITAOF needs Redis 7.2 and appendonly yes;"
                            + " set appendfsync always there instead, and no wait here");
        }
        return risks;
    }

    private static String info(Connection connection) {
        connection.sendCommand(Command.INFO);
        return connection.getBulkReply();
    }

    private static String value(String info, String name, String otherwise) {
        Matcher line =
                Pattern.compile("^" + name + ":(\\S+)", Pattern.MULTILINE).matcher(info);
        return line.find() ? line.group(1) : otherwise;
    }

    private static boolean savesSnapshots(Connection connection) {
        try {
            connection.sendCommand(Command.CONFIG, "GET", "save");
            List<String> setting = connection.getMultiBulkReply();
            return setting.size() < 2 || !setting.get(1).isEmpty();
        } catch (JedisDataException denied) {
            // Managed servers keep their settings to themselves.
            return true;
        }
    }

    private static boolean knowsWaitAof(Connection connection) {
        try {
            connection.sendCommand(Command.WAITAOF, "1", "0", "1000");
            connection.getOne();
            return true;
        } catch (JedisDataException unknown) {
            return false;
        }
    }
}
