package io.stipend.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures measured for one case.
 *
 * @param name the case
 * @param callers threads that call at the same time
 * @param accounts accounts they spread over
 * @param opsPerSecond operations per second of all callers together, the median
 * @param p50Micros the median latency in microseconds
 * @param p99Micros the latency in microseconds that 99 % of the operations do not exceed
 * @param bytesPerOp bytes allocated per operation by all threads of the process, the median; for {@link
 *     OpenReservations#CASE}, bytes of heap that each open reservation keeps
 * @param cpuMicrosPerOp processor time per operation of all threads of the process, without the server's, in
 *     microseconds, the median; for {@link OpenReservations#CASE}, 0
 * @param compiling the share of the time that the JVM's compilers worked meanwhile, the median; for {@link
 *     OpenReservations#CASE}, 0
 */
record Measurement(
        String name,
        int callers,
        int accounts,
        double opsPerSecond,
        double p50Micros,
        double p99Micros,
        double bytesPerOp,
        double cpuMicrosPerOp,
        double compiling) {

    /** Whether this is the given case, with these numbers of callers and accounts. */
    boolean is(String otherName, int otherCallers, int otherAccounts) {
        return name.equals(otherName) && callers == otherCallers && accounts == otherAccounts;
    }

    /** The median of each figure over measurements of the same case. */
    static Measurement median(List<Measurement> same) {
        Measurement any = same.get(0);
        return new Measurement(
                any.name,
                any.callers,
                any.accounts,
                median(same, Measurement::opsPerSecond),
                median(same, Measurement::p50Micros),
                median(same, Measurement::p99Micros),
                median(same, Measurement::bytesPerOp),
                median(same, Measurement::cpuMicrosPerOp),
                median(same, Measurement::compiling));
    }

    private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
        double[] sorted = measurements.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
