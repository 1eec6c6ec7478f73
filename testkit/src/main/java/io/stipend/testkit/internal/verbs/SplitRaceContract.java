package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.ConcurrentTasks;
import io.stipend.testkit.internal.fixture.PairedRaces;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Parents and children that change at the same moment: each race has one outcome, and none waits for another for ever. */
public abstract class SplitRaceContract extends StoreContractPart {

    private static final int THREADS = 16;
    private static final long HELD = 10;

    /** Four times as many as each of two tests runs; 10,000 unless the store is slow. */
    protected int races() {
        return 10_000;
    }

    private static PairedRaces<Outcome> race(int races, IntFunction<Outcome> left, IntFunction<Outcome> right)
            throws InterruptedException {
        return PairedRaces.run(ConcurrentTasks.PLATFORM_THREADS, races, left, right);
    }

    @Test
    @DisplayName("(1, 2) a split races the close of the parent: the child is there with its part, or not at all")
    void splitAgainstClose() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);
        for (int i = 0; i < races; i++) {
            open("p" + i);
            fixture().reservations().add("c" + i);
        }

        PairedRaces<Outcome> sides =
                race(races, i -> fixture().split("p" + i, "c" + i, credits(6)), i -> close("p" + i, i));

        for (int i = 0; i < races; i++) {
            boolean wasSplit = sides.left().get(i) instanceof SplitOutcome.Split;
            assertThat(sides.right().get(i)).as("close %d", i).isInstanceOf(CloseOutcome.Closed.class);
            assertThat(sides.left().get(i))
                    .as("split %d", i)
                    .isInstanceOf(wasSplit ? SplitOutcome.Split.class : Refusal.AlreadyClosed.class);
            assertThat(fixture().find(id("p" + i)).held().credits()).isEqualTo(wasSplit ? HELD - 6 : HELD);
            assertThat(fixture().store().find(id("c" + i)).isPresent()).isEqualTo(wasSplit);
        }
    }

    @Test
    @DisplayName(
            "(1, 2) the close of a child races that of its parent: what is left goes to the parent or to the account")
    void closeAgainstClose() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);
        for (int i = 0; i < races; i++) {
            open("p" + i);
            fixture().splitOff("p" + i, "c" + i, 6);
        }

        PairedRaces<Outcome> sides = race(races, i -> close("c" + i, i), i -> close("p" + i, i + 1));

        for (int i = 0; i < races; i++) {
            assertThat(List.of(sides.left().get(i), sides.right().get(i)))
                    .as("race %d", i)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(CloseOutcome.Closed.class));
            long left = i % 2 == 0 ? 6 - 1 : 6;
            assertThat(fixture().find(id("p" + i)).held().credits()).isIn(HELD - 6, HELD - 6 + left);
        }
        assertThat(fixture().reserved(user())).isZero();
    }

    /** Settles one credit, or releases. */
    private CloseOutcome close(String name, int i) {
        return i % 2 == 0 ? fixture().settle(id(name), 1) : fixture().release(id(name));
    }

    @Test
    @DisplayName("(3) splits at once give away what is idle, and no more")
    void splitsAtOnce() throws InterruptedException {
        open("p");

        List<SplitOutcome> outcomes = ConcurrentTasks.PLATFORM_THREADS.run(
                2 * THREADS, thread -> () -> fixture().split("p", "c" + thread, credits(1)));

        assertThat(outcomes).filteredOn(SplitOutcome.Split.class::isInstance).hasSize((int) HELD);
        assertThat(outcomes).filteredOn(IdleTooSmall.class::isInstance).hasSize(2 * THREADS - (int) HELD);
        assertThat(fixture().find(id("p")).held()).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    @DisplayName("(4) one split, sent by all at once, is done once and replayed to the others")
    void sameSplit() throws InterruptedException {
        open("p");

        List<SplitOutcome> outcomes = ConcurrentTasks.PLATFORM_THREADS.run(
                THREADS, thread -> () -> fixture().split("p", "c", credits(3)));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(SplitOutcome.Split.class));
        assertThat(outcomes)
                .filteredOn(outcome -> !((SplitOutcome.Split) outcome).replayed())
                .hasSize(1);
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(HELD - 3));
    }

    @Test
    @DisplayName(
            "(1, 2, 6) a tree on which all split, extend, report, close and sweep at once stays whole, and nobody waits for ever")
    void wholeTreesAtOnce() throws InterruptedException {
        fixture().open("root", user(), 100);
        int names = 40;

        for (int round = 0; round < 3; round++) {
            int seed = round * THREADS;
            ConcurrentTasks.PLATFORM_THREADS.run(THREADS, thread -> () -> {
                Random random = new Random(seed + thread);
                for (int call = 0; call < 60; call++) {
                    act(random, names);
                }
                return true;
            });
            BooksAudit.audit(fixture());
        }
    }

    /** Some verb on some member of the tree; any answer will do. */
    private void act(Random random, int names) {
        String name = random.nextInt(4) == 0 ? "root" : "n" + random.nextInt(names);
        ReservationId target = id(name);
        String operation = "o" + random.nextInt(1000);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                String child = "n" + random.nextInt(names);
                if (!child.equals(name)) {
                    fixture().reservations().add(child);
                    long lease =
                            random.nextInt(3) == 0 ? 1 : Duration.ofHours(1).toMillis();
                    fixture()
                            .store()
                            .split(new SplitCommand(
                                    target, id(child), credits(random.nextInt(4)), lease, null, Map.of()));
                }
            }
            case 3 -> fixture().extend(target, operation, 1);
            case 4 -> fixture().track(target, operation, StoreFixture.credits(random.nextInt(2)));
            case 5 -> fixture().upkeep().expireDue(3);
            default -> {
                if (!name.equals("root")) {
                    close(name, random.nextInt(2));
                }
            }
        }
    }

    private void open(String name) {
        fixture()
                .reserve(name)
                .on(user(), StoreFixture.limit(1_000_000))
                .credits(HELD)
                .opened();
    }

    private static ResourceVector credits(long units) {
        return ResourceVector.of(Resource.CREDITS, units);
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id(String name) {
        return fixture().id(name);
    }
}
