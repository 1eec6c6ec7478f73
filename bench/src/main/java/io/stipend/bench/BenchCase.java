package io.stipend.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * One line of the table, and the JMH benchmark behind it.
 *
 * @param name the line's name
 * @param benchmark the benchmark's class and method
 * @param callers threads that call at the same time
 * @param accounts accounts they spread over
 * @param params parameters of the benchmark
 * @param leavesOpen whether operations leave reservations open, so that iterations must be short
 */
record BenchCase(
        String name, String benchmark, int callers, int accounts, Map<String, String> params, boolean leavesOpen) {

    /** A case whose benchmark spreads over accounts. */
    static BenchCase of(String name, Class<?> benchmarks, String method, int callers, int accounts) {
        Map<String, String> params = Map.of("accounts", Integer.toString(accounts));
        return new BenchCase(name, benchmarks.getName() + '.' + method, callers, accounts, params, false);
    }

    /** A case whose benchmark knows no accounts. */
    static BenchCase without(String name, Class<?> benchmarks, String method, int callers) {
        return new BenchCase(name, benchmarks.getName() + '.' + method, callers, 1, Map.of(), false);
    }

    BenchCase named(String other) {
        return new BenchCase(other, benchmark, callers, accounts, params, leavesOpen);
    }

    BenchCase with(String param, String value) {
        Map<String, String> more = new HashMap<>(params);
        more.put(param, value);
        return new BenchCase(name, benchmark, callers, accounts, Map.copyOf(more), leavesOpen);
    }

    BenchCase leavingOpen() {
        return new BenchCase(name, benchmark, callers, accounts, params, true);
    }
}
