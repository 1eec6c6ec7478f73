package io.stipend.store.postgres;

import io.stipend.core.model.LimitPeriod;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * When periods begin and end, for the database to look up. Calendars are Java's, so that every store and every zone has
 * the same; moments are the database's. So each statement takes along the periods around now, of the units and zones in
 * use, and where one is missing, the database says which, and the statement is sent again with it. That happens once per
 * zone in a process, and when the two clocks are far apart. Thread safe.
 */
final class PeriodCalendar {

    /** How many units and zones are kept; with more in use, some statements are sent twice. */
    private static final int MOST = 32;

    /** How far behind the estimate of the database's clock it may be. */
    private static final long MARGIN_MILLIS = 600_000;

    private static final int PERIODS_OF_EACH = 3;

    /** One period: of which unit and zone, from when, until when. */
    record Span(LimitPeriod.Unit unit, String zone, long startMillis, long endMillis) {}

    /** What a statement takes along. */
    record Spans(List<Span> spans, long madeAtMillis) {

        static final Spans NONE = new Spans(List.of(), 0);

        boolean isFresh(long nowMillis) {
            return Math.abs(nowMillis - madeAtMillis) < MARGIN_MILLIS / 2;
        }
    }

    private final Set<LimitPeriod> known = new LinkedHashSet<>();

    private volatile Spans current = Spans.NONE;

    /** How far the database's clock is ahead of this machine's. */
    private volatile long offsetMillis;

    /** Takes note of the database's clock. */
    void sawClock(long serverMillis) {
        offsetMillis = serverMillis - System.currentTimeMillis();
    }

    /** The periods around now, these among them. */
    List<Span> including(Set<LimitPeriod> wanted) {
        long now = System.currentTimeMillis() + offsetMillis;
        Spans found = current;
        boolean suffices = wanted.isEmpty() && (found.spans.isEmpty() || found.isFresh(now));
        return (suffices ? found : made(wanted, now)).spans;
    }

    private synchronized Spans made(Set<LimitPeriod> wanted, long now) {
        if (!current.isFresh(now) || !known.containsAll(wanted)) {
            wanted.forEach(this::remember);
            current = around(now);
        }
        return current;
    }

    /** Takes note of what the database missed: unit, moment and zone, in the detail of its error. */
    synchronized void learn(SQLException failure) throws SQLException {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String detail = message == null ? null : message.getDetail();
        if (detail == null) {
            throw new SQLException("no period in the error", failure);
        }
        String[] words = detail.split(" ", -1);
        long moment = Long.parseLong(words[1]);
        remember(new LimitPeriod(LimitPeriod.Unit.values()[Integer.parseInt(words[0])], ZoneId.of(words[2])));
        sawClock(moment);
        current = around(moment);
    }

    private void remember(LimitPeriod period) {
        if (period.unit() == LimitPeriod.Unit.NEVER) {
            return;
        }
        known.remove(period);
        known.add(period);
        if (known.size() > MOST) {
            known.remove(known.iterator().next());
        }
    }

    private Spans around(long now) {
        List<Span> spans = new ArrayList<>();
        for (LimitPeriod period : known) {
            long start = now - MARGIN_MILLIS;
            for (int n = 0; n < PERIODS_OF_EACH; n++) {
                long end = period.endMillis(start);
                spans.add(new Span(period.unit(), period.zone().getId(), start, end));
                start = end;
            }
        }
        return new Spans(spans, now);
    }
}
