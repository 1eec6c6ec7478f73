package io.stipend.core.background;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A store of which only the number of reservations that are due, stuck or old is known. */
final class DueStore implements CreditStore {

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
    public ReserveOutcome reserve(ReserveCommand command) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        throw new AssertionError("not the sweeper's business");
    }

    @Override
    public long openReservations() {
        return due.get();
    }
}
