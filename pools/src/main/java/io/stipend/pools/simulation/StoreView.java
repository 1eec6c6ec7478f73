package io.stipend.pools.simulation;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that several share, as one of them sees it: each of its calls goes through {@link #call}, and closing it closes nothing. */
abstract class StoreView extends ForwardingStore implements CreditStore, AccountAdministration {

    StoreView(StoreAdapter store) {
        super(store);
    }

    /** Of a store that another may take the place of. */
    StoreView(Supplier<? extends StoreAdapter> store) {
        super(store);
    }

    /** Makes a call of the store, or whatever becomes of it. */
    abstract <T> T call(Supplier<T> call);

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return call(() -> super.creditStore().reserve(command));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return call(() -> super.creditStore().bindStep(reservation, step));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return call(() -> super.creditStore().track(command));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return call(() -> super.creditStore().extend(command));
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return call(() -> super.creditStore().split(command));
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return call(() -> super.creditStore().children(parent));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return call(() -> super.creditStore().settle(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return call(() -> super.creditStore().release(command));
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return call(() -> super.creditStore().charge(command));
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return call(() -> super.creditStore().find(reference));
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        return call(() -> super.accountAdministration().show(account));
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
        return call(() -> super.accountAdministration().list(tenant, after, limit));
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        return call(() -> super.accountAdministration().apply(command));
    }

    @Override
    public CreditStore creditStore() {
        return this;
    }

    @Override
    public AccountAdministration accountAdministration() {
        return this;
    }

    @Override
    public void close() {
        // All share it.
    }
}
