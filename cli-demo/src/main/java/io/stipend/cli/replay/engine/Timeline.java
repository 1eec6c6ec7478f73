package io.stipend.cli.replay.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A simulation over time: what was asked, refused, spent and held in each interval. Amounts are in the smallest unit of credits,
 * times in milliseconds since the log's first request. If calls go on for long after the last request, intervals are joined in
 * pairs, so their number is bounded. Not thread safe.
 */
public final class Timeline {

    /** Intervals for the log's own span. */
    private static final int INTERVALS = 120;

    /** So many are never passed, however long the last calls take. */
    private static final int MAX_INTERVALS = 2 * INTERVALS;

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** Lengths that people reckon in. */
    private static final long[] LENGTHS = {
        SECOND,
        2 * SECOND,
        5 * SECOND,
        10 * SECOND,
        15 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        4 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        7 * DAY
    };

    /**
     * One interval.
     *
     * @param requests requests that were sent in it
     * @param refused those of them that were refused
     * @param spent what was charged in it
     * @param held the most that was held at the same time
     * @param open the most calls that ran at the same time
     */
    public record Interval(long requests, long refused, long spent, long held, long open) {

        private static final Interval NOTHING = new Interval(0, 0, 0, 0, 0);

        private Interval joined(Interval next) {
            return new Interval(
                    requests + next.requests,
                    refused + next.refused,
                    spent + next.spent,
                    Math.max(held, next.held),
                    Math.max(open, next.open));
        }
    }

    private final List<Interval> past = new ArrayList<>();
    private long intervalMillis;
    private Interval current = Interval.NOTHING;
    private long heldNow;
    private long openNow;

    /** A timeline of a log whose last request comes so long after its first. */
    Timeline(long spanMillis) {
        intervalMillis = lengthFor(spanMillis);
    }

    private static long lengthFor(long spanMillis) {
        for (long length : LENGTHS) {
            if (spanMillis / length < INTERVALS) {
                return length;
            }
        }
        long weeks = spanMillis / INTERVALS / (7 * DAY) + 1;
        return weeks * 7 * DAY;
    }

    void addRequest(long atMillis) {
        advanceTo(atMillis);
        current = new Interval(current.requests + 1, current.refused, current.spent, current.held, current.open);
    }

    void addRefusal(long atMillis) {
        advanceTo(atMillis);
        current = new Interval(current.requests, current.refused + 1, current.spent, current.held, current.open);
    }

    void open(long atMillis, long held) {
        advanceTo(atMillis);
        openNow++;
        changeHeld(held);
    }

    /** By how much more or less is held. */
    void addHeld(long atMillis, long change) {
        advanceTo(atMillis);
        changeHeld(change);
    }

    void close(long atMillis, long held, long charged) {
        advanceTo(atMillis);
        openNow--;
        changeHeld(-held);
        current = new Interval(current.requests, current.refused, current.spent + charged, current.held, current.open);
    }

    private void changeHeld(long change) {
        heldNow += change;
        current = new Interval(
                current.requests,
                current.refused,
                current.spent,
                Math.max(current.held, heldNow),
                Math.max(current.open, openNow));
    }

    private void advanceTo(long atMillis) {
        while (atMillis / intervalMillis > past.size()) {
            past.add(current);
            current = new Interval(0, 0, 0, heldNow, openNow);
            if (past.size() == MAX_INTERVALS) {
                joinPairs();
            }
        }
    }

    private void joinPairs() {
        List<Interval> pairs = new ArrayList<>(past.size() / 2);
        for (int i = 0; i < past.size(); i += 2) {
            pairs.add(past.get(i).joined(past.get(i + 1)));
        }
        past.clear();
        past.addAll(pairs);
        intervalMillis *= 2;
    }

    /** How long an interval is. */
    public long intervalMillis() {
        return intervalMillis;
    }

    /** The intervals from the log's first request on. */
    public List<Interval> intervals() {
        List<Interval> all = new ArrayList<>(past);
        all.add(current);
        return all;
    }
}
