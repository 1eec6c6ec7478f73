package io.stipend.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The limit: what a cycle would cost if it did only the arithmetic. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class Floor {

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    private FloorBooks books;

    @Setup
    public void open() {
        books = new FloorBooks(accounts);
    }

    @Benchmark
    public boolean cycle(Caller caller) {
        return books.cycle(caller.nextId(), caller.nextAccount());
    }
}
