package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.network.FaultProxy.Direction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A node with blocks whose line to a real server falls silent: its calls are neither answered nor refused, until they time out. The
 * times of the node and of the store are virtual, so that only the timeouts take time.
 */
public final class SilentLineScenario {

    private static final long LIMIT = 1_000_000;
    private static final int STEP_MILLIS = 100;
    private static final int RESERVES_A_STEP = 10;
    private static final Duration LEASE = Duration.ofMillis(2_500);
    private static final Duration GUARD = Duration.ofMillis(800);
    private static final BlockConfig CONFIG = BlockConfig.DEFAULT
            .withNode("silenced")
            .withReportInterval(Duration.ofMillis(200))
            .withLease(LEASE, GUARD);
    private static final Duration CALLERS_LEASE = Duration.ofSeconds(5);
    private static final int MAX_STEPS = 1_000;

    /** What the line does with what is sent while it is silent. */
    public enum Silence {
        /** No request arrives, ever. */
        REQUESTS_LOST,
        /** Requests arrive when it is over. */
        REQUESTS_LATE,
        /** Requests arrive, and no answer does. */
        ANSWERS_LOST
    }

    private final StoreHarness direct;
    private final FaultProxy proxy;
    private final String tenant = "t-" + UUID.randomUUID();
    private final VirtualTime time;
    private final LeasingNode node;
    private long settled;
    private long unanswered;

    /**
     * A scenario. Node and store are closed by their owners.
     *
     * @param direct the store, without the proxy
     * @param proxied the same store, and its clock, through the proxy. Its calls time out within a second or two: each run waits for some
     * @param openLocal opens an empty store in the heap
     */
    public SilentLineScenario(
            StoreHarness direct,
            StoreAdapter proxied,
            FaultProxy proxy,
            Function<InstantSource, StoreAdapter> openLocal) {
        this.direct = direct;
        this.proxy = proxy;
        this.time = new VirtualTime(Instant.ofEpochMilli(direct.nowMillis()));
        this.node = new LeasingNode(CONFIG, time, new Random(1), 1, proxied, this::call, openLocal);
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (CreditStoreException e) {
            unanswered++;
            throw e;
        }
    }

    /** It is silent for less than the guard: no caller notices. */
    public void runForLessThanTheGuard(Silence silence) {
        serve();
        long before = unanswered;
        begin(silence);
        for (long passed = 0; passed < GUARD.toMillis() - 2 * STEP_MILLIS; passed += STEP_MILLIS) {
            assertThat(reserveSome()).isEqualTo(RESERVES_A_STEP);
            pass(STEP_MILLIS);
        }
        assertThat(unanswered).as("calls without an answer").isGreaterThan(before);
        end(silence);
        serve();

        assertThat(node.figures().lost()).isZero();
        finish();
    }

    /** It is silent for longer than the lease: the node stops in time, others have the budget, and what was used is booked once. */
    public void runForLongerThanTheLease(Silence silence) {
        serve();
        ReservationId open = held();
        begin(silence);
        long silentMillis = 0;
        long lastAdmittedMillis = 0;
        while (silentMillis < LEASE.toMillis() + STEP_MILLIS) {
            int had = reserveSome();
            lastAdmittedMillis = had > 0 ? silentMillis : lastAdmittedMillis;
            // A caller who is not served waits for the timeout: it is enough if one is, a second.
            long step = had > 0 ? STEP_MILLIS : 1_000;
            pass(step);
            silentMillis += step;
        }
        assertThat(lastAdmittedMillis)
                .as("when it admitted the last, after the line fell silent")
                .isBetween(GUARD.toMillis(), LEASE.minus(GUARD).toMillis());
        ReservationId all = takeAll();
        assertThat(reserveSome()).as("while somebody else has it all").isZero();

        end(silence);
        settle(open);
        for (int i = 0; i < MAX_STEPS && spent() < settled; i++) {
            pass(STEP_MILLIS);
        }
        assertThat(spent()).as("booked, each once").isEqualTo(settled);
        assertThat(node.figures().lost()).isEqualTo(1);
        assertThat(direct.adapter().creditStore().release(new ReleaseCommand(all, OperationId.RELEASE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        finish();
    }

    private void begin(Silence silence) {
        proxy.hang(silence == Silence.ANSWERS_LOST ? Direction.TO_CLIENT : Direction.TO_SERVER);
    }

    private void end(Silence silence) {
        if (silence != Silence.REQUESTS_LATE) {
            proxy.cutAll();
        }
        proxy.pass();
    }

    private void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
        direct.advance(Duration.ofMillis(millis));
    }

    /** Reserves until there is a block, and it has served for three seconds. */
    private void serve() {
        long local = node.figures().local();
        long enough = 3_000 / STEP_MILLIS * RESERVES_A_STEP;
        for (int i = 0; i < MAX_STEPS && node.figures().local() < local + enough; i++) {
            int unused = reserveSome();
            pass(STEP_MILLIS);
        }
        assertThat(node.figures().held()).isEqualTo(1);
        assertThat(node.figures().local()).isGreaterThanOrEqualTo(local + enough);
    }

    private ReserveCommand command() {
        return BlockWork.reserve(tenant, LIMIT, 1, CALLERS_LEASE);
    }

    /** Reserves and settles tokens one by one, until one is not reserved; says how many were. */
    private int reserveSome() {
        for (int i = 0; i < RESERVES_A_STEP; i++) {
            ReserveCommand command = command();
            try {
                if (!(node.store().creditStore().reserve(command) instanceof ReserveOutcome.Reserved)) {
                    return i;
                }
            } catch (CreditStoreException e) {
                // Perhaps it is held; then its lease ends.
                return i;
            }
            settle(command.id());
        }
        return RESERVES_A_STEP;
    }

    /** One that is served from the block, and stays open. */
    private ReservationId held() {
        for (int i = 0; i < MAX_STEPS; i++) {
            ReserveCommand command = command();
            long local = node.figures().local();
            try {
                assertThat(node.store().creditStore().reserve(command)).isInstanceOf(ReserveOutcome.Reserved.class);
                if (node.figures().local() > local) {
                    return command.id();
                }
                settle(command.id());
            } catch (CreditStoreException e) {
                // The machine was too busy to answer in time.
                pass(STEP_MILLIS);
            }
        }
        throw new AssertionError("no block serves");
    }

    private void settle(ReservationId id) {
        SettleCommand command = new SettleCommand(
                id, OperationId.SETTLE, ResourceUsage.builder().tokens(1).build(), OverrunPolicy.CHARGE);
        while (true) {
            try {
                assertThat(node.store().creditStore().settle(command)).isInstanceOf(CloseOutcome.Closed.class);
                settled++;
                return;
            } catch (CreditStoreException e) {
                // Of one that the store itself holds; the machine was too busy to answer in time.
                pass(STEP_MILLIS);
            }
        }
    }

    private void expireAll() {
        while (direct.adapter().upkeep().expireDue(1_000).more()) {
            // The next pass takes what this one left.
        }
    }

    /** Reserves all that is left, when the block's lease has ended. */
    private ReservationId takeAll() {
        expireAll();
        AccountView account = BlockWork.show(direct.adapter(), tenant);
        long left = account.available(Resource.TOKENS).orElseThrow();
        ReserveCommand command = BlockWork.reserve(tenant, LIMIT, left, Duration.ofDays(1));
        assertThat(direct.adapter().creditStore().reserve(command)).isInstanceOf(ReserveOutcome.Reserved.class);
        assertThat(node.figures().held()).as("as far as the node knows").isEqualTo(1);
        assertThat(left)
                .as("all but what is spent, and a call that nobody knows of")
                .isGreaterThan(LIMIT - settled - 10);
        return command.id();
    }

    private long spent() {
        return BlockWork.show(direct.adapter(), tenant).spent().tokens();
    }

    /** Whatever was reserved is given back, or its lease ends; each settlement is booked, once. */
    private void finish() {
        node.close();
        direct.advance(CALLERS_LEASE.plus(LEASE));
        expireAll();
        assertThat(BlockWork.show(direct.adapter(), tenant).reserved().isZero()).isTrue();
        assertThat(spent()).isEqualTo(settled);
        var unused = VerificationAssertions.assertClean(direct.adapter(), tenant);
    }
}
