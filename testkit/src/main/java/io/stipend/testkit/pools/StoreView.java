package io.stipend.testkit.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that several share, as one of them sees it: each of its calls goes through {@link #call}. */
abstract class StoreView implements StoreAdapter, CreditStore, AccountAdministration {

    private final StoreAdapter store;

    StoreView(StoreAdapter store) {
        this.store = store;
    }

    /** Makes a call of the store, or whatever becomes of it. */
    abstract <T> T call(Supplier<T> call);

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        return call(() -> store.creditStore().reserve(command));
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return call(() -> store.creditStore().bindStep(reservation, step));
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return call(() -> store.creditStore().track(command));
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        return call(() -> store.creditStore().extend(command));
    }

    @Override
    public SplitOutcome split(SplitCommand command) {
        return call(() -> store.creditStore().split(command));
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return call(() -> store.creditStore().children(parent));
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return call(() -> store.creditStore().settle(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return call(() -> store.creditStore().release(command));
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        return call(() -> store.creditStore().charge(command));
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return call(() -> store.creditStore().find(reference));
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        return call(() -> store.accountAdministration().show(account));
    }

    @Override
    public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
        return call(() -> store.accountAdministration().list(tenant, after, limit));
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        return call(() -> store.accountAdministration().apply(command));
    }

    @Override
    public CreditStore creditStore() {
        return this;
    }

    @Override
    public StoreUpkeep upkeep() {
        return store.upkeep();
    }

    @Override
    public Journal journal() {
        return store.journal();
    }

    @Override
    public AccountAdministration accountAdministration() {
        return this;
    }

    @Override
    public BookInspection bookInspection() {
        return store.bookInspection();
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public void close() {
        // All share it.
    }
}
