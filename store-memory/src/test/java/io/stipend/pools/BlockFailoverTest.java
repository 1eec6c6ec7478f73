package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.pools.simulation.LeasingNode;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What blocks do when a replica takes over that has not heard of the last calls, though the store had answered them. */
class BlockFailoverTest {

    private static final long LIMIT = 1_000_000;

    /** After one of a node's calls, the store loses the last ones. */
    private static final class Failover implements LeasingNode.Network {

        private final BlockFixture books;
        private final int at;
        private final int losing;
        private int calls;
        private int succession;
        private LostCalls lost;

        Failover(BlockFixture books, int at, int losing) {
            this.books = books;
            this.at = at;
            this.losing = losing;
        }

        @Override
        public <T> T call(Supplier<T> call) {
            T answer = call.get();
            calls++;
            if (answer instanceof SplitOutcome.Split) {
                succession = calls;
            }
            if (calls == at) {
                lost = LostCalls.of(books.replicated().failover(losing));
            }
            return answer;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void eachSettlementIsBookedOnceWhateverReportsAndBlocksAreLost(int losing) {
        int succession = callOfSuccession();
        IntStream.concat(IntStream.rangeClosed(1, 60), IntStream.rangeClosed(succession - 5, succession + 5))
                .forEach(at -> failover(at, losing));
    }

    /** Which call it is with which another block takes the first one's place, after a minute. */
    private static int callOfSuccession() {
        BlockFixture books = new BlockFixture(LIMIT);
        Failover none = new Failover(books, 0, 0);
        LeasingNode node = books.node("a", 1, none);
        for (int i = 0; i < 7_000 && none.succession == 0; i++) {
            assertThat(books.load(node, 10)).isEqualTo(1);
        }
        assertThat(none.succession).isPositive();
        return none.succession;
    }

    private static void failover(int at, int losing) {
        BlockFixture books = new BlockFixture(LIMIT);
        Failover failover = new Failover(books, at, losing);
        LeasingNode node = books.node("a", 1, failover);
        long settled = 0;
        while (failover.lost == null) {
            settled += books.load(node, 10);
        }
        settled += books.load(node, 5_000);
        assertThat(node.figures().held()).as("it recovers by itself").isEqualTo(1);
        node.close();

        expireAll(books);
        assertThat(books.reserved()).as("reserved after losing call %s", at).isZero();
        assertThat(books.spent())
                .as("spent after losing call %s", at)
                .isBetween(settled - failover.lost.straight(), settled);
        books.verify();
    }

    @Test
    void aBlockThatTheStoreHasLostIsUsedUntilTheNextReport() {
        BlockFixture books = new BlockFixture(LIMIT);
        LeasingNode node = books.node("a");
        long had = books.load(node, 3_000);
        LostCalls lost = LostCalls.of(books.replicated().failover(Duration.ofSeconds(10)));
        assertThat(books.store().creditStore().reserve(books.command(LIMIT)))
                .isInstanceOf(ReserveOutcome.Reserved.class);

        long after = books.load(node, 10_000);

        // A hundred a second, and reports may be late by a tenth.
        assertThat(after).isBetween(1L, 111L);
        assertThat(had + after).as("beyond the budget").isLessThanOrEqualTo(lost.held());
        assertThat(node.figures().lost()).isEqualTo(1);
        node.close();
        assertThat(books.spent()).as("all of it is booked").isEqualTo(had + after - lost.straight());
        books.verify();
    }

    @Test
    void aNodeThatIsCutOffWhenItsLastReportIsLostStopsBeforeTheStoreGivesItsBudgetAway() {
        BlockFixture books = new BlockFixture(LIMIT);
        boolean[] reachable = {true};
        LeasingNode node = books.node("a", 1, new LeasingNode.Network() {
            @Override
            public <T> T call(Supplier<T> call) {
                if (!reachable[0]) {
                    throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "cut");
                }
                return call.get();
            }
        });
        long had = books.load(node, 5_000);
        List<Object> lost = books.replicated().failover(Duration.ofMillis(999));
        assertThat(lost).hasAtLeastOneElementOfType(TrackOutcome.Added.class);
        reachable[0] = false;
        long leaseEndMillis = BlockView.list(books.store().bookInspection(), BlockFixture.ACCOUNT.tenant())
                .get(0)
                .expiresAtMillis();

        long after = 0;
        for (int i = 0; i < 2_000; i++) {
            if (reservesUnseen(books, node)) {
                after++;
                assertThat(books.time().millis()).isLessThan(leaseEndMillis);
            }
            books.pass(10);
        }

        assertThat(after).isGreaterThan(700);
        reachable[0] = true;
        books.pass(3_000);
        node.close();
        assertThat(books.spent()).isEqualTo(had + after);
        books.verify();
    }

    /** Reserves and settles one token while the store cannot be reached; says whether the node admitted it. */
    private static boolean reservesUnseen(BlockFixture books, LeasingNode node) {
        ReserveCommand command = books.command(1);
        try {
            node.store().creditStore().reserve(command);
        } catch (CreditStoreException e) {
            return false;
        }
        books.settle(node, command.id(), 1);
        return true;
    }

    private static void expireAll(BlockFixture books) {
        books.pass(700_000);
        while (books.store().upkeep().expireDue(1_000).more()) {
            // The next pass takes what this one left.
        }
    }
}
