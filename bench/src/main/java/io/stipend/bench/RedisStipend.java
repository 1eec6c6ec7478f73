package io.stipend.bench;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
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

    /** The server's URL, or that of a proxy that delays answers. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("8")
    public int connections;

    /** The most calls in one round trip; with 1, each call has its own. */
    @Param("100")
    public int maxBatch;

    private ManagerCalls calls;

    @Setup
    public void open() {
        RedisKeys.clear(url);
        RedisConfig config = RedisConfig.of(url).withBatches(connections, maxBatch);
        calls = ManagerCalls.open(RedisStores.open(config), accounts, batch -> {});
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
    public ReserveResult split(Caller caller) {
        return calls.split(caller.reservation(calls));
    }

    @Benchmark
    public SettlementReport cycle(Caller caller) {
        return calls.shortCycle(caller.nextAccount());
    }

    @Benchmark
    public TrackingReport report(Caller caller) {
        return calls.report(caller.reservation(calls));
    }

    @Benchmark
    public Extension.Result extend(Caller caller) {
        return calls.extend(caller.reservation(calls));
    }

    @Benchmark
    public BudgetRequest.Charge.Result charge(Caller caller) {
        return calls.charge(caller.nextAccount());
    }
}
