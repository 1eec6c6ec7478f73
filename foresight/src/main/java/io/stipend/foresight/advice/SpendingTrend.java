package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How fast an account spends, and when it will be empty.
 *
 * <p>It adds up what is spent in each minute, and keeps the count, the sum and the sum of squares of these minutes, each of which counts half
 * after an hour. With their mean μ and variance σ² and n minutes' worth of them, what is spent in k minutes from now has the mean
 * kμ and the variance {@code k·σ² + k²·σ²/n}: the minutes vary, and the mean of a few minutes is itself uncertain. The account with b left is
 * empty between the two k at which b is a tenth from either end of that distribution: {@code (b − μk)² = t²·(kσ² + k²σ²/n)}, with
 * Student's t. Whole minutes, because calls come in bursts: from the variance of single calls the interval would be far too narrow.
 *
 * <p>It checks itself: now and then it remembers what it says of a budget of some minutes, and looks later whether that came true.
 * The state is a dozen numbers and at most eight such checks. Thread safe.
 */
public final class SpendingTrend {

    /** Checks that are under way at a time, at most. */
    static final int MAX_CHECKS = 8;

    /** How many whole minutes there must be before anything is said. */
    static final int ENOUGH_MINUTES = 5;

    private static final long MINUTE = 60_000;
    private static final double FADING = Math.pow(0.5, 1 / 60.0);

    /** The normal distribution's 90th percentile: a tenth on either side of the interval. */
    private static final double NORMAL = 1.2815515655446004;

    /** Where the end of the interval is more than so many times as far as its beginning, it says too little to be told. */
    private static final double TOO_WIDE = 30;

    /** What will be spent after so many minutes, a year, is not foreseen. */
    private static final double HORIZON = 365 * 24 * 60;

    /** The budgets that it checks itself on, in minutes of mean spending, by turns. */
    private static final int[] CHECKED_MINUTES = {1, 3, 10, 20};

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Check> checks = new ArrayDeque<>();
    private long minute = Long.MIN_VALUE;
    private double inMinute;
    private long minutes;
    private double count;
    private double sum;
    private double squares;
    private double total;
    private long checksBegun;
    private long checksDone;
    private long checksTrue;

    /** What was said of a budget: empty once {@code total} is spent, between two times. */
    private record Check(double total, double fromMillis, double untilMillis) {}

    /**
     * Something was spent. Times that go back count as now.
     *
     * @param atMillis when, in milliseconds since 1970-01-01 UTC or any other beginning
     * @param amount how much, in any unit, at least 0
     */
    public void spent(long atMillis, long amount) {
        if (amount < 0) {
            throw new InvalidRequestException("an amount spent is " + amount + "; give 0 or more");
        }
        lock.lock();
        try {
            advance(atMillis);
            inMinute += amount;
            total += amount;
            resolve(atMillis);
        } finally {
            lock.unlock();
        }
    }

    /**
     * When an account will be empty if it goes on like this.
     *
     * @param nowMillis on the clock of {@link #spent}
     * @param available what is left
     */
    public Exhaustion forecast(long nowMillis, long available) {
        lock.lock();
        try {
            advance(nowMillis);
            resolve(nowMillis);
            return forecast(nowMillis, (double) available);
        } finally {
            lock.unlock();
        }
    }

    private Exhaustion forecast(long nowMillis, double available) {
        if (available <= 0) {
            return new Exhaustion.Empty();
        }
        if (minutes < ENOUGH_MINUTES) {
            return new Exhaustion.TooEarly(Duration.ofMinutes(ENOUGH_MINUTES - minutes));
        }
        if (sum <= 0) {
            return new Exhaustion.Never();
        }
        double[] interval = interval(available);
        if (interval[0] > HORIZON) {
            return new Exhaustion.Never();
        }
        double mean = sum / count;
        if (interval[1] > TOO_WIDE * interval[0]) {
            return new Exhaustion.TooBursty(nowMillis + (long) (interval[0] * MINUTE));
        }
        return new Exhaustion.At(
                later(nowMillis, available / mean),
                later(nowMillis, interval[0]),
                later(nowMillis, interval[1]),
                checksDone == 0 ? Double.NaN : (double) checksTrue / checksDone,
                checksDone);
    }

    private static long later(long nowMillis, double minutes) {
        return nowMillis + (long) Math.min(minutes * MINUTE, 0x1p60);
    }

    /** The two roots of the equation above, in minutes; the second is infinite where spending might as well stop. */
    private double[] interval(double available) {
        double mean = sum / count;
        double variance = Math.max(0, squares / count - mean * mean);
        double past = Math.pow(FADING, (double) minutes);
        // Kish's effective number: the square of the sum of weights over the sum of their squares.
        double n = (1 - past) * (1 + FADING) / ((1 - FADING) * (1 + past));
        // Student's t, to the first term of its expansion (Cornish and Fisher).
        double t = NORMAL * (1 + (NORMAL * NORMAL + 1) / (4 * Math.max(1, n - 1)));
        double a = mean * mean - t * t * variance / n;
        double b = 2 * available * mean + t * t * variance;
        double root = Math.sqrt(Math.max(0, b * b - 4 * a * available * available));
        // Of the two forms of the smaller root, this one works for any sign of a.
        double first = 2 * available * available / (b + root);
        return new double[] {first, a <= 0 ? Double.POSITIVE_INFINITY : (b + root) / (2 * a)};
    }

    /** Closes the minutes that are over. */
    private void advance(long nowMillis) {
        long now = Math.floorDiv(nowMillis, MINUTE);
        if (minute == Long.MIN_VALUE) {
            minute = now;
        }
        if (now <= minute) {
            return;
        }
        close(inMinute);
        long idle = now - minute - 1;
        if (idle > 0) {
            // Minutes in which nothing was spent, all at once.
            double past = Math.pow(FADING, (double) idle);
            count = count * past + (1 - past) / (1 - FADING);
            sum *= past;
            squares *= past;
            minutes += idle;
        }
        minute = now;
        inMinute = 0;
        beginCheck(now * MINUTE);
    }

    private void close(double amount) {
        count = count * FADING + 1;
        sum = sum * FADING + amount;
        squares = squares * FADING + amount * amount;
        minutes++;
    }

    private void beginCheck(long nowMillis) {
        if (minutes < ENOUGH_MINUTES || sum <= 0 || checks.size() == MAX_CHECKS) {
            return;
        }
        double available = CHECKED_MINUTES[(int) (checksBegun++ % CHECKED_MINUTES.length)] * sum / count;
        double[] interval = interval(available);
        checks.add(new Check(total + available, nowMillis + interval[0] * MINUTE, nowMillis + interval[1] * MINUTE));
    }

    private void resolve(long nowMillis) {
        for (Iterator<Check> all = checks.iterator(); all.hasNext(); ) {
            Check check = all.next();
            boolean spent = total >= check.total();
            if (spent || nowMillis > check.untilMillis()) {
                all.remove();
                checksDone++;
                checksTrue += spent && nowMillis >= check.fromMillis() && nowMillis <= check.untilMillis() ? 1 : 0;
            }
        }
    }
}
