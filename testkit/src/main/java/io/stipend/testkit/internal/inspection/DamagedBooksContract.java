package io.stipend.testkit.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.audit.Drift;
import io.stipend.audit.Drift.Kind;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.OnExpiry;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.StoreHarness;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
        return Stream.of(damagesOfAccounts(), damagesOfReservations(), damagesOfClosings(), damagesOfOperations())
                .flatMap(Function.identity());
    }

    // The names below are those of SampleBooks; each test builds its own, and all have the same.
    private static final String ALICE = "user:alice";
    private static final String BOB = "user:bob";
    private static final String CAROL = "user:carol";
    private static final String TEAM = "swarm:team";

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final Duration TEN_YEARS = Duration.ofDays(3_653);
    private static final long YEAR_3000 = Instant.parse("3000-01-01T00:00:00Z").toEpochMilli();

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
                        Expected.of(Kind.WAITING, ALICE)),
                Damage.of(
                        "an override that the limit in force is not",
                        (books, planter) -> planter.addToOverride(books.team, 100),
                        Expected.of(Kind.LIMIT, TEAM)),
                Damage.of(
                        "an account that is frozen, and nobody did it",
                        (books, planter) -> planter.freeze(books.alice, "eve: why not"),
                        Expected.of(Kind.FROZEN, ALICE)),
                Damage.of(
                        "a frozen account that is not frozen any more",
                        (books, planter) -> planter.freeze(books.bob, null),
                        Expected.of(Kind.FROZEN, BOB)),
                Damage.of(
                        "an account that is frozen by somebody else",
                        (books, planter) -> planter.freeze(books.bob, "eve: why not"),
                        Expected.of(Kind.FROZEN, BOB)),
                Damage.of(
                        "an unfrozen account that is frozen again",
                        (books, planter) -> planter.freeze(books.team, "test: audit"),
                        Expected.of(Kind.FROZEN, TEAM)),
                Damage.of(
                        "a period that ends in the year 3000",
                        (books, planter) -> planter.endPeriodAt(books.alice, YEAR_3000),
                        Expected.of(Kind.PERIOD, ALICE)),
                Damage.of(
                        "a period that ends before the hour is over",
                        (books, planter) -> planter.endPeriodAt(books.carol, books.periodEnd(books.carol) - 60_000),
                        Expected.of(Kind.PERIOD, CAROL)),
                Damage.of(
                        "a week that ends a day early",
                        (books, planter) -> planter.endPeriodAt(books.bob, books.periodEnd(books.bob) - DAY_MILLIS),
                        Expected.of(Kind.PERIOD, BOB)),
                Damage.of(
                        "a week that ends with the next one",
                        (books, planter) -> planter.endPeriodAt(
                                books.bob, SampleBooks.WEEKLY.period().endMillis(books.periodEnd(books.bob))),
                        Expected.of(Kind.PERIOD, BOB)),
                Damage.of(
                        "a period that should never end",
                        (books, planter) -> planter.endPeriodAt(books.team, books.periodEnd(books.bob)),
                        Expected.of(Kind.PERIOD, TEAM)));
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
                                Expected.of(Kind.CHARGED, "settled"))
                        .perhaps(Expected.of(Kind.WAITING, "settled")),
                Damage.of(
                        "a lease that ends in the year 3000",
                        (books, planter) -> planter.endLeaseAt(books.idle, YEAR_3000),
                        Expected.of(Kind.LEASE, "idle")),
                Damage.of(
                        "a renewed lease that ends in the year 3000",
                        (books, planter) -> planter.endLeaseAt(books.busy, YEAR_3000),
                        Expected.of(Kind.LEASE, "busy")),
                Damage.of(
                        "a lease that ends too early",
                        (books, planter) -> planter.endLeaseAt(books.busy, books.opened(books.busy) + 1),
                        Expected.of(Kind.LEASE, "busy")),
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
                        "what the expiry of an open reservation is to book",
                        (books, planter) -> planter.expireWith(books.busy, OnExpiry.BOOK_HELD),
                        Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                        "a step that names another reservation",
                        (books, planter) -> planter.bind(books.busyStep, books.idle),
                        Expected.of(Kind.STEP, "busy-step")),
                Damage.of(
                        "a reservation that the index of leases has lost",
                        (books, planter) -> planter.dropFromIndex(books.idle),
                        Expected.of(Kind.INDEX, "")));
    }

    private static Stream<Damage> damagesOfClosings() {
        return Stream.of(
                Damage.of(
                                "an expiry that is called a settlement",
                                (books, planter) -> planter.closeAs(books.expired, CloseKind.SETTLED),
                                Expected.of(Kind.CLOSED, "expired"))
                        .perhaps(Expected.of(Kind.WAITING, "expired")),
                Damage.of(
                                "a settlement that is called a release, with its report",
                                (books, planter) -> planter.closeAs(books.settled, CloseKind.RELEASED),
                                Expected.of(Kind.CLOSED, "settled"))
                        .perhaps(Expected.of(Kind.WAITING, "settled")),
                Damage.of(
                                "a release that is called an expiry",
                                (books, planter) -> planter.closeAs(books.released, CloseKind.EXPIRED),
                                Expected.of(Kind.CLOSED, "released"))
                        .perhaps(Expected.of(Kind.WAITING, "released")),
                Damage.of(
                                "a settlement under CAP that is called one under CHARGE",
                                (books, planter) -> planter.closeWith(books.capped, OverrunPolicy.CHARGE),
                                Expected.of(Kind.CLOSED, "capped"))
                        .perhaps(Expected.of(Kind.WAITING, "capped"), Expected.of(Kind.CHARGED, "capped")),
                Damage.of(
                                "the same, where the policy was the configuration's",
                                (books, planter) -> planter.closeWith(books.cappedByDefault, OverrunPolicy.CHARGE),
                                Expected.of(Kind.CHARGED, "capped-by-default"))
                        .perhaps(Expected.of(Kind.WAITING, "capped-by-default")),
                Damage.of(
                                "a settlement under REJECT of more than was held",
                                (books, planter) -> planter.closeWith(books.cappedByDefault, OverrunPolicy.REJECT),
                                Expected.of(Kind.CLOSED, "capped-by-default"))
                        .perhaps(
                                Expected.of(Kind.WAITING, "capped-by-default"),
                                Expected.of(Kind.CHARGED, "capped-by-default")),
                Damage.of(
                                "a settlement that has the operation id of a report",
                                (books, planter) -> planter.closeBy(books.settled, "report"),
                                Expected.of(Kind.CLOSED, "settled"))
                        .perhaps(Expected.of(Kind.WAITING, "settled")),
                Damage.of(
                                "a reservation that was opened after it was closed",
                                (books, planter) ->
                                        planter.openAt(books.settled, books.closed(books.settled) + 3_600_000),
                                Expected.of(Kind.TIME, "settled"))
                        .perhaps(
                                Expected.of(Kind.WAITING, "settled"),
                                Expected.of(Kind.ANSWER, "settled"),
                                Expected.of(Kind.CLOSED, "settled"),
                                Expected.of(Kind.LEASE, "settled")),
                Damage.of(
                                "a charge that is called a settlement",
                                (books, planter) -> planter.closeAs(books.bill, CloseKind.SETTLED),
                                Expected.of(Kind.CLOSED, "bill"))
                        .perhaps(Expected.of(Kind.WAITING, "bill"), Expected.of(Kind.OPERATIONS, "bill")),
                Damage.of(
                                "a settlement that is called a charge",
                                (books, planter) -> planter.closeAs(books.settled, CloseKind.CHARGED),
                                Expected.of(Kind.CLOSED, "settled"))
                        .perhaps(
                                Expected.of(Kind.WAITING, "settled"),
                                Expected.of(Kind.OPERATIONS, "settled"),
                                Expected.of(Kind.CHARGED, "settled"),
                                Expected.of(Kind.HELD, "settled"),
                                Expected.of(Kind.USED, "settled")),
                Damage.of(
                                "a charge that booked more than was used",
                                (books, planter) -> planter.addToCharged(books.bill, 5),
                                Expected.of(Kind.CHARGED, "bill"))
                        .perhaps(Expected.of(Kind.WAITING, "bill")),
                Damage.of(
                                "the usage of a charge",
                                (books, planter) -> planter.addToUsed(books.bill, 3),
                                Expected.of(Kind.USED, "bill"))
                        .perhaps(Expected.of(Kind.WAITING, "bill"), Expected.of(Kind.CHARGED, "bill")),
                Damage.of(
                                "a capped charge that is called one under CHARGE",
                                (books, planter) -> planter.closeWith(books.cappedBill, OverrunPolicy.CHARGE),
                                Expected.of(Kind.CHARGED, "capped-bill"))
                        .perhaps(Expected.of(Kind.WAITING, "capped-bill")),
                Damage.of(
                                "a charge that vanished",
                                (books, planter) -> planter.delete(books.bill),
                                Expected.of(Kind.SPENT, CAROL),
                                Expected.of(Kind.SPENT, TEAM))
                        .perhaps(INDEX),
                Damage.of(
                        "a charge that its account does not have",
                        (books, planter) -> planter.addToSpent(books.team, -33),
                        Expected.of(Kind.SPENT, TEAM)),
                Damage.of(
                        "what the entry of a charge says of it",
                        (books, planter) -> planter.addToWaitingCharge(books.bill.tenant(), "bill", 1, 5),
                        Expected.of(Kind.WAITING, "bill")),
                Damage.of(
                                "a hold that was booked, and should not have been",
                                (books, planter) -> planter.expireWith(books.unheard, OnExpiry.BOOK_TRACKED),
                                Expected.of(Kind.CHARGED, "unheard"))
                        .perhaps(Expected.of(Kind.WAITING, "unheard"), Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                                "a hold that should have been booked, and was not",
                                (books, planter) -> planter.expireWith(books.expired, OnExpiry.BOOK_HELD),
                                Expected.of(Kind.CHARGED, "expired"))
                        .perhaps(Expected.of(Kind.WAITING, "expired"), Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                                "a hold that was given back, and should not have been",
                                (books, planter) -> planter.expireWith(books.corrected, OnExpiry.BOOK_TRACKED),
                                Expected.of(Kind.CHARGED, "corrected"))
                        .perhaps(Expected.of(Kind.WAITING, "corrected"), Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                                "more than a hold that was booked",
                                (books, planter) -> planter.addToCharged(books.unheard, 5),
                                Expected.of(Kind.CHARGED, "unheard"))
                        .perhaps(Expected.of(Kind.WAITING, "unheard"), Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                                "a booked hold to which more was added, not given back",
                                (books, planter) -> planter.addToCharged(books.corrected, 49),
                                Expected.of(Kind.CHARGED, "corrected"))
                        .perhaps(Expected.of(Kind.WAITING, "corrected"), Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                        "a booked hold that was not given back to the account",
                        (books, planter) -> planter.addToSpent(books.carol, 48),
                        Expected.of(Kind.SPENT, CAROL)),
                Damage.of(
                        "what an entry that waits says of a charge",
                        (books, planter) -> planter.addToWaitingCharge(books.settled.tenant(), "settled", 3, 5),
                        Expected.of(Kind.WAITING, "settled")),
                Damage.of(
                        "what the entry of a late settlement says of a charge",
                        (books, planter) -> planter.addToWaitingCharge(books.late.tenant(), "late", 4, 5),
                        Expected.of(Kind.WAITING, "late")));
    }

    private static Stream<Damage> damagesOfOperations() {
        return Stream.of(
                Damage.of(
                        "the remembered answer of a report",
                        (books, planter) -> planter.addToAnswer(books.busy, "report-1", 5),
                        Expected.of(Kind.ANSWER, "busy")),
                Damage.of(
                        "the remembered answer of a closed reservation's report",
                        (books, planter) -> planter.addToAnswer(books.late, "report", 5),
                        Expected.of(Kind.ANSWER, "late")),
                Damage.of(
                        "what an extension was granted, within what it asked for",
                        (books, planter) -> planter.addToMoved(books.busy, "more", -5),
                        Expected.of(Kind.ANSWER, "busy")),
                Damage.of(
                        "what an extension was granted, beyond what it asked for",
                        (books, planter) -> planter.addToMoved(books.busy, "all-or-none", 5),
                        Expected.of(Kind.ANSWER, "busy")),
                Damage.of(
                        "what an extension gave back",
                        (books, planter) -> planter.addToMoved(books.busy, "less", 5),
                        Expected.of(Kind.ANSWER, "busy")),
                Damage.of(
                                "what an extension wanted",
                                (books, planter) -> planter.addToWanted(books.busy, "more", 5),
                                Expected.of(Kind.ANSWER, "busy"))
                        .perhaps(Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                                "the least that an extension had to be granted",
                                (books, planter) -> planter.addToLeast(books.busy, "more", 5),
                                Expected.of(Kind.ANSWER, "busy"))
                        .perhaps(Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                                "two reports with each other's number",
                                (books, planter) -> planter.swapNumbers(books.busy, "report-1", "report-2"),
                                Expected.of(Kind.ANSWER, "busy"))
                        .perhaps(Expected.of(Kind.WAITING, "busy")),
                Damage.of(
                                "a report and an extension with each other's number",
                                (books, planter) -> planter.swapNumbers(books.busy, "report-2", "more"),
                                Expected.of(Kind.ANSWER, "busy"))
                        .perhaps(Expected.of(Kind.WAITING, "busy"), Expected.of(Kind.PEAK, "busy")),
                Damage.of(
                                "a child of nobody that is known",
                                (books, planter) -> planter.setParent(books.child, "nobody"),
                                Expected.of(Kind.TREE, "child"))
                        .perhaps(Expected.of(Kind.WAITING, "child"), Expected.of(Kind.ANSWER, "child")),
                Damage.of(
                                "a child of somebody else",
                                (books, planter) -> planter.setParent(books.child, "other-child"),
                                Expected.of(Kind.TREE, "child"))
                        .perhaps(Expected.of(Kind.WAITING, "child"), Expected.of(Kind.ANSWER, "child")),
                Damage.of(
                                "a parent that is its child's child",
                                (books, planter) -> planter.setParent(books.parent, "child"),
                                Expected.of(Kind.TREE, "parent"))
                        .perhaps(
                                Expected.of(Kind.TREE, "child"),
                                Expected.of(Kind.WAITING, "parent"),
                                Expected.of(Kind.ANSWER, "parent")),
                Damage.of(
                                "what a parent gave",
                                (books, planter) -> planter.addToGiven(books.parent, 5),
                                Expected.of(Kind.ANSWER, "parent"),
                                Expected.of(Kind.TREE, "child"))
                        .perhaps(Expected.of(Kind.WAITING, "parent")),
                Damage.of(
                        "a highest usage ratio that is lost",
                        (books, planter) -> planter.zeroPeak(books.busy),
                        Expected.of(Kind.PEAK, "busy")));
    }

    @Test
    @DisplayName("books that a clock ten years ahead wrote are told to be of the future, and nothing else is accused")
    void aClockThatWasAhead() {
        SampleBooks books = new SampleBooks(fixture());
        fixture().advance(TEN_YEARS);
        fixture()
                .reserve("ahead")
                .on(books.carol, SampleBooks.HOURLY)
                .credits(5)
                .opened();
        fixture().tracked(fixture().id("ahead"), "report", StoreFixture.credits(2));
        fixture()
                .reserve("closed-ahead")
                .on(books.carol, SampleBooks.HOURLY)
                .credits(5)
                .opened();
        fixture().settled(fixture().id("closed-ahead"), 5);
        assertThat(found(fixture())).as("while it is ahead").isEmpty();
        fixture().advance(TEN_YEARS.negated().plusMinutes(1));

        assertThat(found(fixture()))
                .contains(Expected.of(Kind.TIME, "ahead"), Expected.of(Kind.TIME, "closed-ahead"))
                .allMatch(one -> one.kind() == Kind.TIME || one.kind() == Kind.PERIOD);
        fixture().tracked(fixture().id("ahead"), "again", StoreFixture.credits(2));
        fixture().settled(fixture().id("ahead"), 4);
        assertThat(found(fixture())).allMatch(one -> one.kind() == Kind.TIME || one.kind() == Kind.PERIOD);
        fixture().advance(Duration.ofHours(2));
        fixture()
                .reserve("later")
                .on(books.carol, SampleBooks.HOURLY)
                .credits(5)
                .opened();
        fixture().settled(fixture().id("later"), 3);
        assertThat(found(fixture())).as("in the next period").allMatch(one -> one.kind() == Kind.TIME);
    }

    private static void deleteWaiting(DamagePlanter planter, ReservationId reservation, long sequence) {
        planter.deleteWaiting(reservation.tenant(), SampleBooks.stream(reservation), sequence);
    }
}
