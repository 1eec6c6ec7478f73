package io.stipend.cli.replay.pools;

/** A value that changes over time, and its sum over time. Not thread safe. */
final class TimeSum {

    private double value;
    private double sum;
    private double greatest;
    private long sinceNanos;

    /** From now on it is this. */
    void set(double other, long nowNanos) {
        sum = until(nowNanos);
        sinceNanos = nowNanos;
        value = other;
        greatest = Math.max(greatest, other);
    }

    /** Its sum over time from the beginning until now, in its unit times nanoseconds. */
    double until(long nowNanos) {
        return sum + value * (nowNanos - sinceNanos);
    }

    /** The greatest that it ever was. */
    double greatest() {
        return greatest;
    }
}
