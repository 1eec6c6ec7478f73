package io.stipend.core.metrics;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.Outcome.Kind;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.EnumSet;
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

    MeteredCreditStore(CreditStore store, Telemetry telemetry) {
        this.store = store;
        this.reserve = new MeteredVerb(
                telemetry,
                "reserve",
                EnumSet.of(Kind.DONE, Kind.REPLAYED, Kind.INSUFFICIENT, Kind.CONFLICT, Kind.STEP_CONFLICT));
        this.bindStep = new MeteredVerb(
                telemetry,
                "bind",
                EnumSet.of(Kind.DONE, Kind.NOT_FOUND, Kind.CLOSED, Kind.EXPIRED, Kind.STEP_CONFLICT));
        this.track = new MeteredVerb(
                telemetry,
                "track",
                EnumSet.of(Kind.DONE, Kind.REPLAYED, Kind.NOT_FOUND, Kind.CLOSED, Kind.EXPIRED, Kind.CONFLICT));
        this.extend = new MeteredVerb(
                telemetry,
                "extend",
                EnumSet.of(
                        Kind.DONE,
                        Kind.REPLAYED,
                        Kind.INSUFFICIENT,
                        Kind.TOO_LARGE,
                        Kind.NOT_FOUND,
                        Kind.CLOSED,
                        Kind.EXPIRED,
                        Kind.CONFLICT));
        this.settle = new MeteredVerb(
                telemetry,
                "settle",
                EnumSet.of(Kind.DONE, Kind.REPLAYED, Kind.NOT_FOUND, Kind.CLOSED, Kind.CONFLICT, Kind.OVERRUN));
        this.release = new MeteredVerb(
                telemetry,
                "release",
                EnumSet.of(Kind.DONE, Kind.REPLAYED, Kind.NOT_FOUND, Kind.CLOSED, Kind.EXPIRED, Kind.CONFLICT));
        this.find = new MeteredVerb(telemetry, "find", EnumSet.of(Kind.DONE, Kind.NOT_FOUND));
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return reserve.call(() -> store.reserve(command), Outcome::kind);
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return bindStep.call(() -> store.bindStep(reservation, step), Outcome::kind);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return track.call(() -> store.track(command), Outcome::kind);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return extend.call(() -> store.extend(command), Outcome::kind);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return settle.call(() -> store.settle(command), Outcome::kind);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return release.call(() -> store.release(command), Outcome::kind);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return find.call(() -> store.find(reference), found -> found.isPresent() ? Kind.DONE : Kind.NOT_FOUND);
    }
}
