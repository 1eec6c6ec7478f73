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
 */
record Effort(
        String name,
        int rounds,
        int smallWarmupMillis,
        int warmupMillis,
        int iterations,
        int iterationMillis,
        boolean separateRates) {

    /** For a verdict on what runs in the process: a little over ten minutes. */
    static final Effort FULL = new Effort("full", 3, 1_000, 4_000, 6, 250, true);

    /** For a look at it: under a minute. */
    static final Effort QUICK = new Effort("quick", 1, 250, 1_500, 2, 250, false);

    /**
     * For a verdict on what runs in a server: about ten minutes. Operations take so long that rates can be counted while
     * latencies are sampled, and the server does things of its own now and then, so iterations are longer.
     */
    static final Effort FULL_SERVER = new Effort("full", 3, 3_000, 3_000, 4, 1_000, false);

    /** For a look at it: about two minutes. */
    static final Effort QUICK_SERVER = new Effort("quick", 1, 1_500, 1_500, 2, 750, false);

    int warmupIterations(BenchCase.Kind kind) {
        int millis = switch (kind) {
            case SMALL -> smallWarmupMillis;
            case WHOLE, LEAVING_OPEN -> warmupMillis;
        };
        return millis / iterationMillis;
    }
}
