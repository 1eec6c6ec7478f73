package io.stipend.bench;

/**
 * How long to measure.
 *
 * @param name as it is printed
 * @param rounds how often every case is measured, in a JVM of its own each time
 * @param smallWarmupMillis how long a JVM runs before it counts, for small cases
 * @param warmupMillis how long for the others
 * @param iterations how many times a JVM measures
 * @param iterationMillis how long each of them takes; short enough that the reservations that a case leaves open in one
 *     iteration fit in the heap
 * @param separateRates whether rates get JVMs of their own. If not, they are counted while latencies are sampled, which
 *     costs an operation about a nanosecond
 * @param heap how a JVM's heap is made. Of a fixed size, so that the collector does not spend the measurement finding it
 */
record BenchProfile(
        String name,
        int rounds,
        int smallWarmupMillis,
        int warmupMillis,
        int iterations,
        int iterationMillis,
        boolean separateRates,
        String heap) {

    /** Room for the reservations that a case leaves open. */
    private static final String LARGE_HEAP = "-Xms4g -Xmx4g";

    /**
     * A heap whose every page has been used before it counts. What allocates a gigabyte or so in a run would otherwise
     * measure how long the machine takes to find a page for the first time: several microseconds for four kilobytes, on a
     * virtual one.
     */
    private static final String TOUCHED_HEAP = "-Xms1g -Xmx1g -XX:+AlwaysPreTouch";

    /** For a verdict on what runs in the process: a little over ten minutes. */
    static final BenchProfile FULL = new BenchProfile("full", 3, 1_000, 4_000, 6, 250, true, LARGE_HEAP);

    /** For a look at it: under a minute. */
    static final BenchProfile QUICK = new BenchProfile("quick", 1, 250, 1_500, 2, 250, false, LARGE_HEAP);

    /**
     * For a verdict on what runs in a server: about a quarter of an hour. Operations take so long that rates can be counted while
     * latencies are sampled, and the server does things of its own now and then, so iterations are longer. One caller needs its
     * time until the JVM has compiled for good what a call goes through.
     */
    static final BenchProfile FULL_SERVER = new BenchProfile("full", 3, 6_000, 6_000, 4, 1_000, false, LARGE_HEAP);

    /** For a look at it: about two minutes. */
    static final BenchProfile QUICK_SERVER = new BenchProfile("quick", 1, 1_500, 1_500, 2, 750, false, LARGE_HEAP);

    /**
     * For a verdict on hundreds of thousands of operations a second in a process and a server: about five minutes. The JVM's
     * compilers share the processors with both, and are done after some eight seconds.
     */
    static final BenchProfile FULL_STREAM = new BenchProfile("full", 3, 8_000, 8_000, 5, 1_000, false, TOUCHED_HEAP);

    /** For a look at it: about two minutes. */
    static final BenchProfile QUICK_STREAM = new BenchProfile("quick", 1, 4_500, 4_500, 3, 750, false, TOUCHED_HEAP);

    int warmupIterations(BenchCase.Kind kind) {
        int millis = switch (kind) {
            case SMALL -> smallWarmupMillis;
            case WHOLE, LEAVING_OPEN -> warmupMillis;
        };
        return millis / iterationMillis;
    }
}
