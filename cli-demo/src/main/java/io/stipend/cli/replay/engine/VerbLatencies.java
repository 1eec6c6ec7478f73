package io.stipend.cli.replay.engine;

import org.HdrHistogram.Histogram;

/** How long the manager's calls took, in nanoseconds, to three digits. Not thread safe. */
public final class VerbLatencies {

    private final Histogram reserve = new Histogram(3);
    private final Histogram track = new Histogram(3);
    private final Histogram settle = new Histogram(3);

    public Histogram reserve() {
        return reserve;
    }

    public Histogram track() {
        return track;
    }

    public Histogram settle() {
        return settle;
    }

    void add(VerbLatencies other) {
        reserve.add(other.reserve);
        track.add(other.track);
        settle.add(other.settle);
    }
}
