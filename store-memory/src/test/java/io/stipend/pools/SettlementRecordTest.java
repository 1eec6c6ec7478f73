package io.stipend.pools;

import static io.stipend.pools.BlockFixture.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.pools.simulation.LeasingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node with a record of settlements books after a crash. */
class SettlementRecordTest {

    private static final long LIMIT = 1_000_000;

    @TempDir
    private Path temp;

    private int folders;

    private static BlockConfig config(Path folder) {
        return BlockConfig.DEFAULT.withNode("a").withRecord(new RecordConfig(RecordConfig.Mode.FILE, folder));
    }

    private Path newFolder() {
        return temp.resolve("folder-" + ++folders);
    }

    /** What is on the disk at this moment, for a node that starts after a crash. */
    private Path copyOf(Path folder) {
        Path copy = newFolder();
        try {
            Files.createDirectories(copy);
            Files.copy(folder.resolve("settlements.log"), copy.resolve("settlements.log"));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LeasingNode start(BlockFixture books, Path folder) {
        return books.node(config(folder), 1, LeasingNode.Network.RELIABLE);
    }

    private static void expireAll(BlockFixture books) {
        books.pass(700_000);
        while (books.store().upkeep().expireDue(1_000).more()) {
            // The next pass takes what this one left.
        }
    }

    /** At which point of a call the node is gone. */
    private enum Moment {
        BEFORE_IT_IS_SENT,
        SENT_AND_NOT_ANSWERED,
        ANSWERED
    }

    /** A network on which a node crashes at one of its calls. */
    private final class Crash implements LeasingNode.Network {

        private final Moment moment;
        private final int at;
        private final Path folder = newFolder();
        private LeasingNode node;
        private Path left;
        private int calls;

        Crash(Moment moment, int at) {
            this.moment = moment;
            this.at = at;
        }

        @Override
        public <T> T call(Supplier<T> call) {
            boolean isThis = ++calls == at;
            if (isThis && moment == Moment.BEFORE_IT_IS_SENT) {
                throw died();
            }
            T answer = call.get();
            if (isThis && moment == Moment.SENT_AND_NOT_ANSWERED) {
                throw died();
            }
            if (isThis) {
                crash();
            }
            return answer;
        }

        private void crash() {
            left = copyOf(folder);
            node.die();
        }

        private CreditStoreException died() {
            crash();
            return new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "the node has crashed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCrashAtAnyCallLosesNothing(Moment moment) {
        int succession = callOfSuccession();
        IntStream.concat(IntStream.rangeClosed(3, 20), IntStream.rangeClosed(succession - 4, succession + 6))
                .forEach(at -> crash(moment, at));
    }

    /** Which call it is with which another block takes the first one's place, after a minute. */
    private int callOfSuccession() {
        BlockFixture books = new BlockFixture(LIMIT);
        int[] counts = new int[2];
        LeasingNode node = books.node(config(newFolder()), 1, new LeasingNode.Network() {
            @Override
            public <T> T call(Supplier<T> call) {
                T answer = call.get();
                counts[0]++;
                counts[1] = answer instanceof SplitOutcome.Split ? counts[0] : counts[1];
                return answer;
            }
        });
        for (int i = 0; i < 7_000 && counts[1] == 0; i++) {
            assertThat(books.load(node, 10)).isEqualTo(1);
        }
        node.close();
        assertThat(counts[1]).isPositive();
        return counts[1];
    }

    private void crash(Moment moment, int at) {
        BlockFixture books = new BlockFixture(LIMIT);
        Crash crash = new Crash(moment, at);
        crash.node = books.node(config(crash.folder), 1, crash);
        long settled = 0;
        for (int i = 0; i < 7_000 && crash.left == null; i++) {
            ReserveCommand command = books.command(1);
            try {
                crash.node.store().creditStore().reserve(command);
                books.settle(crash.node, command.id(), 1);
                settled++;
                books.pass(10);
            } catch (CreditStoreException e) {
                assertThat(crash.left).isNotNull();
            }
        }
        assertThat(crash.left).as("call %s", at).isNotNull();

        LeasingNode next = start(books, crash.left);
        next.close();
        LeasingNode again = start(books, copyOf(crash.left));
        again.close();

        expireAll(books);
        assertThat(books.reserved()).as("reserved after a crash at call %s", at).isZero();
        assertThat(books.spent()).as("spent after a crash at call %s", at).isBetween(settled, settled + 1);
        books.verify();
    }

    @Test
    void aNodeThatCrashesAgainAndAgainBooksEachSettlementOnce() {
        BlockFixture books = new BlockFixture(LIMIT);
        Path folder = newFolder();
        long settled = 0;
        for (int i = 0; i < 30; i++) {
            LeasingNode node = start(books, folder);
            settled += books.load(node, 100L + books.random().nextInt(3_000));
            folder = copyOf(folder);
            node.die();
            books.pass(books.random().nextInt(15_000));
        }
        start(books, folder).close();

        expireAll(books);
        assertThat(books.spent()).isEqualTo(settled);
        assertThat(books.reserved()).isZero();
        books.verify();
    }

    @Test
    void whatWasSettledAfterTheBlockWasTakenBackIsBookedByABill() {
        BlockFixture books = new BlockFixture(LIMIT);
        boolean[] reachable = {true};
        Path folder = newFolder();
        LeasingNode node = books.node(config(folder), 1, new LeasingNode.Network() {
            @Override
            public <T> T call(Supplier<T> call) {
                if (!reachable[0]) {
                    throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "cut");
                }
                return call.get();
            }
        });
        long settled = books.load(node, 2_000);
        ReservationId open = books.held(node, 40);
        reachable[0] = false;
        BlockView block =
                BlockView.list(books.store().bookInspection(), ACCOUNT.tenant()).get(0);
        books.store().creditStore().release(new ReleaseCommand(block.id(), OperationId.RELEASE));
        books.settle(node, open, 40);
        Path left = copyOf(folder);
        node.die();

        start(books, left).close();

        expireAll(books);
        assertThat(books.spent()).isEqualTo(settled + 40);
        books.verify();
    }

    @Test
    void anEntryThatIsNotWholeIsCutOff() throws IOException {
        BlockFixture books = new BlockFixture(LIMIT);
        Path folder = newFolder();
        LeasingNode node = start(books, folder);
        long settled = books.load(node, 2_500);
        Path left = copyOf(folder);
        node.die();
        Path file = left.resolve("settlements.log");
        Files.write(file, new byte[] {0, 0, 0, 69, 1, 2, 3, 4, 'S', 0, 0}, StandardOpenOption.APPEND);

        start(books, left).close();

        expireAll(books);
        assertThat(books.spent()).isEqualTo(settled);
    }

    @Test
    void theFileOfAnotherNodeOrStoreOrFormatIsRefused() throws IOException {
        BlockFixture books = new BlockFixture(LIMIT);
        Path folder = newFolder();
        start(books, folder).close();

        assertThatThrownBy(() -> books.node(config(folder).withNode("b"), 1, LeasingNode.Network.RELIABLE))
                .isInstanceOf(SettlementRecordException.class)
                .hasMessageContainingAll(folder.toString(), "of the node a", "this one is b", "give");
        assertThatThrownBy(() -> start(new BlockFixture(LIMIT), folder))
                .isInstanceOf(SettlementRecordException.class)
                .hasMessageContainingAll(folder.toString(), "another store", "move");
        Path other = newFolder();
        Files.createDirectories(other);
        Files.writeString(other.resolve("settlements.log"), "# a file of somebody's");
        assertThatThrownBy(() -> start(books, other))
                .isInstanceOf(SettlementRecordException.class)
                .hasMessageContainingAll(other.toString(), "no record of settlements", "another folder");
        start(books, folder).close();
    }

    @Test
    void twoNodesCannotHaveOneFolder() {
        BlockFixture books = new BlockFixture(LIMIT);
        Path folder = newFolder();
        LeasingNode node = start(books, folder);

        assertThatThrownBy(() -> start(books, folder))
                .isInstanceOf(SettlementRecordException.class)
                .hasMessageContainingAll("in use", "a folder of its own");
        node.close();
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("a file"), "");

        assertThatThrownBy(() -> start(new BlockFixture(LIMIT), file))
                .isInstanceOf(SettlementRecordException.class)
                .hasMessageContainingAll(file.toString(), "cannot be used", "give a folder");
    }

    @Test
    void theFileStaysShort() throws IOException {
        BlockFixture books = new BlockFixture(1L << 40);
        Path folder = newFolder();
        LeasingNode node = start(books, folder);
        long settled = 0;
        for (int i = 0; i < 120; i++) {
            settled += books.load(node, 1_000, 2_000);
            assertThat(Files.size(folder.resolve("settlements.log"))).isLessThan(9L << 20);
        }
        assertThat(settled).isGreaterThan(200_000);
        Path left = copyOf(folder);
        node.die();

        start(books, left).close();

        expireAll(books);
        assertThat(books.spent()).isEqualTo(settled);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskAnswersNobodyAndLosesNothing() throws IOException, InterruptedException {
        BlockFixture books = new BlockFixture(LIMIT);
        Path folder = newFolder();
        LeasingNode node = start(books, folder);
        long settled = books.load(node, 2_500);
        ReservationId first = books.held(node, 5);
        ReservationId second = books.held(node, 6);
        long full = Files.size(folder.resolve("settlements.log"));

        limitFiles(Long.toString(full));
        try {
            for (ReservationId each : List.of(first, second, first)) {
                assertThatThrownBy(() -> books.settle(node, each, 5))
                        .isInstanceOfSatisfying(
                                CreditStoreException.class,
                                e -> assertThat(e.kind()).isEqualTo(CreditStoreException.Kind.FULL))
                        .hasMessageContainingAll(folder.toString(), "make room", "try again");
            }
        } finally {
            limitFiles("unlimited");
        }
        assertThat(books.settle(node, first, 5))
                .isInstanceOfSatisfying(
                        CloseOutcome.Closed.class,
                        closed -> assertThat(closed.replayed()).isTrue());
        Path left = copyOf(folder);
        node.die();

        start(books, left).close();

        expireAll(books);
        assertThat(books.spent()).isEqualTo(settled + 5 + 5);
        books.verify();
    }

    /** Nothing that this process writes may be longer, as on a disk that is full. */
    private static void limitFiles(String bytes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + bytes + ":")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
