package io.stipend.server.internal.api;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many reserves were granted and refused lately, by tenant, as far as this process was asked. Thread safe; never blocks for long.
 */
public final class Activity {

    /** Counts are kept in steps of this many seconds. */
    public static final int STEP_SECONDS = 5;

    /** So many steps are kept: half an hour. */
    public static final int STEPS = 360;

    private final Map<String, Counts> tenants = new ConcurrentHashMap<>();

    /**
     * Counts of a tenant.
     *
     * @param granted reserves granted in each step, the oldest first; the last is the step that is under way
     * @param refused reserves refused in each
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one reader
    public record Series(int[] granted, int[] refused) {

        /** How many of a series fell into the latest steps. */
        public static int latest(int[] counts, int steps) {
            return Arrays.stream(counts, counts.length - steps, counts.length).sum();
        }
    }

    private static final class Counts {

        private final int[] granted = new int[STEPS];
        private final int[] refused = new int[STEPS];
        private long step;

        Counts(long step) {
            this.step = step;
        }

        synchronized void add(long now, boolean isGranted) {
            advance(now);
            (isGranted ? granted : refused)[slot(now)]++;
        }

        synchronized Series series(long now) {
            advance(now);
            return new Series(inOrder(granted, now), inOrder(refused, now));
        }

        /** Clears the steps that have begun since; a clock that goes back stays in the latest. */
        private void advance(long now) {
            for (long next = Math.max(step + 1, now - STEPS + 1); next <= now; next++) {
                granted[slot(next)] = 0;
                refused[slot(next)] = 0;
            }
            step = Math.max(step, now);
        }

        private static int[] inOrder(int[] ring, long now) {
            int[] ordered = new int[STEPS];
            int begin = slot(now + 1);
            System.arraycopy(ring, begin, ordered, 0, STEPS - begin);
            System.arraycopy(ring, 0, ordered, STEPS - begin, begin);
            return ordered;
        }

        private static int slot(long step) {
            return (int) Math.floorMod(step, (long) STEPS);
        }
    }

    void granted(String tenant) {
        counts(tenant).add(now(), true);
    }

    void refused(String tenant) {
        counts(tenant).add(now(), false);
    }

    /** The latest counts of a tenant. */
    public Series of(String tenant) {
        @Nullable Counts counts = tenants.get(tenant);
        return counts == null ? new Series(new int[STEPS], new int[STEPS]) : counts.series(now());
    }

    private Counts counts(String tenant) {
        return tenants.computeIfAbsent(tenant, unused -> new Counts(now()));
    }

    private static long now() {
        return System.nanoTime() / 1_000_000_000L / STEP_SECONDS;
    }
}
