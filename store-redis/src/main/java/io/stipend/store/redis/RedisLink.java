package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The link to Redis: runs scripts, and tries again where that makes sense. Thread safe; blocks no longer than the timeouts
 * of the configuration.
 */
final class RedisLink implements AutoCloseable {

    private static final long MAX_PAUSE_MILLIS = 100;

    private final RedisConfig config;
    private final Nodes nodes;
    private final Scripts scripts;

    RedisLink(RedisConfig config, Nodes nodes, Scripts scripts) {
        this.config = config;
        this.nodes = nodes;
        this.scripts = scripts;
    }

    RedisConfig config() {
        return config;
    }

    Nodes nodes() {
        return nodes;
    }

    Scripts scripts() {
        return scripts;
    }

    /** When a call that begins now must have ended, by {@link System#nanoTime}. */
    long deadlineNanos() {
        return System.nanoTime() + config.callTimeout().toNanos();
    }

    /** Runs one script, or throws what a caller is told. */
    Answer run(Invocation invocation) {
        return run(List.of(invocation), deadlineNanos()).get(0).single();
    }

    /** Runs scripts of any slots, in one round trip where there is one server. */
    List<Delivery> runEach(List<Invocation> invocations) {
        return config.isCluster()
                ? invocations.stream()
                        .map(invocation ->
                                run(List.of(invocation), deadlineNanos()).get(0))
                        .toList()
                : run(invocations, deadlineNanos());
    }

    /** Runs scripts in one round trip; in a cluster, all of one slot. */
    List<Delivery> run(List<Invocation> invocations, long deadlineNanos) {
        ScriptRetrier attempts = new ScriptRetrier(this, invocations, deadlineNanos);
        while (!attempts.areDone()) {
            attempts.once();
        }
        return attempts.deliveries();
    }

    /** Waits a random moment, longer each time; not at all once the deadline is over. Returns whether there is time left. */
    static boolean pause(int times, long deadlineNanos) {
        long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            return false;
        }
        long maxMillis = Math.min(leftMillis, Math.min(MAX_PAUSE_MILLIS, 1L << Math.min(times, 7)));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(maxMillis + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static CreditStoreException damaged(String what) {
        return new CreditStoreException(
                CreditStoreException.Kind.DAMAGED,
                what + "; nothing was changed, and nothing will be until a person has looked at it");
    }

    @Override
    public void close() {
        nodes.close();
    }
}
