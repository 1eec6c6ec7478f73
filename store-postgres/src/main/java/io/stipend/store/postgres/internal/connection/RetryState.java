package io.stipend.store.postgres.internal.connection;

import io.stipend.core.model.LimitPeriod;
import io.stipend.store.support.PeriodCalendar;
import io.stipend.store.support.ServerFailure;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of the attempts at one piece of work, and so whether there is one more. Single-threaded. */
public final class RetryState {

    private static final Logger log = LoggerFactory.getLogger(RetryState.class);

    private static final int MAX_COLLISIONS = 20;
    private static final int MAX_CALENDARS = 40;
    private static final int MAX_CUTS = 3;
    private static final long MAX_PAUSE_MILLIS = 50;

    private final String server;
    private final PeriodCalendar calendar;
    private final long deadlineNanos;
    private boolean interrupted;
    private boolean failed;
    private boolean perhapsDone;
    private int collisions;
    private int calendars;
    private int cuts;

    /**
     * None yet.
     *
     * @param calendar learns the periods that the database finds missing
     * @param deadlineNanos when the last of them may begin, by {@link System#nanoTime}
     */
    RetryState(String server, PeriodCalendar calendar, long deadlineNanos) {
        this.server = server;
        this.calendar = calendar;
        this.deadlineNanos = deadlineNanos;
    }

    /** One more begins. */
    void begin() {
        interrupted |= Thread.interrupted();
    }

    /** What became of those before. */
    PreviousAttempt previous() {
        return perhapsDone ? PreviousAttempt.PERHAPS_DONE : failed ? PreviousAttempt.REFUSED : PreviousAttempt.NONE;
    }

    /** There is no more. */
    void end() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns if there is to be one more; else throws what they came to. */
    void failed(SQLException failure) throws ServerFailure {
        boolean byInterrupt = Thread.interrupted();
        interrupted |= byInterrupt;
        PostgresFailureKind kind = PostgresFailureKind.of(failure);
        failed = true;
        perhapsDone |= kind == PostgresFailureKind.CUT;
        boolean again = System.nanoTime() - deadlineNanos < 0
                && switch (kind) {
                    case COLLISION -> ++collisions <= MAX_COLLISIONS && pause(collisions);
                    case NO_PERIOD -> ++calendars <= MAX_CALENDARS && learn(failure);
                    case CUT -> ++cuts <= MAX_CUTS || byInterrupt;
                    default -> byInterrupt;
                };
        if (!again) {
            throw new ServerFailure(kind, perhapsDone, failure, server);
        }
        log.debug("trying again after {}", kind, failure);
    }

    private boolean learn(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        String detail = message == null ? null : message.getDetail();
        if (detail == null) {
            return false;
        }
        // What period_end() says is missing: code, moment, zone.
        String[] words = detail.split(" ", -1);
        calendar.learn(LimitPeriod.ofCode(Integer.parseInt(words[0]), ZoneId.of(words[2])), Long.parseLong(words[1]));
        return true;
    }

    /** A random moment, longer each time, so that those who collided do not collide again. */
    private static boolean pause(int collisions) {
        long maxMillis = Math.min(MAX_PAUSE_MILLIS, 1L << Math.min(collisions, 6));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(maxMillis + 1));
        } catch (InterruptedException e) {
            // The next attempt takes note of it.
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
