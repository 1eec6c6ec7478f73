package io.stipend.core.metrics;

import static io.stipend.core.spi.Outcome.Kind.CLOSED;
import static io.stipend.core.spi.Outcome.Kind.CONFLICT;
import static io.stipend.core.spi.Outcome.Kind.DONE;
import static io.stipend.core.spi.Outcome.Kind.DONE_IN_PART;
import static io.stipend.core.spi.Outcome.Kind.EXPIRED;
import static io.stipend.core.spi.Outcome.Kind.FORGOTTEN;
import static io.stipend.core.spi.Outcome.Kind.FROZEN;
import static io.stipend.core.spi.Outcome.Kind.IDLE_TOO_SMALL;
import static io.stipend.core.spi.Outcome.Kind.INSUFFICIENT;
import static io.stipend.core.spi.Outcome.Kind.NOT_FOUND;
import static io.stipend.core.spi.Outcome.Kind.OVERRUN;
import static io.stipend.core.spi.Outcome.Kind.REPLAYED;
import static io.stipend.core.spi.Outcome.Kind.STEP_CONFLICT;
import static io.stipend.core.spi.Outcome.Kind.TOO_LARGE;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.List;
import java.util.Optional;

/** A store whose verbs are timed, failures included, and whose answers are counted. */
final class MeteredCreditStore implements CreditStore {

    private final CreditStore store;
    private final MeteredVerb reserve;
    private final MeteredVerb bindStep;
    private final MeteredVerb track;
    private final MeteredVerb extend;
    private final MeteredVerb split;
    private final MeteredVerb settle;
    private final MeteredVerb release;
    private final MeteredVerb children;
    private final MeteredVerb charge;
    private final MeteredVerb find;

    MeteredCreditStore(CreditStore store, Telemetry telemetry) {
        this.store = store;
        this.reserve = new MeteredVerb(
                telemetry, "reserve", DONE, REPLAYED, INSUFFICIENT, FROZEN, CONFLICT, STEP_CONFLICT, FORGOTTEN);
        this.bindStep = new MeteredVerb(telemetry, "bind", DONE, NOT_FOUND, CLOSED, EXPIRED, STEP_CONFLICT, FORGOTTEN);
        this.track =
                new MeteredVerb(telemetry, "track", DONE, REPLAYED, NOT_FOUND, CLOSED, EXPIRED, CONFLICT, FORGOTTEN);
        this.extend = new MeteredVerb(
                telemetry,
                "extend",
                DONE,
                DONE_IN_PART,
                REPLAYED,
                INSUFFICIENT,
                FROZEN,
                IDLE_TOO_SMALL,
                TOO_LARGE,
                NOT_FOUND,
                CLOSED,
                EXPIRED,
                CONFLICT,
                FORGOTTEN);
        this.split = new MeteredVerb(
                telemetry,
                "split",
                DONE,
                REPLAYED,
                IDLE_TOO_SMALL,
                NOT_FOUND,
                CLOSED,
                EXPIRED,
                CONFLICT,
                STEP_CONFLICT,
                FORGOTTEN);
        this.settle =
                new MeteredVerb(telemetry, "settle", DONE, REPLAYED, NOT_FOUND, CLOSED, CONFLICT, OVERRUN, FORGOTTEN);
        this.release =
                new MeteredVerb(telemetry, "release", DONE, REPLAYED, NOT_FOUND, CLOSED, EXPIRED, CONFLICT, FORGOTTEN);
        this.children = new MeteredVerb(telemetry, "children", DONE);
        this.charge =
                new MeteredVerb(telemetry, "charge", DONE, DONE_IN_PART, REPLAYED, INSUFFICIENT, CONFLICT, FORGOTTEN);
        this.find = new MeteredVerb(telemetry, "find", DONE, NOT_FOUND);
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
    public SplitOutcome split(SplitCommand command) {
        return split.call(() -> store.split(command), Outcome::kind);
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
    public List<ReservationSnapshot> children(ReservationId parent) {
        return children.call(() -> store.children(parent), found -> DONE);
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return charge.call(() -> store.charge(command), Outcome::kind);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return find.call(() -> store.find(reference), found -> found.isPresent() ? DONE : NOT_FOUND);
    }
}
