package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.concurrent.atomic.LongAdder;

/** How much a node asks for on one path. Counted by any thread; {@link #update} and what it tells are for one at a time. */
final class PathDemand {

    private static final int CONSUMABLES = 4;

    /** After so long, half of what is known is of the time since. */
    private static final double HALF_LIFE_SECONDS = 0.7;

    /** What is counted at first is taken for what comes in so long at least. */
    private static final double FIRST_SECONDS = 0.25;

    private static final double LEAST_SECONDS = 0.01;

    private final LongAdder reserves = new LongAdder();
    private final LongAdder[] amounts = new LongAdder[CONSUMABLES];

    private final long bornNanos;
    private long lastNanos;
    private volatile long lastReserves;
    private final long[] lastAmounts = new long[CONSUMABLES];

    /** Averages that begin at zero, and how much of them is not that beginning. */
    private final double[] rates = new double[CONSUMABLES];

    private double reserveRate;
    private double grown = 1;

    /** Read by callers whose reserves do not fit. */
    private volatile double reservesPerSecond;

    PathDemand(long nowNanos) {
        bornNanos = nowNanos;
        lastNanos = nowNanos;
        for (int r = 0; r < CONSUMABLES; r++) {
            amounts[r] = new LongAdder();
        }
    }

    /** Somebody asked for this. */
    void count(ResourceVector envelope) {
        reserves.increment();
        add(0, envelope.credits());
        add(1, envelope.tokens());
        add(2, envelope.apiCalls());
        add(3, envelope.computeTime());
    }

    private void add(int resource, long amount) {
        if (amount != 0) {
            amounts[resource].add(amount);
        }
    }

    /** Takes in what was counted since the last update. */
    void update(long nowNanos) {
        double seconds = (nowNanos - lastNanos) / 1e9;
        if (seconds < LEAST_SECONDS) {
            return;
        }
        double weight = 1 - Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        long count = reserves.sum();
        reserveRate += weight * ((count - lastReserves) / seconds - reserveRate);
        double age = Math.max(FIRST_SECONDS, (nowNanos - bornNanos) / 1e9);
        grown = 1 - Math.pow(0.5, age / HALF_LIFE_SECONDS);
        reservesPerSecond = reserveRate / grown;
        for (int r = 0; r < CONSUMABLES; r++) {
            long sum = amounts[r].sum();
            rates[r] += weight * ((sum - lastAmounts[r]) / seconds - rates[r]);
            lastAmounts[r] = sum;
        }
        lastReserves = count;
        lastNanos = nowNanos;
    }

    /** Whether so many reserves were counted since the last update. */
    boolean isSinceUpdate(int count) {
        return reserves.sum() - lastReserves >= count;
    }

    double reservesPerSecond() {
        return reservesPerSecond;
    }

    /** How much of a resource is asked for a second; 0 of what is occupied. */
    double perSecond(Resource resource) {
        return resource.ordinal() < CONSUMABLES ? rates[resource.ordinal()] / grown : 0;
    }

    /** What is asked for in so many seconds, and at least in so many requests. */
    ResourceVector in(double seconds, int requests) {
        double rate = Math.max(reservesPerSecond, 1e-9);
        return ResourceVector.map(resource ->
                (long) Math.min(1L << 50, Math.ceil(perSecond(resource) * Math.max(seconds, requests / rate))));
    }
}
