package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When requests are due: at once, or at the trace's own time, made faster. Thread safe; one for each replay. */
public final class Pace {

    private static final double NANOS_PER_MILLI = 1e6;

    private final double speed;

    private Pace(double speed) {
        this.speed = speed;
    }

    /** As fast as possible. */
    public static Pace max() {
        return new Pace(Double.POSITIVE_INFINITY);
    }

    /**
     * So many times real time.
     *
     * @param speed above 0
     */
    public static Pace times(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed is " + speed + "; give a number above 0");
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
