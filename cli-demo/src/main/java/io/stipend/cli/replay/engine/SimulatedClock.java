package io.stipend.cli.replay.engine;

import java.time.Instant;
import java.time.InstantSource;

/** The clock of a simulation: it stands still until it is moved forward. Not thread safe. */
public final class SimulatedClock implements InstantSource {

    private long nowMillis;

    /** A clock that shows this time, in milliseconds since 1970-01-01 UTC. */
    public SimulatedClock(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** Moves it to a time that is not before what it shows. */
    void advanceTo(long atMillis) {
        if (atMillis < nowMillis) {
            throw new IllegalStateException("the clock shows " + nowMillis + " and cannot go back to " + atMillis);
        }
        nowMillis = atMillis;
    }

    @Override
    public long millis() {
        return nowMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis);
    }
}
