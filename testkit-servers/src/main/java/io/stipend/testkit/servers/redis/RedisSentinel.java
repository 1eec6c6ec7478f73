package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.Map;
import java.util.Optional;

/** A Redis server with a replica, and a sentinel that makes the replica the master when the master is gone. */
public final class RedisSentinel implements AutoCloseable {

    /** The name under which the sentinel knows the two. */
    public static final String MASTER_NAME = "books";

    private final EmbeddedRedis master;
    private final EmbeddedRedis replica;
    private final EmbeddedRedis sentinel;

    private RedisSentinel(EmbeddedRedis master, EmbeddedRedis replica, EmbeddedRedis sentinel) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
    }

    /**
     * Starts the three, and returns when the replica follows the master and the sentinel knows both. A few seconds.
     *
     * @throws ServerUnavailableException if there is no binary, or it does not run here
     */
    public static RedisSentinel start(RedisOptions options) {
        EmbeddedRedis master = RedisServer.start(options.with("repl-diskless-sync-delay", "0"));
        EmbeddedRedis replica = RedisServer.start(options.with("replicaof", master.host() + " " + master.port()));
        EmbeddedRedis sentinel = RedisServer.start(new RedisOptions(Map.of(), Optional.empty())
                .with("sentinel monitor", MASTER_NAME + " " + master.host() + " " + master.port() + " 1")
                .with("sentinel down-after-milliseconds", MASTER_NAME + " 500")
                .with("sentinel failover-timeout", MASTER_NAME + " 5000"));
        RedisSentinel started = new RedisSentinel(master, replica, sentinel);
        Await.until(
                "the replica to follow its master", () -> replica.says("master_link_status:up", "INFO", "replication"));
        Await.until(
                "the sentinel to know both",
                () -> sentinel.says(
                        "status=ok,address=" + master.host() + ":" + master.port() + ",slaves=1", "INFO", "sentinel"));
        return started;
    }

    /** Where to connect to: {@code redis://host:port?sentinel=name}, with host and port of the sentinel. */
    public String url() {
        return "redis://" + sentinel.host() + ":" + sentinel.port() + "?sentinel=" + MASTER_NAME;
    }

    /** The server that began as the master. */
    public EmbeddedRedis master() {
        return master;
    }

    /** The server that began as the replica. */
    public EmbeddedRedis replica() {
        return replica;
    }

    /**
     * From now on the replica hears nothing of the master, though both run: what is done meanwhile is lost when the replica takes over. The sentinel
     * makes it the master if that is within a minute.
     */
    public void cutReplica() {
        // A sentinel takes no replica that has been cut off for much longer than the master is away.
        sentinel.call("SENTINEL", "SET", MASTER_NAME, "down-after-milliseconds", "2000");
        master.call("ACL", "SETUSER", "default", "-psync", "-sync");
        master.call("CLIENT", "KILL", "TYPE", "replica");
        Await.until("the replica to be cut off", () -> master.says("connected_slaves:0", "INFO", "replication"));
    }

    /** Waits until the replica has become the master, and the sentinel says so. */
    public void awaitFailover() {
        Await.until("the replica to become the master", () -> replica.says("role:master", "INFO", "replication"));
        Await.until(
                "the sentinel to say so",
                () -> sentinel.says(
                        Integer.toString(replica.port()), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME));
    }

    /** Ends all three. */
    @Override
    public void close() {
        sentinel.close();
        replica.close();
        master.close();
    }
}
