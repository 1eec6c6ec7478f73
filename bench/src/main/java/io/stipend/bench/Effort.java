package io.stipend.bench;

/**
 * How long to measure.
 *
 * @param name as it is printed
 * @param forks JVMs per case
 * @param warmupMillis how long each fork runs before it counts
 * @param iterations how many times each fork measures
 * @param iterationMillis how long each of them takes
 * @param separateLatencies whether latencies get forks of their own. If not, one fork samples latencies and counts
 *     operations at once, which costs an operation about a nanosecond
 */
record Effort(
        String name, int forks, int warmupMillis, int iterations, int iterationMillis, boolean separateLatencies) {

    /** Three forks of five seconds for the rates, as many again for the latencies: about half an hour. */
    static final Effort FULL = new Effort("full", 3, 4_000, 5, 1_000, true);

    /** One short fork: for a look, not for a verdict. */
    static final Effort QUICK = new Effort("quick", 1, 700, 3, 200, false);

    /** Iterations of cases that leave reservations open: a million of them at the most, which fit in the heap. */
    static final int LEAVING_ITERATION_MILLIS = 200;
}
