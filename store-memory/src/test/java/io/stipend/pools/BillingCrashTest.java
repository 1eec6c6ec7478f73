package io.stipend.pools;

import static io.stipend.pools.BlockFixture.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.pools.simulation.LeasingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of what was used of a block that the store closed, when its node knows of it and is killed before the rest is booked: by a bill,
 * or late.
 */
class BillingCrashTest {

    private static final long LIMIT = 1_000_000;

    private static final long OPEN = 40;

    @TempDir
    private Path temp;

    private final BlockFixture books = new BlockFixture(LIMIT);

    /** How the block is lost. */
    private enum Loss {
        /** Somebody released it: what was not reported is billed. */
        TAKEN_BACK,
        /** Its lease ended while the node stood still: it is settled late. */
        EXPIRED
    }

    /** When the node is killed. */
    private enum Moment {
        /** When it knows, and has not called yet. */
        KNOWN,
        BEFORE_IT_IS_SENT,
        SENT_AND_NOT_ANSWERED,
        ANSWERED
    }

    static List<Arguments> kills() {
        List<Arguments> kills = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            for (Moment moment : Moment.values()) {
                // What is settled late is so at once.
                if (loss == Loss.TAKEN_BACK || moment != Moment.KNOWN) {
                    kills.add(Arguments.of(loss, moment));
                }
            }
        }
        return kills;
    }

    /** A network on which the node is killed at the call that books what is missing. It is the same call whenever the same is done. */
    private static final class Kill implements LeasingNode.Network {

        private final Moment moment;
        private final int at;
        private final Runnable kill;
        private int calls;
        private boolean lost;
        private int booking;

        Kill(Moment moment, int at, Runnable kill) {
            this.moment = moment;
            this.at = at;
            this.kill = kill;
        }

        @Override
        public <T> T call(Supplier<T> call) {
            boolean isThis = ++calls == at;
            if (isThis && moment == Moment.BEFORE_IT_IS_SENT) {
                throw killed();
            }
            T answer = call.get();
            if (isThis && moment == Moment.SENT_AND_NOT_ANSWERED) {
                throw killed();
            }
            if (isThis && moment == Moment.ANSWERED) {
                kill.run();
            }
            if (lost
                    && booking == 0
                    && (answer instanceof ChargeOutcome.Charged || answer instanceof CloseOutcome.Closed)) {
                booking = calls;
            }
            return answer;
        }

        private CreditStoreException killed() {
            kill.run();
            return new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "the node was killed");
        }
    }

    /** A node from its start until it is killed, or has booked everything. */
    private final class Life {

        private final BlockFixture books;
        private final Path folder;
        private final Kill network;
        private final LeasingNode node;
        private Path left;
        private long settled;
        private long booked;

        Life(BlockFixture books, boolean recorded, Moment moment, int at) {
            this.books = books;
            this.folder = newFolder();
            this.network = new Kill(moment, at, this::kill);
            this.node = books.node(config(recorded, folder), 1, network);
        }

        private void kill() {
            left = copyOf(folder);
            node.die();
        }

        Life lead(Loss loss, Moment moment) {
            settled = books.load(node, 2_000);
            ReservationId open = books.held(node, OPEN);
            BlockView block = BlockView.list(books.store().bookInspection(), ACCOUNT.tenant())
                    .get(0);
            if (loss == Loss.TAKEN_BACK) {
                books.store().creditStore().release(new ReleaseCommand(block.id(), OperationId.RELEASE));
            } else {
                node.pause();
            }
            books.settle(node, open, OPEN);
            settled += OPEN;
            if (loss == Loss.EXPIRED) {
                books.pass(20_000);
                expireAll(books);
            }
            booked = books.spent();
            network.lost = true;
            node.resume();
            for (int i = 0; i < 1_000 && left == null && node.figures().lost() == 0; i++) {
                books.pass(10);
            }
            if (moment == Moment.KNOWN) {
                assertThat(node.figures().lost()).isEqualTo(1);
                kill();
            }
            for (int i = 0; i < 1_000 && left == null && network.booking == 0; i++) {
                books.pass(10);
            }
            return this;
        }
    }

    private static BlockConfig config(boolean recorded, Path folder) {
        BlockConfig config = BlockConfig.DEFAULT.withNode("a");
        return recorded ? config.withRecord(new RecordConfig(RecordConfig.Mode.FILE, folder)) : config;
    }

    private Path newFolder() {
        try {
            return Files.createTempDirectory(temp, "record");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is on the disk at this moment, if anything is. */
    private Path copyOf(Path folder) {
        Path copy = newFolder();
        try {
            if (Files.exists(folder.resolve("settlements.log"))) {
                Files.copy(folder.resolve("settlements.log"), copy.resolve("settlements.log"));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expireAll(BlockFixture books) {
        while (books.store().upkeep().expireDue(1_000).more()) {
            // The next pass takes what this one left.
        }
    }

    /** Which of a node's calls it is that books what is missing of a block that was lost. */
    private int callOfBooking(Loss loss, boolean recorded) {
        Life life = new Life(new BlockFixture(LIMIT), recorded, Moment.ANSWERED, 0).lead(loss, Moment.ANSWERED);
        assertThat(life.network.booking).isPositive();
        assertThat(life.books.spent()).isEqualTo(life.settled);
        life.node.close();
        return life.network.booking;
    }

    private Life killed(Loss loss, Moment moment, boolean recorded) {
        int at = moment == Moment.KNOWN ? 0 : callOfBooking(loss, recorded);
        Life life = new Life(books, recorded, moment, at).lead(loss, moment);
        assertThat(life.left).as("it was killed").isNotNull();
        assertThat(life.node.figures().lost()).isEqualTo(1);
        assertThat(life.booked).as("what the store has of it").isLessThanOrEqualTo(life.settled - OPEN);
        return life;
    }

    private void assertSpent(long spent) {
        books.pass(700_000);
        expireAll(books);
        assertThat(books.spent()).isEqualTo(spent);
        assertThat(books.reserved()).isZero();
        books.verify();
    }

    @ParameterizedTest
    @MethodSource("kills")
    void withARecordItIsBookedOnceAtTheNextStart(Loss loss, Moment moment) {
        Life life = killed(loss, moment, true);

        for (int i = 0; i < 2; i++) {
            books.node(config(true, life.left), 1, LeasingNode.Network.RELIABLE).close();
        }

        assertSpent(life.settled);
    }

    @ParameterizedTest
    @MethodSource("kills")
    void withoutARecordItIsLostUnlessTheStoreHasGotTheCall(Loss loss, Moment moment) {
        Life life = killed(loss, moment, false);

        books.node(config(false, life.left), 1, LeasingNode.Network.RELIABLE).close();

        boolean sent = moment == Moment.SENT_AND_NOT_ANSWERED || moment == Moment.ANSWERED;
        assertSpent(sent ? life.settled : life.booked);
    }
}
