package io.stipend.core.execution;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store that fails as told: it cannot be reached, or it does what it is asked and the answer is lost. */
final class FlakyStore implements CreditStore {

    enum Mode {
        WELL,
        /** Nothing is done. */
        AWAY,
        /** It is done, and nobody hears of it. */
        ANSWERS_LOST
    }

    private final CreditStore store;

    final AtomicInteger extensions = new AtomicInteger();
    final List<Object> closes = new ArrayList<>();
    volatile Mode mode = Mode.WELL;
    volatile Consumer<ExtendCommand> beforeExtend = command -> {};

    FlakyStore(CreditStore store) {
        this.store = store;
    }

    private <T> T call(Supplier<T> verb) {
        if (mode == Mode.AWAY) {
            throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "away");
        }
        T answer = verb.get();
        if (mode == Mode.ANSWERS_LOST) {
            throw new OutcomeUnknownException("lost", new IllegalStateException("cut"));
        }
        return answer;
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return call(() -> store.reserve(command));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return call(() -> store.bindStep(reservation, step));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return call(() -> store.track(command));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        extensions.incrementAndGet();
        beforeExtend.accept(command);
        return call(() -> store.extend(command));
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return call(() -> store.split(command));
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return call(() -> store.children(parent));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        closes.add(command);
        return call(() -> store.settle(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        closes.add(command);
        return call(() -> store.release(command));
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return call(() -> store.charge(command));
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return call(() -> store.find(reference));
    }
}
