package io.stipend.testkit.harness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved, in whole milliseconds. Thread safe. */
public final class SettableClock implements InstantSource {

    private final AtomicLong nowMillis;

    private SettableClock(long nowMillis) {
        this.nowMillis = new AtomicLong(nowMillis);
    }

    /** A clock that stands at an instant, cut to milliseconds. */
    public static SettableClock at(Instant instant) {
        return new SettableClock(instant.toEpochMilli());
    }

    /** A clock that stands at an instant such as {@code 2026-01-31T23:00:00Z}. */
    public static SettableClock at(String instant) {
        return at(Instant.parse(instant));
    }

    /** Moves the clock; a negative duration moves it back. */
    public void advance(Duration by) {
        nowMillis.addAndGet(by.toMillis());
    }

    /** Puts the clock to an instant, cut to milliseconds. */
    public void set(Instant instant) {
        nowMillis.set(instant.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        return nowMillis.get();
    }
}
