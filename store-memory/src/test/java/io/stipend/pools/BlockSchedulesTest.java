package io.stipend.pools;

import static io.stipend.pools.BlockFixture.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.pools.simulation.LeasingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random schedules: calls that are lost, that are done and not answered, done late, and done twice; nodes whose clocks go up to a tenth too fast or
 * too slow, that are cut off, that stop for a while, and that crash; stores that lose what they had answered. {@code -Dstipend.block.schedules=300} runs more of them, {@code -Dstipend.block.schedules.first=N} others.
 */
class BlockSchedulesTest {

    /** Less than the guard of a block's lease, which is for clocks, too. */
    private static final int MAX_LAG_MILLIS = 1_000;

    static LongStream seeds() {
        long first = Long.getLong("stipend.block.schedules.first", 1);
        return LongStream.range(first, first + Integer.getInteger("stipend.block.schedules", 8));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void conservesWhateverFails(long seed) {
        new Schedule(seed).run();
    }

    /** How bad it is. */
    private enum Faults {
        /** Calls fail for moments. */
        CALLS,
        /** And nodes are cut off, or stop, for longer than a lease. */
        OUTAGES,
        /** And nodes crash. */
        CRASHES,
        /** Calls fail, and replicas take over that have not heard of the last of them. */
        FAILOVERS
    }

    private static final class Schedule {

        private final Random random;
        private final Faults faults;
        private final long limit;
        private final BlockFixture fixture;
        private final List<Caller> callers = new ArrayList<>();
        private int started;

        /** Open and settled, of all callers ever. */
        private long open;

        private long settled;

        /** What stores had answered that they hold, or have booked, and lost. */
        private long lostHeld;

        private long lostBooked;
        private boolean sending = true;

        Schedule(long seed) {
            this.random = new Random(seed * 7919);
            this.faults = Faults.values()[(int) (seed % 4)];
            // Of every other schedule of a kind, the budget does not last.
            this.limit = seed / 4 % 2 == 0 ? 20_000 : 200_000;
            this.fixture = new BlockFixture(limit);
        }

        void run() {
            for (int i = 0; i < 3; i++) {
                callers.add(new Caller());
            }
            for (int step = 0; step < 400; step++) {
                fixture.pass(100);
                happens();
                if (faults == Faults.CALLS || faults == Faults.FAILOVERS) {
                    assertThat(open + settled)
                            .as("open and settled")
                            .isLessThanOrEqualTo(limit + lostHeld + lostBooked);
                }
            }
            end();
        }

        private void happens() {
            Caller caller = callers.get(random.nextInt(callers.size()));
            double dice = random.nextDouble();
            if (faults == Faults.FAILOVERS) {
                if (dice < 0.02) {
                    failover();
                }
            } else if (faults != Faults.CALLS && dice < 0.02) {
                caller.outageMillis(random.nextInt(25_000));
            } else if (faults != Faults.CALLS && dice < 0.04) {
                caller.pauseMillis(random.nextInt(25_000));
            } else if (faults == Faults.CRASHES && dice < 0.06) {
                caller.crash();
                callers.set(callers.indexOf(caller), new Caller());
            }
        }

        private void failover() {
            LostCalls lost =
                    LostCalls.of(fixture.replicated().failover(Duration.ofMillis(random.nextInt(MAX_LAG_MILLIS))));
            lostHeld += lost.held();
            lostBooked += lost.booked();
        }

        private void end() {
            sending = false;
            callers.forEach(Caller::heal);
            // Whatever is open is settled, and what nobody knows of expires.
            fixture.pass(120_000);
            callers.forEach(caller -> caller.node.close());
            fixture.pass(700_000);
            while (fixture.store().upkeep().expireDue(1_000).more()) {
                // The next pass takes what this one left.
            }
            assertThat(fixture.reserved()).as("reserved in the end").isZero();
            if (faults == Faults.CRASHES) {
                assertThat(fixture.spent())
                        .as("spent, but for what crashes lost")
                        .isLessThanOrEqualTo(settled);
            } else {
                assertThat(fixture.spent())
                        .as("spent, each settlement once, but for what stores lost")
                        .isBetween(settled - lostBooked, settled);
            }
            fixture.verify();
        }

        /** A node and what is called there. */
        private final class Caller implements LeasingNode.Network {

            private final LeasingNode node;
            private final double failing = random.nextDouble() * 0.3;
            private final int perTick = 1 + random.nextInt(30);
            private boolean reachable = true;
            private boolean running = true;
            private boolean alive = true;

            Caller() {
                double rate = 0.9 + 0.2 * random.nextDouble();
                this.node = fixture.node("node-" + started++, rate, this);
                tick();
            }

            @Override
            public <T> T call(Supplier<T> call) {
                if (!reachable) {
                    throw unavailable();
                }
                double dice = sending ? random.nextDouble() / failing : 1;
                if (dice >= 1) {
                    return call.get();
                } else if (dice < 0.3) {
                    throw unavailable();
                } else if (dice < 0.6) {
                    T lost = call.get();
                    throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "no answer, but " + lost);
                } else if (dice < 0.8) {
                    T first = call.get();
                    T again = call.get();
                    assertThat(again.getClass()).isEqualTo(first.getClass());
                    return again;
                }
                fixture.time()
                        .after(
                                random.nextInt(2_000) * 1_000_000L,
                                () -> assertThat(call.get()).isNotNull());
                throw unavailable();
            }

            private CreditStoreException unavailable() {
                return new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "the call is lost");
            }

            private void tick() {
                if (!alive) {
                    return;
                }
                for (int i = 0; running && sending && i < perTick; i++) {
                    reserve();
                }
                fixture.time().after(20_000_000L, this::tick);
            }

            private void reserve() {
                ReserveCommand command = fixture.command(1 + random.nextInt(3));
                long hold = command.envelope().tokens();
                try {
                    if (!(node.store().creditStore().reserve(command) instanceof ReserveOutcome.Reserved)) {
                        return;
                    }
                } catch (CreditStoreException e) {
                    // Perhaps it is held; then its lease ends.
                    return;
                }
                assertIsCovered(command.id());
                open += hold;
                long used = random.nextInt((int) hold + 1);
                fixture.time().after(random.nextInt(3_000) * 1_000_000L, () -> settle(command.id(), hold, used));
            }

            /** What is admitted here is within a block that the store holds for this node, or in the store itself. */
            private void assertIsCovered(ReservationId id) {
                if (faults != Faults.FAILOVERS
                        && fixture.store().creditStore().find(id).isEmpty()) {
                    long now = fixture.time().millis();
                    assertThat(BlockView.list(fixture.store().bookInspection(), ACCOUNT.tenant()))
                            .as("block of %s at %s", node.name(), now)
                            .anyMatch(block -> block.node().equals(node.name()) && block.expiresAtMillis() > now);
                }
            }

            private void settle(ReservationId id, long hold, long used) {
                if (!alive) {
                    return;
                }
                if (!running) {
                    fixture.time().after(100_000_000L, () -> settle(id, hold, used));
                    return;
                }
                try {
                    CloseOutcome outcome = fixture.settle(node, id, used);
                    open -= hold;
                    if (faults == Faults.FAILOVERS && outcome instanceof Refusal.NotFound) {
                        // It was held by the store alone, which has lost it.
                        return;
                    }
                    assertThat(outcome).isInstanceOf(CloseOutcome.Closed.class);
                    settled += used;
                } catch (CreditStoreException e) {
                    fixture.time().after(100_000_000L, () -> settle(id, hold, used));
                }
            }

            void outageMillis(long millis) {
                reachable = false;
                fixture.time().after(millis * 1_000_000L, () -> reachable = true);
            }

            void pauseMillis(long millis) {
                if (running) {
                    running = false;
                    node.pause();
                    fixture.time().after(millis * 1_000_000L, this::resume);
                }
            }

            private void resume() {
                if (!running) {
                    running = true;
                    node.resume();
                }
            }

            void heal() {
                reachable = true;
                resume();
            }

            void crash() {
                alive = false;
                node.die();
            }
        }
    }
}
