package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What blocks do when nodes, calls and clocks fail. */
class BlockFaultsTest {

    private static final long LIMIT = 1_000_000;

    private final BlockFixture fixture = new BlockFixture(LIMIT);
    private final Line line = new Line();

    /** A network that can be cut. */
    private static final class Line implements LeasingNode.Network {

        private boolean asks = true;
        private boolean answers = true;

        @Override
        public <T> T call(Supplier<T> call) {
            if (!asks) {
                throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "cut");
            }
            T answer = call.get();
            if (!answers) {
                throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "not answered: " + answer);
            }
            return answer;
        }
    }

    private LeasingNode serving(LeasingNode.Network network) {
        LeasingNode node = fixture.node("a", 1, network);
        fixture.load(node, 2_000);
        assertThat(node.figures().held()).isEqualTo(1);
        return node;
    }

    private void expireAll() {
        while (fixture.store().upkeep().expireDue(1_000).more()) {
            // The next pass takes what this one left.
        }
    }

    @Test
    void aThreadThatIsStoppedInMidReserveForTwoLeasesAdmitsNothing() {
        LeasingNode node = serving(LeasingNode.Network.RELIABLE);
        ReserveCommand command = fixture.command(1);
        fixture.atNextLocalReading(() -> {
            node.pause();
            fixture.pass(20_000);
            expireAll();
        });

        assertThatThrownBy(() -> node.store().creditStore().reserve(command))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContainingAll("lease", "nothing is held");

        assertThat(node.figures().fenced()).isEqualTo(1);
        node.resume();
        fixture.pass(10_000);
        assertThat(fixture.load(node, 3_000)).isEqualTo(300);
        node.close();
        assertThat(fixture.spent()).isEqualTo(500);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    @Test
    void nobodyNoticesThatTheStoreIsGoneForLessThanTheLease() {
        LeasingNode node = serving(line);
        line.asks = false;
        assertThat(fixture.load(node, 5_000)).isEqualTo(500);
        line.asks = true;

        assertThat(fixture.load(node, 3_000)).isEqualTo(300);

        assertThat(node.figures().lost()).isZero();
        node.close();
        assertThat(fixture.spent()).isEqualTo(1_000);
    }

    @Test
    void aNodeThatIsCutOffForLongerThanTheLeaseAdmitsNothingMoreAndBooksLate() {
        LeasingNode node = serving(line);
        ReservationId open = fixture.held(node, 10);
        line.asks = false;
        long had = 0;
        long lastMillis = 0;
        for (int i = 0; i < 2_000; i++) {
            fixture.pass(10);
            ReserveCommand command = fixture.command(1);
            try {
                node.store().creditStore().reserve(command);
                fixture.settle(node, command.id(), 1);
                had++;
                lastMillis = i * 10L;
            } catch (CreditStoreException e) {
                assertThat(e).hasMessage("cut");
            }
        }
        assertThat(lastMillis).isBetween(6_000L, 8_000L);
        expireAll();
        assertThat(fixture.reserved()).isZero();
        LeasingNode other = fixture.node("b");
        assertThat(fixture.reserve(other, 900_000)).isInstanceOf(ReserveOutcome.Reserved.class);

        line.asks = true;
        fixture.pass(3_000);
        fixture.settle(node, open, 10);
        fixture.pass(3_000);

        node.close();
        assertThat(fixture.spent()).isEqualTo(200 + had + 10);
        fixture.verify();
    }

    @Test
    void answersThatAreLostForAWhileChangeNothing() {
        LeasingNode node = serving(line);
        for (int i = 0; i < 10; i++) {
            line.answers = false;
            fixture.load(node, 400);
            line.answers = true;
            fixture.load(node, 200);
        }

        assertThat(node.figures().lost()).isZero();
        node.close();
        assertThat(fixture.spent()).isEqualTo(200 + 10 * 60);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    /** At which point of a call the node is gone. */
    private enum Moment {
        BEFORE_IT_IS_SENT,
        SENT_AND_NOT_ANSWERED,
        ANSWERED
    }

    @ParameterizedTest
    @EnumSource
    void aCrashAtAnyCallLosesAReportIntervalAtMostAndHoldsNothingAfterTheLease(Moment moment) {
        for (int crashAt : IntStream.rangeClosed(1, 40).toArray()) {
            BlockFixture books = new BlockFixture(LIMIT);
            Crash crash = new Crash(moment, crashAt);
            crash.node = books.node("a", 1, crash);
            long settled = 0;
            long sinceReport = 0;
            for (int i = 0; i < 4_000 && !crash.happened; i++) {
                ReserveCommand command = books.command(1);
                int before = crash.calls;
                try {
                    crash.node.store().creditStore().reserve(command);
                    books.settle(crash.node, command.id(), 1);
                    settled++;
                    sinceReport = crash.calls > before ? 0 : sinceReport + 1;
                    books.pass(10);
                } catch (CreditStoreException e) {
                    assertThat(crash.happened).isTrue();
                }
            }
            books.pass(700_000);
            while (books.store().upkeep().expireDue(1_000).more()) {
                // The next pass takes what this one left.
            }
            assertThat(books.reserved())
                    .as("reserved after a crash at call %s", crashAt)
                    .isZero();
            assertThat(books.spent())
                    .as("spent after a crash at call %s", crashAt)
                    .isBetween(settled - 111, settled + 1);
            books.verify();
        }
    }

    private static final class Crash implements LeasingNode.Network {

        private final Moment moment;
        private final int at;
        private LeasingNode node;
        private int calls;
        private boolean happened;

        Crash(Moment moment, int at) {
            this.moment = moment;
            this.at = at;
        }

        @Override
        public <T> T call(Supplier<T> call) {
            calls++;
            if (calls == at && moment == Moment.BEFORE_IT_IS_SENT) {
                throw died();
            }
            T answer = call.get();
            if (calls == at && moment == Moment.SENT_AND_NOT_ANSWERED) {
                throw died();
            }
            if (calls == at) {
                happened = true;
                node.die();
            }
            return answer;
        }

        private CreditStoreException died() {
            happened = true;
            node.die();
            return new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "the node has crashed");
        }
    }

    @Test
    void twoNodesWithOneNameDoNotHarmEachOther() {
        LeasingNode one = fixture.node("a");
        LeasingNode other = fixture.node("a");
        for (int i = 0; i < 50; i++) {
            fixture.load(one, 50);
            fixture.load(other, 50);
        }

        one.close();
        other.close();
        assertThat(fixture.spent()).isEqualTo(500);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    @Test
    void callsThatComeAgainMuchLaterChangeNothing() {
        List<Supplier<?>> sent = new ArrayList<>();
        LeasingNode node = serving(new LeasingNode.Network() {
            @Override
            public <T> T call(Supplier<T> call) {
                sent.add(call);
                return call.get();
            }
        });
        for (int i = 0; i < 70; i++) {
            fixture.load(node, 1_000);
            Object answer = sent.get(fixture.random().nextInt(sent.size())).get();
            assertThat(answer).isNotNull();
        }

        node.close();
        assertThat(fixture.spent()).isEqualTo(200 + 7_000);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    static List<LimitPeriod> periods() {
        return List.of(LimitPeriod.daily(ZoneOffset.UTC), LimitPeriod.monthly(ZoneOffset.UTC));
    }

    @ParameterizedTest
    @MethodSource("periods")
    void usageIsBookedInThePeriodInWhichItHappened(LimitPeriod period) {
        BlockFixture books = new BlockFixture(LIMIT, period);
        LeasingNode node = books.node("a");
        books.load(node, 100);
        long untilEnd = period.endMillis(books.time().millis()) - books.time().millis();
        books.pass(untilEnd - 20_000);
        books.load(node, 19_900);
        long before = books.spent() + books.reserved();
        books.load(node, 10_100);
        node.close();

        assertThat(before).isBetween(1_900L, 6_000L);
        assertThat(books.spent()).as("and up to a report interval before").isBetween(1_000L, 1_110L);
        assertThat(books.reserved()).isZero();
        books.verify();
    }

    @Test
    void aHerdAtExhaustionCallsTheStoreRarelyAndIsServedSoonAfterAGrant() {
        BlockFixture books = new BlockFixture(20_000);
        LeasingNode node = books.node("a");
        books.load(node, 20_000, 2_000);
        assertThat(books.spent() + books.reserved()).isEqualTo(20_000);
        long before = node.calls();

        // Ten thousand callers, each of which asks every 100 ms.
        long refused = herd(books, node, 2_000);

        assertThat(refused).isZero();
        assertThat((node.calls() - before) / 2.0).as("calls a second").isLessThanOrEqualTo(20);
        books.grant(50_000);
        assertThat(herd(books, node, 300)).as("served within 300 ms").isPositive();
        node.close();
        assertThat(books.spent()).isLessThanOrEqualTo(70_000);
        books.verify();
    }

    /** Says how many of ten thousand callers' requests, ten a second each, were served. */
    private static long herd(BlockFixture books, LeasingNode node, long millis) {
        long served = 0;
        for (long passed = 0; passed < millis; passed += 10) {
            served += books.load(node, 10, 100_000);
        }
        return served;
    }

    @Test
    void aLineThatFlapsOneWayAndTheOtherChangesNothing() {
        LeasingNode node = serving(line);
        long had = 0;
        for (int i = 0; i < 40; i++) {
            line.asks = i % 3 != 0;
            line.answers = i % 3 != 1;
            had += fixture.load(node, 300);
        }
        line.asks = true;
        line.answers = true;
        had += fixture.load(node, 2_000);

        assertThat(had).isEqualTo(40 * 30 + 200);
        assertThat(node.figures().lost()).isZero();
        node.close();
        assertThat(fixture.spent()).isEqualTo(200 + had);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    static List<Duration> skews() {
        Duration guard = BlockConfig.DEFAULT.guard();
        return List.of(guard.minusMillis(1), guard.negated(), Duration.ofHours(1), Duration.ofHours(-1));
    }

    @ParameterizedTest
    @MethodSource("skews")
    void aStoreWhoseClockIsSetAheadOrBackBooksEachSettlementOnce(Duration skew) {
        LeasingNode node = serving(LeasingNode.Network.RELIABLE);
        long had = 200;
        for (int i = 0; i < 3; i++) {
            fixture.skewStore(skew);
            had += fixture.load(node, 15_000);
            fixture.skewStore(Duration.ZERO);
            had += fixture.load(node, 15_000);
        }

        assertThat(had).isEqualTo(200 + 9_000);
        if (skew.abs().compareTo(BlockConfig.DEFAULT.guard()) <= 0) {
            assertThat(node.figures().lost()).as("no lease ends early").isZero();
        }
        node.close();
        fixture.pass(Duration.ofHours(2).toMillis());
        expireAll();
        assertThat(fixture.spent()).isEqualTo(had);
        assertThat(fixture.reserved()).isZero();
        assertThat(VerificationAssertions.findings(fixture.store(), BlockFixture.ACCOUNT.tenant()))
                .as("but that the clock was set back")
                .allMatch(each -> each.kind().name().equals("TIME"));
    }
}
