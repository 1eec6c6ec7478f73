package io.stipend.bench;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.store.postgres.PostgresStores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The PostgreSQL store, through the manager. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class PostgresStipend {

    /** The server's JDBC URL with user and password. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many batches run at once. */
    @Param("2")
    public int connections;

    private PostgresSchema schema;
    private ManagerCalls calls;

    @Setup
    public void open() {
        schema = PostgresSchema.empty(url);
        schema.applyStipend();
        var store = PostgresStores.open(schema.config().withBatches(connections, 200));
        calls = ManagerCalls.open(store, accounts, batch -> {});
    }

    @TearDown
    public void close() {
        calls.close();
        schema.close();
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
