package io.stipend.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.testkit.server.FaultProxy;
import io.stipend.testkit.server.FaultProxy.Direction;
import io.stipend.testkit.server.PostgresServer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks around every verb, in the request and in the reply: one effect each, and the first answer. */
final class CutConnectionTest {

    private static final int RANDOM_CUTS = 12;

    private final PostgresServer server = PostgresServer.shared();
    private final TestDatabase database = TestDatabase.on(server);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private FaultProxy proxy;
    private StoreAdapter store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(server.host(), server.port());
        PostgresConfig direct = database.config();
        store = PostgresStores.open(PostgresConfig.of(server.jdbcUrl(proxy))
                .withUser(direct.user(), direct.password())
                .withSchema(direct.schema()));
    }

    @AfterEach
    void close() {
        store.close();
        proxy.close();
    }

    /** Lives through all verbs, each cut in the same way, and sees that each did its work once. */
    private void live(String id, Runnable cut) {
        CreditStore credits = store.creditStore();
        AccountView before = books(id);
        cut.run();
        assertThat(credits.reserve(Calls.reserve(id, 100, Calls.user(id))))
                .isInstanceOfSatisfying(
                        ReserveOutcome.Reserved.class,
                        answer -> assertThat(answer.replayed())
                                .as("the first answer the caller hears")
                                .isFalse());
        cut.run();
        assertThat(credits.bindStep(Calls.id(id), new StepId(Calls.TENANT, "step of " + id)))
                .isEqualTo(new BindOutcome.Bound());
        cut.run();
        assertThat(credits.track(Calls.track(id, "report", 10)))
                .isInstanceOfSatisfying(
                        TrackOutcome.Added.class,
                        answer -> assertThat(answer.entry().used().credits()).isEqualTo(10));
        cut.run();
        assertThat(credits.extend(new ExtendCommand(
                        Calls.id(id), OperationId.of("more"), ResourceVector.of(50, 0, 0, 0, 0, 0), 0)))
                .isInstanceOfSatisfying(
                        ExtendOutcome.Extended.class,
                        answer -> assertThat(answer.entry().held().credits()).isEqualTo(150));
        cut.run();
        assertThat(credits.settle(Calls.settle(id, 60)))
                .isInstanceOfSatisfying(
                        CloseOutcome.Closed.class,
                        answer -> assertThat(answer.entry().sequence()).isEqualTo(4));
        assertThat(credits.reserve(Calls.reserve(id + "/2", 30, Calls.user(id))))
                .isInstanceOf(ReserveOutcome.Reserved.class);
        cut.run();
        assertThat(credits.release(new ReleaseCommand(Calls.id(id + "/2"), OperationId.RELEASE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        cut.run();
        assertThat(store.accountAdministration()
                        .apply(new AccountCommand.Grant(
                                Calls.user(id), OperationId.of("grant"), Resource.CREDITS, 7, "why")))
                .isInstanceOfSatisfying(
                        AccountOutcome.Changed.class,
                        answer -> assertThat(answer.entry().allowanceDelta()).isEqualTo(7));
        proxy.pass();

        AccountView after = books(id);
        assertThat(before).isNull();
        assertThat(after.spent().credits()).isEqualTo(60);
        assertThat(after.reserved().isZero()).isTrue();
        assertThat(after.grants().credits()).isEqualTo(7);
        assertThat(database.number(Calls.UNBALANCED)).isZero();
    }

    private AccountView books(String id) {
        return store.accountAdministration().show(Calls.user(id)).orElse(null);
    }

    @Test
    void beforeTheRequest() {
        live("before", proxy::cutBeforeRequest);
    }

    @Test
    void beforeTheReply() {
        live("after", proxy::cutBeforeReply);
    }

    @Test
    void inTheRequest() {
        for (int i = 0; i < RANDOM_CUTS; i++) {
            int bytes = 1 + random.nextInt(1_500);
            live("request-" + i + "-seed-" + seed, () -> proxy.cutAfter(Direction.TO_SERVER, bytes));
        }
    }

    @Test
    void inTheReply() {
        for (int i = 0; i < RANDOM_CUTS; i++) {
            int bytes = 1 + random.nextInt(400);
            live("reply-" + i + "-seed-" + seed, () -> proxy.cutAfter(Direction.TO_CLIENT, bytes));
        }
    }
}
