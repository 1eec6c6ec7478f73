package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;

/**
 * How well an envelope fitted what was used: {@code use × time}, in [0, 1].
 *
 * <p>With r the usage ratio at settlement and t the target, {@code use} is r / t up to t, then 1 − (r − t) / t, not below
 * 0. {@code time} is 1 when the run took no longer than reserved, else reserved / elapsed. So a step that used the target
 * share in time scores 1, one that used nothing scores 0, and a fast run is not punished. Source: DESIGN, section 5.
 *
 * @param ratio the usage ratio r
 * @param use the part that judges the amount, in [0, 1]
 * @param time the part that judges the duration, in (0, 1]
 */
public record Efficiency(double ratio, double use, double time) {

    /** The share of its envelope a step should use. */
    public static final double DEFAULT_TARGET = 0.8;

    private static final double STEPS = 10_000;

    /**
     * Judges a settled step.
     *
     * @param ratio the usage ratio at settlement, not negative
     * @param target the share that scores 1, above 0 and at most 1
     * @param elapsedMillis how long the run took
     * @param reservedMillis how long it was reserved for; 0 when no time was reserved, which is then not judged
     */
    public static Efficiency of(double ratio, double target, long elapsedMillis, long reservedMillis) {
        double use = ratio <= target ? ratio / target : Math.max(0, 1 - (ratio - target) / target);
        double time = reservedMillis == 0 || elapsedMillis <= reservedMillis
                ? 1
                : (double) reservedMillis / (double) elapsedMillis;
        return new Efficiency(ratio, use, time);
    }

    /**
     * Judges a closed reservation. The run took as long as its compute time says; when none was reported, from reserve to
     * close.
     *
     * @param target the share that scores 1, above 0 and at most 1
     */
    public static Efficiency of(JournalEntry.Closed closed, double target) {
        long reported = closed.used().computeTime();
        long elapsed = reported > 0
                ? reported
                : Math.max(0, closed.atMillis() - closed.header().openedAtMillis());
        return of(
                ResourceVector.usageRatio(closed.used(), closed.held()),
                target,
                elapsed,
                closed.held().computeTime());
    }

    /** Refuses a target outside (0, 1]. */
    public static double checkTarget(double target) {
        if (!(target > 0 && target <= 1)) {
            throw new InvalidRequestException("efficiency target is " + target + "; give a ratio above 0, at most 1");
        }
        return target;
    }

    /** The score, in [0, 1], rounded to four decimals: no judgement is finer. */
    public double score() {
        return Math.round(use * time * STEPS) / STEPS;
    }
}
