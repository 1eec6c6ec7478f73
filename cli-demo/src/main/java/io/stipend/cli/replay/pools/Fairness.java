package io.stipend.cli.replay.pools;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Jain's index of the shares, by weight, of members for which something waits all the time, in periods of ten seconds: (Σx)² / (n·Σx²), 1
 * where all are equal (Jain, Chiu, Hawe, "A Quantitative Measure of Fairness", 1984). Members that are held back by their own most do
 * not count, nor do periods with one member. Not thread safe.
 */
final class Fairness {

    static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

    /** Those for which something waits, and the sum of their shares when the current period began; negative if not all of it has passed. */
    private final Map<MemberTally, Double> backlogged = new LinkedHashMap<>();

    private long periods;
    private double sum;
    private double least = 1;

    /** Takes note of whether anything waits for a member. */
    void note(MemberTally member) {
        if (member.isWaiting()) {
            backlogged.putIfAbsent(member, -1.0);
        } else {
            backlogged.remove(member);
        }
    }

    boolean isAnyoneBacklogged() {
        return !backlogged.isEmpty();
    }

    /** A period ends now, and the next begins. */
    void endPeriod(long nowNanos, long nowMillis) {
        List<Double> byWeight = new ArrayList<>();
        backlogged.replaceAll((member, atBeginning) -> {
            double now = member.share().until(nowNanos);
            if (atBeginning >= 0 && !member.isHeldBackByItsMost(nowMillis)) {
                byWeight.add((now - atBeginning) / member.entitlement().weight());
            }
            return now;
        });
        if (byWeight.size() > 1) {
            add(jain(byWeight));
        }
    }

    private void add(double index) {
        periods++;
        sum += index;
        least = Math.min(least, index);
    }

    private static double jain(List<Double> amounts) {
        double all = 0;
        double squares = 0;
        for (double amount : amounts) {
            all += amount;
            squares += amount * amount;
        }
        return squares == 0 ? 1 : all * all / (amounts.size() * squares);
    }

    /** In how many periods there were at least two such members. */
    long periods() {
        return periods;
    }

    /** The mean over the periods; 1 where there were none. */
    double mean() {
        return periods == 0 ? 1 : sum / periods;
    }

    /** The least of all periods; 1 where there were none. */
    double least() {
        return least;
    }
}
