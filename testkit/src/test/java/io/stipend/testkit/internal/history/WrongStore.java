package io.stipend.testkit.internal.history;

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

/** A store that does what another does; subclasses get one thing wrong. */
class WrongStore implements CreditStore {

    final CreditStore right;

    WrongStore(CreditStore right) {
        this.right = right;
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return right.reserve(command);
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return right.bindStep(reservation, step);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return right.track(command);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return right.extend(command);
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return right.split(command);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return right.children(parent);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return right.settle(command);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return right.release(command);
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return right.charge(command);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return right.find(reference);
    }
}
