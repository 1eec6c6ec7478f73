package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.ServerUnavailableException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Redis servers of this JVM that form a cluster: masters that share the slots evenly, each with as many replicas. Ends
 * with the JVM. Takes two to five seconds to form. Thread safe, but for moving slots, which one thread does at a time.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    private final List<EmbeddedRedis> masters;
    private final List<EmbeddedRedis> replicas;

    private RedisCluster(List<EmbeddedRedis> masters, List<EmbeddedRedis> replicas) {
        this.masters = List.copyOf(masters);
        this.replicas = List.copyOf(replicas);
    }

    /**
     * Starts a cluster, and returns when all its nodes agree on it.
     *
     * @param masters at least three, if failover is to work
     * @param replicasEach how many replicas each master has
     * @throws ServerUnavailableException if there is no binary, or it does not run here
     */
    public static RedisCluster start(int masters, int replicasEach, RedisOptions options) {
        List<EmbeddedRedis> all = new ArrayList<>();
        try {
            RedisOptions node = options.with("cluster-enabled", "yes")
                    .with("cluster-node-timeout", "1000")
                    .with("cluster-replica-validity-factor", "0")
                    .with("repl-diskless-sync-delay", "0");
            for (int i = 0; i < masters * (1 + replicasEach); i++) {
                all.add(RedisServer.start(node));
            }
            RedisCluster cluster = new RedisCluster(all.subList(0, masters), all.subList(masters, all.size()));
            cluster.form();
            return cluster;
        } catch (RuntimeException | Error e) {
            all.forEach(EmbeddedRedis::close);
            throw e;
        }
    }

    private void form() {
        int count = masters.size();
        for (int i = 0; i < count; i++) {
            EmbeddedRedis master = masters.get(i);
            int first = SLOTS * i / count;
            int last = SLOTS * (i + 1) / count - 1;
            master.call("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
            master.call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        List<EmbeddedRedis> all = nodes();
        for (EmbeddedRedis node : all.subList(1, all.size())) {
            node.call(
                    "CLUSTER",
                    "MEET",
                    all.get(0).host(),
                    Integer.toString(all.get(0).port()));
        }
        awaitAll(all, "cluster_known_nodes:" + all.size());
        for (int i = 0; i < replicas.size(); i++) {
            EmbeddedRedis replica = replicas.get(i);
            String master = id(masters.get(i % count));
            Await.until("a replica to know its master", () -> replica.says(master, "CLUSTER", "NODES"));
            replica.call("CLUSTER", "REPLICATE", master);
        }
        awaitAll(all, "cluster_state:ok");
        for (EmbeddedRedis replica : replicas) {
            Await.until(
                    "a replica to follow its master",
                    () -> replica.says("master_link_status:up", "INFO", "replication"));
        }
    }

    private static void awaitAll(List<EmbeddedRedis> nodes, String state) {
        for (EmbeddedRedis node : nodes) {
            Await.until(state + " at " + node, () -> node.says(state + "\r\n", "CLUSTER", "INFO"));
        }
    }

    /** Where to connect to: {@code redis://host:port,host:port,...?cluster=true}. */
    public String url() {
        return "redis://"
                + nodes().stream().map(node -> node.host() + ":" + node.port()).collect(Collectors.joining(","))
                + "?cluster=true";
    }

    /**
     * Lets the cluster name another port for a node to its clients, such as that of a proxy before it, and returns when all
     * nodes do so.
     */
    public void announce(EmbeddedRedis node, int port) {
        node.call("CONFIG", "SET", "cluster-announce-port", Integer.toString(port));
        for (EmbeddedRedis other : nodes()) {
            Await.until(
                    "another port of " + node + " to be known at " + other,
                    () -> other.says(":" + port + "@", "CLUSTER", "NODES"));
        }
    }

    /** All nodes: those that began as masters first. */
    public List<EmbeddedRedis> nodes() {
        List<EmbeddedRedis> all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    /** The nodes that began as masters, in the order of their slots. */
    public List<EmbeddedRedis> masters() {
        return masters;
    }

    /** The slot of a key, or of the part of it in braces. */
    public int slotOf(String key) {
        return Math.toIntExact((Long) Objects.requireNonNull(masters.get(0).call("CLUSTER", "KEYSLOT", key)));
    }

    /** The node that serves a slot now, in the eyes of some node that runs. */
    public EmbeddedRedis masterOf(int slot) {
        for (EmbeddedRedis node : nodes()) {
            if (isServedBy(node, slot)) {
                return node;
            }
        }
        throw new IllegalStateException("no node serves slot " + slot);
    }

    private static boolean isServedBy(EmbeddedRedis node, int slot) {
        try {
            if (!info(node, "replication").contains("role:master")) {
                return false;
            }
            return ownSlots(node).stream().anyMatch(range -> range[0] <= slot && slot <= range[1]);
        } catch (UncheckedIOException gone) {
            return false;
        }
    }

    private static List<int[]> ownSlots(EmbeddedRedis node) {
        List<int[]> ranges = new ArrayList<>();
        for (String line : nodesSeenBy(node).split("\n", -1)) {
            if (line.contains("myself")) {
                String[] words = line.split(" ", -1);
                for (int i = 8; i < words.length; i++) {
                    if (!words[i].startsWith("[")) {
                        String[] ends = words[i].split("-", 2);
                        ranges.add(new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])});
                    }
                }
            }
        }
        return ranges;
    }

    /** Moves a slot with its keys, one by one, to another master, as an operator does, while clients go on. */
    public void moveSlot(int slot, EmbeddedRedis target) {
        EmbeddedRedis source = masterOf(slot);
        String number = Integer.toString(slot);
        target.call("CLUSTER", "SETSLOT", number, "IMPORTING", id(source));
        source.call("CLUSTER", "SETSLOT", number, "MIGRATING", id(target));
        List<?> keys = keysIn(source, number);
        while (!keys.isEmpty()) {
            for (Object key : keys) {
                source.call("MIGRATE", target.host(), Integer.toString(target.port()), (String) key, "0", "10000");
            }
            keys = keysIn(source, number);
        }
        target.call("CLUSTER", "SETSLOT", number, "NODE", id(target));
        source.call("CLUSTER", "SETSLOT", number, "NODE", id(target));
    }

    private static List<?> keysIn(EmbeddedRedis node, String slot) {
        return (List<?>) Objects.requireNonNull(node.call("CLUSTER", "GETKEYSINSLOT", slot, "100"));
    }

    /** Waits until another node serves a slot than the one that did. */
    public void awaitOtherMasterOf(int slot, EmbeddedRedis former) {
        Await.until(
                "another master of slot " + slot,
                () -> nodes().stream().anyMatch(node -> node != former && isServedBy(node, slot)));
    }

    private static String id(EmbeddedRedis node) {
        return String.valueOf(node.call("CLUSTER", "MYID"));
    }

    private static String nodesSeenBy(EmbeddedRedis node) {
        return String.valueOf(node.call("CLUSTER", "NODES"));
    }

    private static String info(EmbeddedRedis node, String section) {
        return String.valueOf(node.call("INFO", section));
    }

    /** Ends all nodes. */
    @Override
    public void close() {
        nodes().forEach(EmbeddedRedis::close);
    }
}
