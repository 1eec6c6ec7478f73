package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Drift.Kind;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Verification finds each damage that is planted, says what it is of, and accuses nothing else. */
public abstract class DamagedBooksContract extends StoreContractPart {

    /** Damages the books of a store that was opened. */
    protected abstract DamagePlanter planter(StoreHarness harness);

    @Override
    public boolean leavesBooksBalanced() {
        return false;
    }

    /** What must be found, and what else may be said in consequence. */
    private record Damage(
            String name, BiConsumer<SampleBooks, DamagePlanter> plant, List<Expected> found, List<Expected> also) {

        static Damage of(String name, BiConsumer<SampleBooks, DamagePlanter> plant, Expected... found) {
            return new Damage(name, plant, List.of(found), List.of());
        }

        Damage perhaps(Expected... others) {
            return new Damage(name, plant, found, Arrays.asList(others));
        }
    }

    /** A finding as {@code KIND subject}. */
    private record Expected(Kind kind, String subject) {

        static Expected of(Kind kind, AccountId account) {
            return new Expected(kind, account.toString());
        }

        static Expected of(Kind kind, String subject) {
            return new Expected(kind, subject);
        }
    }

    /** What a store finds records by may tell that one is missing. */
    private static final Expected INDEX = Expected.of(Kind.INDEX, "");

    @TestFactory
    @DisplayName("is found, and nothing else is accused:")
    Stream<DynamicTest> everyDamageIsFound() {
        return damages().map(damage -> DynamicTest.dynamicTest(damage.name(), () -> checkFound(damage)));
    }

    @Test
    @DisplayName("several damages at once are all found")
    void severalAtOnce() {
        SampleBooks books = new SampleBooks(fixture());
        DamagePlanter planter = planter(fixture().harness());
        planter.addToReserved(books.alice, 5);
        planter.addToSpent(books.bob, 3);
        planter.addToCharged(books.late, 2);
        planter.addToGrants(books.team, 8);

        assertThat(found(fixture()))
                .contains(
                        Expected.of(Kind.RESERVED, books.alice),
                        Expected.of(Kind.SPENT, books.bob),
                        Expected.of(Kind.CHARGED, books.late.value()),
                        Expected.of(Kind.GRANTS, books.team));
    }

    private void checkFound(Damage damage) {
        StoreFixture own = new StoreFixture(fixture().harness());
        SampleBooks books = new SampleBooks(own);
        VerificationAssertions.assertClean(own.harness().adapter(), own.tenant());

        damage.plant().accept(books, planter(own.harness()));

        List<Expected> found = found(own);
        assertThat(found).as("what must be found").containsAll(damage.found());
        List<Expected> rest = found.stream()
                .filter(one -> !damage.found().contains(one) && !damage.also().contains(one))
                .toList();
        assertThat(rest).as("what is wrongly accused").isEmpty();
    }

    private static List<Expected> found(StoreFixture fixture) {
        List<Drift> findings = VerificationAssertions.findings(fixture.harness().adapter(), fixture.tenant());
        assertThat(findings).allSatisfy(drift -> {
            assertThat(drift.tenant()).isEqualTo(fixture.tenant());
            assertThat(drift.sentence()).contains(drift.subject());
            assertThat(drift.found()).isNotEqualTo(drift.expected());
        });
        return findings.stream()
                .map(drift -> new Expected(drift.kind(), drift.kind() == Kind.INDEX ? "" : drift.subject()))
                .distinct()
                .toList();
    }

    private static Stream<Damage> damages() {
        return Stream.concat(damagesOfAccounts(), damagesOfReservations());
    }

    // The names below are those of SampleBooks; each test builds its own, and all have the same.
    private static final String ALICE = "user:alice";
    private static final String BOB = "user:bob";
    private static final String TEAM = "swarm:team";

    private static Stream<Damage> damagesOfAccounts() {
        return Stream.of(
                Damage.of(
                        "too much reserved",
                        (books, planter) -> planter.addToReserved(books.alice, 5),
                        Expected.of(Kind.RESERVED, ALICE)),
                Damage.of(
                        "too little reserved",
                        (books, planter) -> planter.addToReserved(books.team, -7),
                        Expected.of(Kind.RESERVED, TEAM)),
                Damage.of(
                        "a settle booked twice",
                        (books, planter) -> planter.addToSpent(books.alice, 45),
                        Expected.of(Kind.SPENT, ALICE)),
                Damage.of(
                        "a settle not booked",
                        (books, planter) -> planter.addToSpent(books.bob, -25),
                        Expected.of(Kind.SPENT, BOB)),
                Damage.of(
                        "a grant that nobody made",
                        (books, planter) -> planter.addToGrants(books.alice, 11),
                        Expected.of(Kind.GRANTS, ALICE)),
                Damage.of(
                        "a grant that is lost",
                        (books, planter) -> planter.addToGrants(books.team, -50),
                        Expected.of(Kind.GRANTS, TEAM)),
                Damage.of(
                        "another limit than policy's",
                        (books, planter) -> planter.addToLimit(books.bob, 100),
                        Expected.of(Kind.LIMIT, BOB)),
                Damage.of(
                        "another limit than the override",
                        (books, planter) -> planter.addToLimit(books.team, -100),
                        Expected.of(Kind.LIMIT, TEAM)),
                Damage.of(
                                "an account's sequence that jumped",
                                (books, planter) -> planter.addToSequence(books.alice, 1),
                                Expected.of(Kind.WAITING, ALICE))
                        .perhaps(Expected.of(Kind.ACCOUNT_SEQUENCE, ALICE)),
                Damage.of(
                                "an account's sequence that fell back",
                                (books, planter) -> planter.addToSequence(books.alice, -1),
                                Expected.of(Kind.WAITING, ALICE))
                        .perhaps(Expected.of(Kind.ACCOUNT_SEQUENCE, ALICE)),
                Damage.of(
                                "an account that vanished",
                                (books, planter) -> planter.delete(books.team),
                                Expected.of(Kind.ACCOUNT_MISSING, TEAM))
                        .perhaps(INDEX),
                Damage.of(
                        "an account's entry that vanished",
                        (books, planter) -> planter.deleteWaiting(books.alice.tenant(), ALICE, 2),
                        Expected.of(Kind.WAITING, ALICE)),
                Damage.of(
                        "an account's entry that stands there twice",
                        (books, planter) -> planter.repeatWaiting(books.alice.tenant(), ALICE, 1),
                        Expected.of(Kind.WAITING, ALICE)));
    }

    private static Stream<Damage> damagesOfReservations() {
        return Stream.of(
                Damage.of(
                                "an open reservation that vanished",
                                (books, planter) -> planter.delete(books.idle),
                                Expected.of(Kind.RESERVED, ALICE))
                        .perhaps(INDEX),
                Damage.of(
                                "an open reservation with a step that vanished",
                                (books, planter) -> planter.delete(books.busy),
                                Expected.of(Kind.RESERVED, ALICE),
                                Expected.of(Kind.RESERVED, TEAM),
                                Expected.of(Kind.STEP, "busy-step"))
                        .perhaps(INDEX),
                Damage.of(
                                "a closed reservation that vanished",
                                (books, planter) -> planter.delete(books.settled),
                                Expected.of(Kind.SPENT, ALICE),
                                Expected.of(Kind.STEP, "settled-step"))
                        .perhaps(INDEX),
                Damage.of(
                                "a report that vanished",
                                (books, planter) -> planter.delete(books.busy, "report-1"),
                                Expected.of(Kind.OPERATIONS, "busy"))
                        .perhaps(INDEX),
                Damage.of(
                                "an extension that vanished",
                                (books, planter) -> planter.delete(books.busy, "more"),
                                Expected.of(Kind.OPERATIONS, "busy"))
                        .perhaps(INDEX),
                Damage.of(
                                "a report of a closed reservation that vanished",
                                (books, planter) -> planter.delete(books.late, "report"),
                                Expected.of(Kind.OPERATIONS, "late"))
                        .perhaps(INDEX),
                Damage.of(
                        "an entry in the middle that vanished",
                        (books, planter) -> deleteWaiting(planter, books.busy, 2),
                        Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                        "a last entry that vanished",
                        (books, planter) -> deleteWaiting(planter, books.settled, 3),
                        Expected.of(Kind.WAITING, "settled")),
                Damage.of(
                        "an entry that stands there twice",
                        (books, planter) ->
                                planter.repeatWaiting(books.busy.tenant(), SampleBooks.stream(books.busy), 2),
                        Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                        "usage of an open reservation",
                        (books, planter) -> planter.addToUsed(books.busy, 3),
                        Expected.of(Kind.USED, "busy")),
                Damage.of(
                        "usage of a closed reservation",
                        (books, planter) -> planter.addToUsed(books.settled, 3),
                        Expected.of(Kind.USED, "settled")),
                Damage.of(
                        "the hold of an open reservation",
                        (books, planter) -> planter.addToHeld(books.busy, 3),
                        Expected.of(Kind.HELD, "busy")),
                Damage.of(
                        "what a closed reservation was charged",
                        (books, planter) -> planter.addToCharged(books.settled, 5),
                        Expected.of(Kind.CHARGED, "settled")),
                Damage.of(
                                "a reservation's sequence that jumped",
                                (books, planter) -> planter.addToSequence(books.busy, 1),
                                Expected.of(Kind.OPERATIONS, "busy"))
                        .perhaps(Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                                "a hold that leaked when its reservation was closed",
                                (books, planter) -> planter.closeWithoutReturning(books.idle),
                                Expected.of(Kind.RESERVED, ALICE))
                        .perhaps(
                                Expected.of(Kind.WAITING, "idle"),
                                Expected.of(Kind.OPERATIONS, "idle"),
                                Expected.of(Kind.INDEX, "")),
                Damage.of(
                        "a step that names another reservation",
                        (books, planter) -> planter.bind(books.busyStep, books.idle),
                        Expected.of(Kind.STEP, "busy-step")),
                Damage.of(
                        "a reservation that the index of leases has lost",
                        (books, planter) -> planter.dropFromIndex(books.idle),
                        Expected.of(Kind.INDEX, "")));
    }

    private static void deleteWaiting(DamagePlanter planter, ReservationId reservation, long sequence) {
        planter.deleteWaiting(reservation.tenant(), SampleBooks.stream(reservation), sequence);
    }
}
