package io.stipend.audit;

import java.util.HashMap;
import java.util.Map;

/**
 * Compares steps with the reservations they refer to. Steps of open reservations are kept in memory. Steps of closed
 * reservations, which may be many, go into a Bloom filter. So a step of a missing reservation is never reported
 * wrongly; it is missed once in a million, as long as there are fewer than a million steps. Not thread safe.
 */
final class StepCheck {

    private static final int TRACE_BITS = 1 << 26;
    private static final int MARKS = 6;

    private final Map<String, String> open = new HashMap<>();
    private long[] trace = new long[0];

    /** Adds a reservation that has a step. */
    void addReservation(String step, String reservation, boolean isOpen, Findings findings) {
        if (!isOpen) {
            if (trace.length == 0) {
                trace = new long[TRACE_BITS / Long.SIZE];
            }
            long hash = hash(step, reservation);
            for (int mark = 0; mark < MARKS; mark++) {
                int bit = bit(hash, mark);
                trace[bit / Long.SIZE] |= 1L << bit;
            }
            return;
        }
        String other = open.put(step, reservation);
        if (other != null) {
            tell(
                    step,
                    other + " and " + reservation,
                    "one reservation",
                    "belongs to two open reservations, " + other + " and " + reservation,
                    new Remedy.ByHand("release one of them with `stipend release`"),
                    findings);
        }
    }

    /** Checks a step and the reservation it refers to. */
    void addStep(String step, String reservation, Findings findings) {
        String holder = open.remove(step);
        if (holder != null && !holder.equals(reservation)) {
            tell(
                    step,
                    reservation,
                    holder,
                    "names reservation " + reservation + ", and belongs to the open reservation " + holder,
                    rebuild(findings),
                    findings);
        } else if (holder == null && !isTraced(step, reservation)) {
            tell(
                    step,
                    reservation,
                    "nothing",
                    "names reservation " + reservation + ", which is not there or has not this step",
                    rebuild(findings),
                    findings);
        }
    }

    /** Reports open reservations to which no step refers. */
    void finish(Findings findings) {
        open.forEach((step, reservation) -> tell(
                step,
                "nothing",
                reservation,
                "names nothing, and belongs to the open reservation " + reservation,
                rebuild(findings),
                findings));
    }

    private static Remedy rebuild(Findings findings) {
        return new Remedy.RebuildIndexes(findings.tenant());
    }

    private static void tell(
            String step, String found, String expected, String what, Remedy remedy, Findings findings) {
        findings.tell(Drift.Kind.STEP, step, found, expected, "step " + step + ' ' + what, remedy);
    }

    private boolean isTraced(String step, String reservation) {
        if (trace.length == 0) {
            return false;
        }
        long hash = hash(step, reservation);
        for (int mark = 0; mark < MARKS; mark++) {
            int bit = bit(hash, mark);
            if ((trace[bit / Long.SIZE] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Derives all hash functions from two halves of one hash: Kirsch and Mitzenmacher, "Less Hashing, Same Performance". */
    private static int bit(long hash, int mark) {
        int mixed = (int) hash + mark * ((int) (hash >>> 32) | 1);
        return Math.floorMod(mixed, TRACE_BITS);
    }

    /** FNV-1a over both texts, with SplitMix64's final mixing. */
    private static long hash(String step, String reservation) {
        long hash = add(add(0xcbf29ce484222325L, step) * 0x100000001b3L, reservation);
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }

    private static long add(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
