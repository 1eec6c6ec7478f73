package io.stipend.bench;

import io.stipend.core.ReserveResult;
import io.stipend.core.SettlementReport;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The Redis store, through the manager. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class RedisStipend {

    /** Nothing reads the journal here, and what is measured must not stop for that. */
    private static final long NO_END = 1_000_000_000_000L;

    /** Where the server is, perhaps behind a proxy that delays. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("8")
    public int connections;

    /** How many calls one round trip carries at most; 1 for none together. */
    @Param("100")
    public int maxBatch;

    private ManagerCalls calls;

    @Setup
    public void open() {
        RedisKeys.clear(url);
        RedisConfig config = RedisConfig.of(url).withMaxBacklog(NO_END).withBatches(connections, maxBatch);
        calls = ManagerCalls.alone(RedisStores.open(config), accounts);
    }

    @TearDown
    public void close() {
        calls.close();
        RedisKeys.clear(url);
    }

    @Benchmark
    public ReserveResult reserve(Caller caller) {
        return calls.reserve(caller.nextAccount());
    }

    @Benchmark
    public SettlementReport cycle(Caller caller) {
        return calls.shortCycle(caller.nextAccount());
    }
}
