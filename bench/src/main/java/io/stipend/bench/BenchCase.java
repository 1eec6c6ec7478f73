package io.stipend.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * One line of the table, and its JMH benchmark.
 *
 * @param name the line's name
 * @param benchmark the benchmark's class and method
 * @param kind how it must be run
 * @param callers how many threads call at the same time
 * @param accounts how many accounts they use
 * @param params parameters of the benchmark
 */
record BenchCase(String name, String benchmark, Kind kind, int callers, int accounts, Map<String, String> params) {

    /** The end of the names of cold cases. */
    static final String FIRST = "-first-10s";

    /** How a benchmark must be run. */
    enum Kind {
        /** A few lines of code, which the JVM compiles quickly. */
        SMALL,
        /** The whole path through the manager. There is much to compile, so the warm-up is longer. */
        WHOLE,
        /** The same, but operations leave reservations open, so iterations must be short. */
        LEAVING_OPEN,
        /** The first ten seconds of a JVM, without any warm-up: every restart of a service goes through them. */
        COLD
    }

    /** A case whose benchmark uses accounts. */
    static BenchCase of(String name, Kind kind, Class<?> benchmarks, String method, int callers, int accounts) {
        Map<String, String> params = Map.of("accounts", Integer.toString(accounts));
        return new BenchCase(name, benchmarks.getName() + '.' + method, kind, callers, accounts, params);
    }

    /** A small case without accounts, with one caller. */
    static BenchCase alone(String name, Class<?> benchmarks, String method) {
        return new BenchCase(name, benchmarks.getName() + '.' + method, Kind.SMALL, 1, 1, Map.of());
    }

    /** The first ten seconds of the same case in a new JVM. */
    BenchCase cold() {
        return new BenchCase(name + FIRST, benchmark, Kind.COLD, callers, accounts, params);
    }

    /** The same case with another name and one more parameter. */
    BenchCase with(String otherName, String param, String value) {
        Map<String, String> more = new HashMap<>(params);
        more.put(param, value);
        return new BenchCase(otherName, benchmark, kind, callers, accounts, Map.copyOf(more));
    }
}
