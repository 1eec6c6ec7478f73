package io.stipend.core;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
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
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A store that answers each verb as told and keeps the commands it got. */
final class ScriptedStore implements CreditStore, StoreUpkeep {

    final List<Object> commands = new ArrayList<>();

    Function<ReserveCommand, ReserveOutcome> onReserve = command -> {
        throw unexpected();
    };
    BindOutcome onBind = new BindOutcome.Bound();
    Function<TrackCommand, TrackOutcome> onTrack = command -> {
        throw unexpected();
    };
    Function<ExtendCommand, ExtendOutcome> onExtend = command -> {
        throw unexpected();
    };
    Function<SplitCommand, SplitOutcome> onSplit = command -> {
        throw unexpected();
    };
    Function<ReservationId, List<ReservationSnapshot>> onChildren = parent -> List.of();
    Function<Object, CloseOutcome> onClose = command -> {
        throw unexpected();
    };
    Function<ChargeCommand, ChargeOutcome> onCharge = command -> {
        throw unexpected();
    };
    Optional<ReservationSnapshot> onFind = Optional.empty();
    long open;

    private static AssertionError unexpected() {
        return new AssertionError("no answer was scripted for this verb");
    }

    /** The only command the store got. */
    <T> T only(Class<T> type) {
        if (commands.size() != 1) {
            throw new AssertionError("expected one command: " + commands);
        }
        return type.cast(commands.get(0));
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        commands.add(command);
        return onReserve.apply(command);
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        commands.add(step);
        return onBind;
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        commands.add(command);
        return onTrack.apply(command);
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        commands.add(command);
        return onExtend.apply(command);
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        commands.add(command);
        return onSplit.apply(command);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return onChildren.apply(parent);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        commands.add(command);
        return onClose.apply(command);
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        commands.add(command);
        return onClose.apply(command);
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        commands.add(command);
        return onCharge.apply(command);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        commands.add(reference);
        return onFind;
    }

    @Override
    public ExpiryResult expireDue(int limit) {
        return new ExpiryResult(0, 0, 0, false);
    }

    @Override
    public int prune(Duration retention, int limit) {
        return 0;
    }

    @Override
    public int forget(List<ReservationId> ids, Duration retention) {
        return 0;
    }

    @Override
    public long openReservations() {
        return open;
    }
}
