package io.stipend.bench;

import io.stipend.core.ReserveResult;
import io.stipend.events.EventPublishers;
import io.stipend.store.memory.MemoryStores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Reserve alone, and splits, on the memory store. Every call leaves a reservation open, so each iteration has a new store and must
 * be short: see {@link BenchProfile#iterationMillis}.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class MemoryReserve {

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    private ManagerCalls calls;

    @Setup(Level.Iteration)
    public void open() {
        calls = ManagerCalls.open(MemoryStores.open(), accounts, EventPublishers.none());
    }

    @TearDown(Level.Iteration)
    public void close() {
        calls.close();
    }

    @Benchmark
    public ReserveResult reserve(Caller caller) {
        return calls.reserve(caller.nextAccount());
    }

    @Benchmark
    public ReserveResult split(Caller caller) {
        return calls.split(caller.reservation(calls));
    }
}
