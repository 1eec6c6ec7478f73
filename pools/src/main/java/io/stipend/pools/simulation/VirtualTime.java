package io.stipend.pools.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/** Time that passes from event to event. What happens at the same time happens in the order in which it was planned. For one thread. */
public final class VirtualTime implements InstantSource {

    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Instant beginning;
    private long nowNanos;
    private long planned;

    /** Time that begins in 2026. */
    public VirtualTime() {
        this(BEGINNING);
    }

    /** Time that begins then. */
    public VirtualTime(Instant beginning) {
        this.beginning = beginning;
    }

    private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNanos == other.atNanos ? Long.compare(number, other.number) : Long.compare(atNanos, other.atNanos);
        }
    }

    /** Since the beginning. */
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public Instant instant() {
        return beginning.plusNanos(nowNanos);
    }

    /** Plans something. */
    public void after(long delayNanos, Runnable action) {
        events.add(new Event(nowNanos + Math.max(0, delayNanos), planned++, action));
    }

    /** Plans something. */
    public void after(Duration delay, Runnable action) {
        after(delay.toNanos(), action);
    }

    /** Lets this much time pass, and all happen that is planned until then. */
    public void pass(Duration time) {
        passUntil(nowNanos + time.toNanos());
    }

    /**
     * Lets time pass until then, and all happen that is planned until then.
     *
     * @param endNanos since the beginning; where that has passed, nothing happens
     */
    public void passUntil(long endNanos) {
        while (!events.isEmpty() && events.peek().atNanos() <= endNanos) {
            Event next = events.remove();
            nowNanos = next.atNanos();
            next.action().run();
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }
}
