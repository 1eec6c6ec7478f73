package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When requests are due: at once, or at the trace's own time, made faster.
 *
 * @param speed how many times real time; infinite for at once
 */
public record Pace(double speed) {

    private static final double SLOWEST = 0.001;
    private static final double FASTEST = 1_000_000;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Reads {@code max}, or how many times real time.
     *
     * @throws NumberFormatException when it is neither
     */
    public static Pace of(String text) {
        if (text.equals("max")) {
            return new Pace(Double.POSITIVE_INFINITY);
        }
        double speed = Double.parseDouble(text);
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw new NumberFormatException(text + " is out of range");
        }
        return new Pace(speed);
    }

    /** Waits until a request is due, or the replay is to stop. */
    void await(TraceRequest request, long traceStartMillis, long startNanos, CountDownLatch stop)
            throws InterruptedException {
        long dueNanos = (long) ((request.atMillis() - traceStartMillis) * NANOS_PER_MILLI / speed);
        long left = startNanos + dueNanos - System.nanoTime();
        if (left > 0) {
            var unused = stop.await(left, TimeUnit.NANOSECONDS);
        }
    }
}
