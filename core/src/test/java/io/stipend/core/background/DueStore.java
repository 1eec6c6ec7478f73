package io.stipend.core.background;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreUpkeep;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A store of which only the number of reservations that are due, stuck or old is known. */
final class DueStore implements StoreUpkeep {

    final AtomicInteger due = new AtomicInteger();
    final AtomicInteger poison = new AtomicInteger();
    final AtomicInteger prunable = new AtomicInteger();
    final AtomicInteger expireCalls = new AtomicInteger();
    final AtomicInteger pruneCalls = new AtomicInteger();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    volatile Runnable onExpire = () -> {};
    volatile @Nullable Duration lastRetention;

    /** Like a store that looks at what is due in order: the stuck ones come first, each time. */
    @Override
    public ExpiryResult expireDue(int limit) {
        expireCalls.incrementAndGet();
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
        onExpire.run();
        int stuck = poison.get();
        int expired = Math.min(limit - stuck, due.get());
        due.addAndGet(-expired);
        return new ExpiryResult(expired, stuck, 0, due.get() + stuck > 0);
    }

    @Override
    public int prune(Duration retention, int limit) {
        pruneCalls.incrementAndGet();
        lastRetention = retention;
        int forgotten = Math.min(limit, prunable.get());
        prunable.addAndGet(-forgotten);
        return forgotten;
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        throw new AssertionError("a sweeper knows no ids");
    }

    @Override
    public long openReservations() {
        return due.get();
    }
}
