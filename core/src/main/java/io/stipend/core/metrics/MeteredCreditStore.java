package io.stipend.core.metrics;

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
import io.stipend.core.spi.StoreFigure;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** A store whose verbs are timed, failures included, and whose answers are counted. */
final class MeteredCreditStore implements CreditStore {

    private final CreditStore store;
    private final MeteredVerb reserve;
    private final MeteredVerb bindStep;
    private final MeteredVerb track;
    private final MeteredVerb extend;
    private final MeteredVerb settle;
    private final MeteredVerb release;
    private final MeteredVerb find;
    private final MeteredVerb expire;
    private final MeteredVerb prune;

    MeteredCreditStore(CreditStore store, Telemetry telemetry) {
        this.store = store;
        this.reserve = new MeteredVerb(
                telemetry,
                "reserve",
                EnumSet.of(
                        Outcome.DONE, Outcome.REPLAYED, Outcome.INSUFFICIENT, Outcome.CONFLICT, Outcome.STEP_CONFLICT));
        this.bindStep = new MeteredVerb(
                telemetry,
                "bind",
                EnumSet.of(Outcome.DONE, Outcome.NOT_FOUND, Outcome.CLOSED, Outcome.EXPIRED, Outcome.STEP_CONFLICT));
        this.track = new MeteredVerb(
                telemetry,
                "track",
                EnumSet.of(
                        Outcome.DONE,
                        Outcome.REPLAYED,
                        Outcome.NOT_FOUND,
                        Outcome.CLOSED,
                        Outcome.EXPIRED,
                        Outcome.CONFLICT));
        this.extend = new MeteredVerb(
                telemetry,
                "extend",
                EnumSet.of(
                        Outcome.DONE,
                        Outcome.REPLAYED,
                        Outcome.INSUFFICIENT,
                        Outcome.NOT_FOUND,
                        Outcome.CLOSED,
                        Outcome.EXPIRED,
                        Outcome.CONFLICT));
        this.settle = new MeteredVerb(
                telemetry,
                "settle",
                EnumSet.of(
                        Outcome.DONE,
                        Outcome.REPLAYED,
                        Outcome.NOT_FOUND,
                        Outcome.CLOSED,
                        Outcome.CONFLICT,
                        Outcome.OVERRUN));
        this.release = new MeteredVerb(
                telemetry,
                "release",
                EnumSet.of(
                        Outcome.DONE,
                        Outcome.REPLAYED,
                        Outcome.NOT_FOUND,
                        Outcome.CLOSED,
                        Outcome.EXPIRED,
                        Outcome.CONFLICT));
        this.find = new MeteredVerb(telemetry, "find", EnumSet.of(Outcome.DONE, Outcome.NOT_FOUND));
        this.expire = new MeteredVerb(telemetry, "expire", EnumSet.of(Outcome.DONE));
        this.prune = new MeteredVerb(telemetry, "prune", EnumSet.of(Outcome.DONE));
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return reserve.call(() -> store.reserve(command), Outcome::of);
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return bindStep.call(() -> store.bindStep(reservation, step), Outcome::of);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return track.call(() -> store.track(command), Outcome::of);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return extend.call(() -> store.extend(command), Outcome::of);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return settle.call(() -> store.settle(command), Outcome::of);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return release.call(() -> store.release(command), Outcome::of);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return find.call(() -> store.find(reference), found -> found.isPresent() ? Outcome.DONE : Outcome.NOT_FOUND);
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return expire.call(() -> store.expireDue(limit), answer -> Outcome.DONE);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return prune.call(() -> store.prune(retention, limit), answer -> Outcome.DONE);
    }

    @Override
    public long openReservations() {
        return store.openReservations();
    }

    @Override
    public List<StoreFigure> figures() {
        return store.figures();
    }
}
