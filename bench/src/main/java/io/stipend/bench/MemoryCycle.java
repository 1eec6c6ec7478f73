package io.stipend.bench;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.events.EventPublishers;
import io.stipend.store.memory.MemoryStores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reserve, one report, settle, on the memory store. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class MemoryCycle {

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** Whether the publisher takes the events or discards them. */
    @Param({"false", "true"})
    public boolean events;

    private ManagerCalls calls;

    @Setup
    public void open() {
        calls = ManagerCalls.open(MemoryStores.open(), accounts, events ? batch -> {} : EventPublishers.none());
    }

    @TearDown
    public void close() {
        calls.close();
    }

    @Benchmark
    public SettlementReport cycle(Caller caller) {
        return calls.cycle(caller.nextAccount());
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
