package io.stipend.store.redis.internal.script;

import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.internal.connection.ConnectionSource;
import java.util.List;

/**
 * Runs scripts on the servers, and tries again where that makes sense. Thread safe; blocks no longer than the timeouts
 * of the configuration.
 */
public final class ScriptRunner implements AutoCloseable {

    private final RedisConfig config;
    private final ConnectionSource connections;
    private final ScriptCatalog scripts;
    private final long callTimeoutNanos;
    private final ScriptRetrier.Durability durability;

    public ScriptRunner(RedisConfig config, ConnectionSource connections, ScriptCatalog scripts) {
        this.config = config;
        this.connections = connections;
        this.scripts = scripts;
        this.callTimeoutNanos = config.callTimeout().toNanos();
        this.durability = ScriptRetrier.Durability.of(config);
    }

    public RedisConfig config() {
        return config;
    }

    public ConnectionSource connections() {
        return connections;
    }

    /** When a call that begins now must have ended, by {@link System#nanoTime}. */
    public long deadlineNanos() {
        return System.nanoTime() + callTimeoutNanos;
    }

    /** Runs one script, or throws what a caller is told. */
    public ScriptAnswer run(ScriptCall call) {
        return run(List.of(call), deadlineNanos()).get(0).single();
    }

    /** Runs scripts of any slots, in one round trip where there is one server. */
    public List<ScriptResult> runEach(List<ScriptCall> calls) {
        return connections.address().isCluster()
                ? calls.stream()
                        .map(call -> run(List.of(call), deadlineNanos()).get(0))
                        .toList()
                : run(calls, deadlineNanos());
    }

    /** Runs scripts in one round trip; in a cluster, all of one slot. */
    public List<ScriptResult> run(List<ScriptCall> calls, long deadlineNanos) {
        ScriptRetrier retrier = new ScriptRetrier(durability, connections, scripts, calls, deadlineNanos);
        while (!retrier.areDone()) {
            retrier.tryOnce();
        }
        return retrier.results();
    }

    @Override
    public void close() {
        connections.close();
    }
}
