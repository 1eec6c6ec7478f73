package io.stipend.store.support;

import io.stipend.core.model.LimitPeriod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When periods begin and end, for a server to look up. The calendar is Java's, so that all stores agree on every zone;
 * the current time is the server's. So each command carries the periods around now, of every kind in use. If
 * one is missing, the server says which, and the command is sent again with it. This happens once per kind in a
 * process, and when the two clocks are far apart. Thread safe.
 */
public final class PeriodCalendar {

    /** How many periods are kept. With more in use, some commands are sent twice. */
    private static final int MAX = 32;

    /** How far the server's clock may be behind the estimate of it. */
    private static final long MARGIN_MILLIS = 600_000;

    private static final int PERIODS_OF_EACH = 3;

    /**
     * One period: when it begins and ends.
     *
     * @param code its length and start: {@link LimitPeriod#code}
     * @param zone the id of its zone
     * @param startMillis milliseconds since 1970-01-01 UTC; of the earliest one, a moment before now
     * @param endMillis milliseconds since 1970-01-01 UTC
     */
    public record Span(int code, String zone, long startMillis, long endMillis) {}

    /** The periods that a command carries. */
    private record Spans(List<Span> spans, long madeAtMillis) {

        static final Spans NONE = new Spans(List.of(), 0);

        boolean isFresh(long nowMillis) {
            return Math.abs(nowMillis - madeAtMillis) < MARGIN_MILLIS / 2;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<LimitPeriod> known = new LinkedHashSet<>();

    private volatile Spans current = Spans.NONE;

    /** How far the server's clock is ahead of this machine's. */
    private volatile long offsetMillis;

    /** Updates the estimate of the server's clock. */
    private void sawClock(long serverMillis) {
        offsetMillis = serverMillis - System.currentTimeMillis();
    }

    /** The periods around now, including those of the given kinds. Returns the same list while it is valid. */
    public List<Span> including(Set<LimitPeriod> wanted) {
        long now = System.currentTimeMillis() + offsetMillis;
        Spans found = current;
        boolean suffices = wanted.isEmpty() && (found.spans.isEmpty() || found.isFresh(now));
        return (suffices ? found : made(wanted, now)).spans;
    }

    private Spans made(Set<LimitPeriod> wanted, long now) {
        lock.lock();
        try {
            if (!current.isFresh(now) || !known.containsAll(wanted)) {
                wanted.forEach(this::remember);
                current = around(now);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a period that the server did not find.
     *
     * @param atMillis the time on the server's clock: milliseconds since 1970-01-01 UTC
     */
    public void learn(LimitPeriod period, long atMillis) {
        lock.lock();
        try {
            remember(period);
            sawClock(atMillis);
            current = around(atMillis);
        } finally {
            lock.unlock();
        }
    }

    private void remember(LimitPeriod period) {
        if (period.unit() == LimitPeriod.Unit.NEVER) {
            return;
        }
        known.remove(period);
        known.add(period);
        if (known.size() > MAX) {
            known.remove(known.iterator().next());
        }
    }

    private Spans around(long now) {
        List<Span> spans = new ArrayList<>();
        for (LimitPeriod period : known) {
            long start = now - MARGIN_MILLIS;
            for (int n = 0; n < PERIODS_OF_EACH; n++) {
                long end = period.endMillis(start);
                spans.add(new Span(period.code(), period.zone().getId(), start, end));
                start = end;
            }
        }
        return new Spans(spans, now);
    }
}
