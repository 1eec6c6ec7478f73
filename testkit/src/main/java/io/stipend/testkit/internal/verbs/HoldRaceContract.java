package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.testkit.internal.fixture.ConcurrentTasks;
import io.stipend.testkit.internal.fixture.PairedRaces;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Verbs that make a hold larger, at the same moment as others and as what ends or forbids it: each race has one outcome. */
public abstract class HoldRaceContract extends StoreContractPart {

    private static final long HELD = 10;
    private static final long MORE = 5;
    private static final AccountTerms PLENTY = StoreFixture.limit(1_000_000);

    /** Four times as many as each test runs; 10,000 unless the store is slow. */
    protected int races() {
        return 10_000;
    }

    @Test
    @DisplayName("(1, 3) two extensions of which one fits under the most that may be held: one is granted")
    void extensionsUnderTheMostHeld() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);
        openAll(races, PLENTY);

        PairedRaces<ExtendOutcome> sides = PairedRaces.run(
                ConcurrentTasks.PLATFORM_THREADS,
                races,
                i -> extendUnderMost(i, "left"),
                i -> extendUnderMost(i, "right"));

        for (int i = 0; i < races; i++) {
            assertOneOfEach(sides, i, ExtendOutcome.Extended.class, ExtendOutcome.TooLarge.class);
        }
        assertThat(fixture().reserved(fixture().user("u0"))).isEqualTo(HELD + MORE);
    }

    @Test
    @DisplayName("(1, 3) two extensions for one of which the account has enough: one is granted")
    void extensionsForTheLastOfABudget() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);
        openAll(races, StoreFixture.limit(HELD + MORE));

        PairedRaces<ExtendOutcome> sides = PairedRaces.run(
                ConcurrentTasks.PLATFORM_THREADS,
                races,
                i -> fixture().extend(fixture().id("r" + i), "left", MORE),
                i -> fixture().extend(fixture().id("r" + i), "right", MORE));

        for (int i = 0; i < races; i++) {
            assertOneOfEach(sides, i, ExtendOutcome.Extended.class, Insufficient.class);
        }
    }

    @Test
    @DisplayName("(1, 2) an extension races a settle: it is granted before, or hears how the reservation was closed")
    void extensionAgainstSettle() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);
        openAll(races, PLENTY);

        PairedRaces<Object> sides = PairedRaces.run(
                ConcurrentTasks.PLATFORM_THREADS,
                races,
                i -> fixture().extend(fixture().id("r" + i), "more", MORE),
                i -> fixture().settle(fixture().id("r" + i), 3));

        for (int i = 0; i < races; i++) {
            boolean wasExtended = sides.left().get(i) instanceof ExtendOutcome.Extended;
            assertThat(sides.left().get(i))
                    .as("extension %d", i)
                    .isInstanceOf(wasExtended ? ExtendOutcome.Extended.class : Refusal.AlreadyClosed.class);
            assertThat(sides.right().get(i)).as("settle %d", i).isInstanceOf(CloseOutcome.Closed.class);
            assertThat(((CloseOutcome.Closed) sides.right().get(i))
                            .entry()
                            .held()
                            .credits())
                    .as("hold %d", i)
                    .isEqualTo(wasExtended ? HELD + MORE : HELD);
            assertThat(fixture().reserved(user(i))).as("account %d", i).isZero();
            assertThat(fixture().spent(user(i))).as("account %d", i).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("(3) a freeze races a reserve: it is held before, or refused; afterwards all are")
    void freezeAgainstReserve() throws InterruptedException {
        int races = PairedRaces.count(races() / 4);

        PairedRaces<Object> sides = PairedRaces.run(
                ConcurrentTasks.PLATFORM_THREADS,
                races,
                i -> fixture()
                        .reserve("r" + i)
                        .on(user(i), PLENTY)
                        .credits(HELD)
                        .send(),
                i -> freezeAndReserve(i));

        for (int i = 0; i < races; i++) {
            boolean wasHeld = sides.left().get(i) instanceof ReserveOutcome.Reserved;
            assertThat(sides.left().get(i))
                    .as("reserve %d", i)
                    .isInstanceOf(wasHeld ? ReserveOutcome.Reserved.class : Frozen.class);
            assertThat(sides.right().get(i)).as("after freeze %d", i).isInstanceOf(Frozen.class);
            assertThat(fixture().reserved(user(i))).as("account %d", i).isEqualTo(wasHeld ? HELD : 0);
        }
    }

    private ReserveOutcome freezeAndReserve(int i) {
        AccountOutcome frozen = fixture()
                .accounts()
                .apply(new AccountCommand.Freeze(user(i), OperationId.of("freeze"), "test", "race"));
        assertThat(frozen).isInstanceOf(AccountOutcome.Changed.class);
        return fixture().reserve("after" + i).on(user(i), PLENTY).credits(HELD).send();
    }

    private ExtendOutcome extendUnderMost(int i, String operation) {
        return fixture()
                .store()
                .extend(new ExtendCommand(
                        fixture().id("r" + i),
                        OperationId.of(operation),
                        ResourceVector.of(Resource.CREDITS, MORE),
                        0,
                        Limits.credits(Credits.ofUnits(HELD + MORE))));
    }

    private void openAll(int races, AccountTerms terms) {
        for (int i = 0; i < races; i++) {
            fixture().reserve("r" + i).on(user(i), terms).credits(HELD).opened();
        }
    }

    /** An account for each race. */
    private AccountId user(int i) {
        return fixture().user("u" + i);
    }

    private static void assertOneOfEach(PairedRaces<?> sides, int i, Class<?> one, Class<?> other) {
        Object left = sides.left().get(i);
        Object right = sides.right().get(i);
        assertThat((one.isInstance(left) && other.isInstance(right))
                        || (other.isInstance(left) && one.isInstance(right)))
                .as("race %d: %s and %s", i, left, right)
                .isTrue();
    }
}
