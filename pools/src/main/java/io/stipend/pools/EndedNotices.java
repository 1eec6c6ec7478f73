package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store forget notices ten minutes after they ended: they come and go every second, nobody asks for them any more, and their rows
 * would stay as long as those of callers. What it does not come to, because the store fails, this node stops or too many have ended, the
 * sweeper forgets with all others. Thread safe.
 */
final class EndedNotices {

    private static final Logger log = LoggerFactory.getLogger(EndedNotices.class);

    private static final long WAIT_NANOS = Duration.ofMinutes(10).toNanos();

    /** Less than the wait, for a store's clock is not the node's, and a lease may have run out later than the node gave it up. */
    private static final Duration RETENTION = Duration.ofMinutes(5);

    /** Notices of ten minutes are few: one a second for each member that comes and goes. */
    private static final int MAX_REMEMBERED = 100_000;

    private static final int MAX_AT_ONCE = 500;

    private final StoreUpkeep upkeep;
    private final PoolTimer timer;
    private final Deque<Ended> ended = new ArrayDeque<>();
    private boolean scheduled;

    private record Ended(ReservationId id, long atNanos) {}

    EndedNotices(StoreUpkeep upkeep, PoolTimer timer) {
        this.upkeep = upkeep;
        this.timer = timer;
    }

    /** A notice has ended, or ends with its lease. Does not block. */
    synchronized void add(ReservationId notice) {
        if (ended.size() == MAX_REMEMBERED) {
            ended.removeFirst();
        }
        ended.addLast(new Ended(notice, timer.nanoTime()));
        scheduleNext();
    }

    /** Wakes up when the oldest is old enough. The caller has the monitor. */
    private void scheduleNext() {
        Ended oldest = ended.peekFirst();
        if (oldest != null && !scheduled) {
            scheduled = true;
            timer.schedule(() -> timer.run(this::forgetOld), WAIT_NANOS - (timer.nanoTime() - oldest.atNanos()));
        }
    }

    private void forgetOld() {
        try {
            for (List<ReservationId> old = takeOld(); !old.isEmpty(); old = takeOld()) {
                upkeep.forget(old, RETENTION);
            }
        } catch (CreditStoreException e) {
            log.debug("the store could not forget notices that ended; the sweeper will have it forget them", e);
        } finally {
            synchronized (this) {
                scheduled = false;
                scheduleNext();
            }
        }
    }

    private synchronized List<ReservationId> takeOld() {
        List<ReservationId> old = new ArrayList<>();
        long now = timer.nanoTime();
        for (Ended oldest = ended.peekFirst();
                oldest != null && now - oldest.atNanos() >= WAIT_NANOS && old.size() < MAX_AT_ONCE;
                oldest = ended.peekFirst()) {
            old.add(oldest.id());
            ended.removeFirst();
        }
        return old;
    }
}
