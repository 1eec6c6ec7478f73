package io.stipend.core.metrics;

import io.micrometer.core.instrument.Timer;
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
import java.util.function.Function;

/** A store whose verbs are timed, failures included. */
final class TimedCreditStore implements CreditStore {

    private final CreditStore store;
    private final Timer reserve;
    private final Timer bindStep;
    private final Timer track;
    private final Timer extend;
    private final Timer settle;
    private final Timer release;
    private final Timer find;
    private final Timer expire;
    private final Timer prune;

    TimedCreditStore(CreditStore store, Function<String, Timer> timers) {
        this.store = store;
        this.reserve = timers.apply("reserve");
        this.bindStep = timers.apply("bind");
        this.track = timers.apply("track");
        this.extend = timers.apply("extend");
        this.settle = timers.apply("settle");
        this.release = timers.apply("release");
        this.find = timers.apply("find");
        this.expire = timers.apply("expire");
        this.prune = timers.apply("prune");
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return reserve.record(() -> store.reserve(command));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return bindStep.record(() -> store.bindStep(reservation, step));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return track.record(() -> store.track(command));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return extend.record(() -> store.extend(command));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return settle.record(() -> store.settle(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return release.record(() -> store.release(command));
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return find.record(() -> store.find(reference));
    }

    @Override
    public ExpiryResult expireDue(int most) {
        return expire.record(() -> store.expireDue(most));
    }

    @Override
    public int prune(Duration retention, int most) {
        return prune.record(() -> store.prune(retention, most));
    }

    @Override
    public long openReservations() {
        return store.openReservations();
    }
}
