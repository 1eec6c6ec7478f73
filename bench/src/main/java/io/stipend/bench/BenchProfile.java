package io.stipend.bench;

/**
 * How long to measure. Every JVM touches all pages of its heap before it measures: otherwise a case that allocates about a
 * gigabyte would measure how long the machine takes to map pages, which on a virtual machine is several microseconds for
 * four kilobytes.
 *
 * @param name the name that is printed
 * @param rounds how often every case is measured, each time in a new JVM
 * @param smallWarmupMillis the warm-up of small cases
 * @param warmupMillis the warm-up of all other cases
 * @param untilCompiled whether a case is measured again, with twice the warm-up, while the JVM still compiles
 * @param iterations how many iterations a JVM measures
 * @param iterationMillis the length of an iteration; short enough that the reservations that a case leaves open in one
 *     iteration fit in the heap
 * @param separateRates whether rates are measured in JVMs of their own. Otherwise they are counted while latencies are
 *     sampled, which costs an operation about a nanosecond
 * @param heap the JVM's heap options. The size is fixed, so that the collector does not resize it during the
 *     measurement
 */
record BenchProfile(
        String name,
        int rounds,
        int smallWarmupMillis,
        int warmupMillis,
        boolean untilCompiled,
        int iterations,
        int iterationMillis,
        boolean separateRates,
        String heap) {

    /** Room for the reservations that a case leaves open. */
    private static final String LARGE_HEAP = "-Xms4g -Xmx4g -XX:+AlwaysPreTouch";

    private static final String SMALL_HEAP = "-Xms1g -Xmx1g -XX:+AlwaysPreTouch";

    /** A verdict on code that runs in the process: about a quarter of an hour. */
    static final BenchProfile FULL = new BenchProfile("full", 3, 1_000, 4_000, true, 6, 250, true, LARGE_HEAP);

    /** A first look at such code: a minute and a half. */
    static final BenchProfile QUICK = new BenchProfile("quick", 1, 250, 1_500, false, 2, 250, false, LARGE_HEAP);

    /**
     * A verdict on code that runs in a server: about half an hour. Operations take so long that rates can be counted while
     * latencies are sampled. Iterations are longer, because the server now and then does work of its own. The warm-up is long
     * because with one caller it takes a while until the JVM has compiled the path of a call.
     */
    static final BenchProfile FULL_SERVER =
            new BenchProfile("full", 3, 6_000, 12_000, true, 4, 1_000, false, LARGE_HEAP);

    /** A first look at such code: about three minutes. */
    static final BenchProfile QUICK_SERVER =
            new BenchProfile("quick", 1, 1_500, 3_000, false, 2, 750, false, LARGE_HEAP);

    /**
     * A verdict on hundreds of thousands of operations a second in a process and a server: about five minutes. The
     * JVM's compilers compete with both for the processors, and are done after about eight seconds.
     */
    static final BenchProfile FULL_STREAM =
            new BenchProfile("full", 3, 8_000, 8_000, true, 5, 1_000, false, SMALL_HEAP);

    /** A first look at such code: about two minutes. */
    static final BenchProfile QUICK_STREAM =
            new BenchProfile("quick", 1, 4_500, 4_500, false, 3, 750, false, SMALL_HEAP);

    int warmupIterations(BenchCase.Kind kind) {
        return switch (kind) {
            case SMALL -> smallWarmupMillis / iterationMillis;
            case WHOLE, LEAVING_OPEN -> warmupMillis / iterationMillis;
            case COLD -> 0;
        };
    }
}
