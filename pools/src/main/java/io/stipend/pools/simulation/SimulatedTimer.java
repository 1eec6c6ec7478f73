package io.stipend.pools.simulation;

import io.stipend.pools.PoolTimer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A node's time in virtual time, and what would be its threads. It can stop for a while, or for good, and go too fast or too slow. */
final class SimulatedTimer implements PoolTimer {

    private static final long LEAST_LATENCY_NANOS = Duration.ofMillis(1).toNanos();

    private final VirtualTime time;
    private final Random random;
    private final double rate;
    private boolean dead;
    private boolean paused;
    private final List<Runnable> missed = new ArrayList<>();

    /**
     * Starts it.
     *
     * @param rate how fast its clock goes: 1 is right
     */
    SimulatedTimer(VirtualTime time, Random random, double rate) {
        this.time = time;
        this.random = random;
        this.rate = rate;
    }

    /** From now on nothing is done any more. */
    void die() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    /** Does nothing until it goes on; its clock does. */
    void pause() {
        paused = true;
    }

    boolean isPaused() {
        return paused;
    }

    /** Does what was due meanwhile. */
    void resume() {
        paused = false;
        List<Runnable> due = List.copyOf(missed);
        missed.clear();
        due.forEach(this::perform);
    }

    private void perform(Runnable task) {
        if (paused) {
            missed.add(task);
        } else if (!dead) {
            task.run();
        }
    }

    @Override
    public long nanoTime() {
        return (long) (time.nanoTime() * rate);
    }

    @Override
    public InstantSource clock() {
        return time;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        time.after((long) (delayNanos / rate), () -> perform(task));
    }

    /** It takes as long as a call of the store, some milliseconds. */
    @Override
    public void run(Runnable task) {
        time.after(LEAST_LATENCY_NANOS + random.nextInt((int) LEAST_LATENCY_NANOS), () -> perform(task));
    }

    @Override
    public void close() {
        dead = true;
    }
}
