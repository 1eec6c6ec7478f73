package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;

/** Calls every verb over a connection that breaks meanwhile, and sees that each did its work once. */
public final class CutConnectionScenario {

    private final StoreAdapter store;

    /** A scenario on a store whose connections can be cut. */
    public CutConnectionScenario(StoreAdapter store) {
        this.store = store;
    }

    /**
     * Runs once. The first answer that a caller hears must not be called a replay.
     *
     * @param id names the reservations and the account; new for each run
     * @param cut called before each verb: lets its connection break
     * @param pass called at the end: nothing breaks any more
     */
    public void run(String id, Runnable cut, Runnable pass) {
        assertThat(store.accountAdministration().show(CreditCommands.user(id))).isEmpty();
        open(id, cut);
        change(id, cut);
        close(id, cut);
        charge(id, cut);
        freeze(id, cut);
        pass.run();

        AccountView after =
                store.accountAdministration().show(CreditCommands.user(id)).orElseThrow();
        assertThat(after.spent().credits()).isEqualTo(65);
        assertThat(after.reserved().isZero()).isTrue();
        assertThat(after.grants().credits()).isEqualTo(7);
        assertThat(after.frozen()).isNull();
    }

    private void open(String id, Runnable cut) {
        CreditStore credits = store.creditStore();
        cut.run();
        assertThat(credits.reserve(CreditCommands.reserve(id, 100, CreditCommands.user(id))))
                .isInstanceOfSatisfying(
                        ReserveOutcome.Reserved.class,
                        answer -> assertThat(answer.replayed())
                                .as("the first answer the caller hears")
                                .isFalse());
        cut.run();
        assertThat(credits.bindStep(CreditCommands.id(id), new StepId(CreditCommands.TENANT, "step of " + id)))
                .isEqualTo(new BindOutcome.Bound());
    }

    private void change(String id, Runnable cut) {
        CreditStore credits = store.creditStore();
        cut.run();
        assertThat(credits.track(CreditCommands.track(id, "report", 10)))
                .isInstanceOfSatisfying(
                        TrackOutcome.Added.class,
                        answer -> assertThat(answer.entry().used().credits()).isEqualTo(10));
        cut.run();
        assertThat(credits.extend(new ExtendCommand(
                        CreditCommands.id(id), OperationId.of("more"), ResourceVector.of(50, 0, 0, 0, 0, 0), 0)))
                .isInstanceOfSatisfying(
                        ExtendOutcome.Extended.class,
                        answer -> assertThat(answer.entry().held().credits()).isEqualTo(150));
    }

    private void close(String id, Runnable cut) {
        CreditStore credits = store.creditStore();
        cut.run();
        assertThat(credits.settle(CreditCommands.settle(id, 60)))
                .isInstanceOfSatisfying(
                        CloseOutcome.Closed.class,
                        answer -> assertThat(answer.entry().sequence()).isEqualTo(4));
        assertThat(credits.reserve(CreditCommands.reserve(id + "/2", 30, CreditCommands.user(id))))
                .isInstanceOf(ReserveOutcome.Reserved.class);
        cut.run();
        assertThat(credits.split(CreditCommands.split(id + "/2", id + "/3", 10)))
                .isInstanceOfSatisfying(
                        SplitOutcome.Split.class,
                        answer -> assertThat(answer.replayed())
                                .as("the first answer the caller hears")
                                .isFalse());
        cut.run();
        assertThat(credits.release(new ReleaseCommand(CreditCommands.id(id + "/3"), OperationId.RELEASE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        assertThat(credits.find(CreditCommands.id(id + "/2"))
                        .orElseThrow()
                        .held()
                        .credits())
                .isEqualTo(30);
        cut.run();
        assertThat(credits.release(new ReleaseCommand(CreditCommands.id(id + "/2"), OperationId.RELEASE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        cut.run();
        assertThat(store.accountAdministration()
                        .apply(new AccountCommand.Grant(
                                CreditCommands.user(id), OperationId.of("grant"), Resource.CREDITS, 7, "why")))
                .isInstanceOfSatisfying(
                        AccountOutcome.Changed.class,
                        answer -> assertThat(answer.entry().allowanceDelta()).isEqualTo(7));
    }

    private void charge(String id, Runnable cut) {
        cut.run();
        assertThat(store.creditStore().charge(CreditCommands.charge(id + "/bill", 5, CreditCommands.user(id))))
                .isInstanceOfSatisfying(ChargeOutcome.Charged.class, answer -> {
                    assertThat(answer.entry().charged().credits()).isEqualTo(5);
                    assertThat(answer.replayed())
                            .as("the first answer the caller hears")
                            .isFalse();
                });
    }

    private void freeze(String id, Runnable cut) {
        AccountId user = CreditCommands.user(id);
        cut.run();
        assertThat(store.accountAdministration()
                        .apply(new AccountCommand.Freeze(user, OperationId.of("freeze"), "ops", "why")))
                .isInstanceOf(AccountOutcome.Changed.class);
        assertThat(store.creditStore().reserve(CreditCommands.reserve(id + "/frozen", 30, user)))
                .isEqualTo(new Frozen(user, "ops: why"));
        cut.run();
        assertThat(store.accountAdministration()
                        .apply(new AccountCommand.Unfreeze(user, OperationId.of("unfreeze"), "ops", "why")))
                .isInstanceOf(AccountOutcome.Changed.class);
    }
}
