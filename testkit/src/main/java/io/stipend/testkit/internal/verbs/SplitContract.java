package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Children that are split from reservations: what moves between them, and when. */
public abstract class SplitContract extends StoreContractPart {

    private static final Duration SHORT = Duration.ofMinutes(1);

    /** The audit takes two reservations of one id for one. */
    private boolean reusesAnId;

    @Override
    public boolean leavesBooksBalanced() {
        return !reusesAnId;
    }

    // ---- split

    @Test
    @DisplayName("(1, 2, 6) a split moves idle hold from parent to child; each has an entry, and no account changes")
    void movesIdleHold() {
        fixture()
                .reserve("p")
                .on(user(), StoreFixture.limit(100))
                .on(fixture().pool("all"), StoreFixture.limit(1000))
                .credits(60)
                .opened();
        fixture().tracked(id("p"), "t", StoreFixture.credits(10));

        SplitOutcome.Split split = OutcomeAssertions.split(fixture().split("p", "c", credits(50)));

        ReservationSnapshot child = fixture().find(id("c"));
        assertThat(child.held()).isEqualTo(credits(50));
        assertThat(child.asked()).isEqualTo(credits(50));
        assertThat(child.used()).isEqualTo(ResourceVector.ZERO);
        assertThat(child.header().parent()).contains(id("p"));
        assertThat(child.header().path())
                .isEqualTo(fixture().find(id("p")).header().path());
        assertThat(child.leaseMillis()).as("the parent's").isEqualTo(StoreFixture.LEASE.toMillis());
        assertThat(child.expiresAtMillis()).isEqualTo(split.entry().expiresAtMillis());
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(10));
        assertThat(fixture().find(id("p")).header().parent()).isEmpty();
        assertThat(fixture().reserved(user())).isEqualTo(60);
        assertThat(fixture().reserved(fixture().pool("all"))).isEqualTo(60);

        JournalEntry.Split given = (JournalEntry.Split) last("p");
        assertThat(given).isEqualTo(split.given());
        assertThat(given.sequence()).isEqualTo(3);
        assertThat(given.child()).isEqualTo(id("c"));
        assertThat(given.given()).isEqualTo(credits(50));
        assertThat(given.returned()).isEqualTo(ResourceVector.ZERO);
        assertThat(given.held()).isEqualTo(credits(10));
        assertThat(given.used()).isEqualTo(credits(10));
        assertThat(fixture().journal().entries(id("c")))
                .singleElement()
                .satisfies(entry -> OutcomeAssertions.assertSameRequest((JournalEntry.Opened) entry, split.entry()))
                .satisfies(entry ->
                        assertThat(entry.header()).isEqualTo(split.entry().header()));
    }

    @Test
    @DisplayName("(3) of what is not idle nothing can be split; the refusal has the numbers, and is not remembered")
    void refusesWhatIsNotIdle() {
        fixture()
                .reserve("p")
                .on(user(), StoreFixture.limit(100))
                .holding(ResourceVector.of(60, 40, 0, 0, 0, 1))
                .opened();
        fixture()
                .tracked(
                        id("p"),
                        "t",
                        ResourceUsage.builder().creditUnits(10).tokens(50).build());

        assertThat(fixture().split("p", "c", credits(51))).isEqualTo(lack("p", Resource.CREDITS, 51, 50));
        assertThat(fixture().split("p", "c", ResourceVector.of(50, 1, 0, 0, 0, 0)))
                .as("what is overrun is not idle, and not below zero")
                .isEqualTo(lack("p", Resource.TOKENS, 1, 0));
        assertThat(fixture().split("p", "c", ResourceVector.of(50, 0, 0, 0, 0, 2)))
                .isEqualTo(lack("p", Resource.SLOTS, 2, 1));
        assertThat(fixture().store().find(id("c"))).isEmpty();
        assertThat(fixture().find(id("p")).sequence()).isEqualTo(2);

        fixture().splitOff("p", "c", 50);
        assertThat(fixture().find(id("p")).held()).isEqualTo(ResourceVector.of(10, 40, 0, 0, 0, 1));
    }

    @Test
    @DisplayName("(1) slots and memory move where the split asks for them, and only there")
    void occupiedMovesWhereAsked() {
        ResourceVector held = ResourceVector.of(10, 0, 0, 0, 500, 1);
        fixture()
                .reserve("p")
                .on(user(), StoreFixture.limit(Resource.SLOTS, 1))
                .holding(held)
                .opened();

        OutcomeAssertions.split(fixture().split("p", "c", credits(4)));
        OutcomeAssertions.split(fixture().split("p", "d", ResourceVector.of(0, 0, 0, 0, 200, 1)));

        assertThat(fixture().find(id("c")).held()).isEqualTo(credits(4));
        assertThat(fixture().find(id("p")).held()).isEqualTo(ResourceVector.of(6, 0, 0, 0, 300, 0));
        fixture().tracked(id("d"), "t", ResourceUsage.builder().memoryBytes(150).build());
        fixture().settled(id("d"), 0);
        assertThat(fixture().find(id("p")).held())
                .as("all of what is occupied comes back")
                .isEqualTo(ResourceVector.of(6, 0, 0, 0, 500, 1));
    }

    @Test
    @DisplayName("(1) budgets, terms and frozen accounts refuse no split, for no account holds more")
    void accountsHaveNoSay() {
        fixture().open("p", user(), 100);
        freeze(user());
        freeze(AccountId.ofTenant(fixture().tenant()));

        fixture().splitOff("p", "c", 40);
        JournalEntry.Extended extended = OutcomeAssertions.extended(fixture().extend(id("c"), "e", 10));

        assertThat(extended.held()).isEqualTo(credits(50));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(50));
        assertThat(fixture().reserved(user())).isEqualTo(100);
    }

    @Test
    @DisplayName(
            "(4) the same split again gets the first answer, whatever has become of both; another one is a conflict")
    void replays() {
        fixture().open("p", user(), 60);
        JournalEntry.Opened first = fixture().splitOff("p", "c", 20);

        assertReplayed(fixture().split("p", "c", credits(20)), first);
        assertThat(fixture().split("p", "c", credits(21))).isEqualTo(new Refusal.Conflict());
        fixture().open("q", user(), 30);
        assertThat(fixture().split("q", "c", credits(20))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture()
                        .reserve("c")
                        .on(user(), StoreFixture.limit(100))
                        .credits(20)
                        .send())
                .isEqualTo(new Refusal.Conflict());
        assertThat(fixture().split("p", "q", credits(1))).isEqualTo(new Refusal.Conflict());

        fixture().settled(id("c"), 5);
        fixture().settled(id("p"), 5);
        assertReplayed(fixture().split("p", "c", credits(20)), first);
        assertThat(fixture().spent(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(3) there must be an open parent")
    void needsAnOpenParent() {
        assertThat(fixture().split("p", "c", credits(1))).isEqualTo(new Refusal.NotFound());
        fixture().open("p", user(), 60);
        JournalEntry.Closed closing = fixture().settled(id("p"), 1);
        assertThat(fixture().split("p", "c", credits(1))).isEqualTo(new Refusal.AlreadyClosed(closing));

        fixture().open("due", user(), 60);
        fixture().outlive(id("due"));
        assertThat(fixture().split("due", "c", ResourceVector.ZERO))
                .isInstanceOfSatisfying(
                        Refusal.AlreadyClosed.class,
                        refusal -> assertThat(refusal.closing().kind()).isEqualTo(CloseKind.EXPIRED));
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(3) a child has a step, a lease and attributes of its own")
    void childHasItsOwn() {
        fixture().open("p", user(), 60);
        assertThat(fixture().store().bindStep(id("p"), fixture().step("s"))).isInstanceOf(BindOutcome.Bound.class);
        SplitCommand taken = command("c", 5, "s");

        assertThat(fixture().store().split(taken))
                .isEqualTo(new Refusal.StepTaken(fixture().step("s"), id("p")));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(60));

        fixture().reservations().add("c");
        JournalEntry.Opened opened = OutcomeAssertions.split(fixture().store().split(command("c", 5, "s2")))
                .entry();
        assertThat(opened.request().attributes()).containsExactly(Map.entry("colour", "red"));
        assertThat(opened.expiresAtMillis()).isEqualTo(opened.atMillis() + SHORT.toMillis());
        ReservationSnapshot child = fixture().find(fixture().step("s2"));
        assertThat(child.header()).isEqualTo(opened.header());
        assertThat(child.attributes()).containsExactly(Map.entry("colour", "red"));
        assertThat(child.leaseMillis()).isEqualTo(SHORT.toMillis());
        fixture().tracked(fixture().step("s2"), "t", StoreFixture.credits(5));
        assertThat(fixture().find(id("c")).peak()).isEqualTo(1.0);
        assertThat(fixture().find(id("p")).peak()).isZero();
    }

    private SplitCommand command(String child, long credits, String step) {
        return new SplitCommand(id("p"), id(child), credits(credits), SHORT.toMillis(), step, Map.of("colour", "red"));
    }

    @Test
    @DisplayName("(5) the parent's ratio is judged against what it still holds, with its next report")
    void ratioIsJudgedWithTheNextReport() {
        fixture().open("p", user(), 100);
        fixture().tracked(id("p"), "1", StoreFixture.credits(40));

        fixture().splitOff("p", "c", 50);
        assertThat(fixture().find(id("p")).peak()).isEqualTo(0.4);

        JournalEntry.Tracked next = fixture().tracked(id("p"), "2", StoreFixture.credits(5));
        assertThat(next.peakBefore()).isEqualTo(0.4);
        assertThat(next.peak()).isEqualTo(0.9);
    }

    // ---- what comes back

    @Test
    @DisplayName("(1, 6) what a child does not use goes back to its open parent; what it used is spent")
    void restGoesToTheParent() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 40);

        JournalEntry.Closed closed = fixture().settled(id("c"), 15);

        assertThat(closed.charged()).isEqualTo(credits(15));
        assertThat(closed.returned()).isEqualTo(credits(25));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(45));
        assertThat(fixture().reserved(user())).isEqualTo(45);
        assertThat(fixture().spent(user())).isEqualTo(15);
        JournalEntry.Split back = (JournalEntry.Split) last("p");
        assertThat(back.child()).isEqualTo(id("c"));
        assertThat(back.returned()).isEqualTo(credits(25));
        assertThat(back.given()).isEqualTo(ResourceVector.ZERO);
        assertThat(back.held()).isEqualTo(credits(45));

        fixture().settled(id("p"), 45);
        assertThat(fixture().available(user())).isEqualTo(40);
    }

    @Test
    @DisplayName("(1) so it is with a release and an expiry")
    void soItIsWithReleaseAndExpiry() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "released", 20);
        fixture().reservations().add("c");
        OutcomeAssertions.split(fixture().store().split(command("c", 20, "s")));
        fixture().tracked(id("released"), "t", StoreFixture.credits(5));
        fixture().tracked(id("c"), "t", StoreFixture.credits(7));

        fixture().release(id("released"));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(35));
        fixture().outlive(id("c"));
        fixture().expireAll();

        assertThat(fixture().find(id("p")).isOpen()).isTrue();
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(48));
        assertThat(fixture().spent(user())).isEqualTo(12);
        assertThat(fixture().reserved(user())).isEqualTo(48);
    }

    @Test
    @DisplayName("(6) a child that used all of it leaves no second entry with its parent")
    void nothingComesBackOfWhatIsUsed() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 40);
        fixture().settled(id("c"), 40);

        assertThat(fixture().journal().entries(id("p"))).hasSize(2);
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(20));
    }

    @Test
    @DisplayName("(1) a parent that closes leaves its children alone; what they do not use goes to the accounts then")
    void parentsLeaveChildrenAlone() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 40);
        JournalEntry.Closed closed = fixture().settled(id("p"), 10);

        assertThat(closed.held()).isEqualTo(credits(20));
        assertThat(fixture().find(id("c")).isOpen()).isTrue();
        assertThat(fixture().reserved(user())).isEqualTo(40);
        fixture().tracked(id("c"), "t", StoreFixture.credits(15));
        fixture().release(id("c"));

        assertThat(fixture().spent(user())).isEqualTo(25);
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().find(id("p")).closing()).isEqualTo(closed);
    }

    @Test
    @DisplayName("(5) a parent that is due counts as closed, whoever comes first")
    void dueParentsCountAsClosed() {
        fixture().open("p", user(), 60);
        fixture().advance(Duration.ofMinutes(5));
        fixture().splitOff("p", "c", 40);
        fixture().splitOff("p", "d", 10);
        fixture().outlive(id("p"));

        fixture().settled(id("c"), 15);
        assertThat(fixture().reserved(user())).as("of p and d").isEqualTo(20);
        assertThat(OutcomeAssertions.extended(fixture().extend(id("d"), "e", 60))
                        .held())
                .isEqualTo(credits(70));
        fixture().expireAll();

        assertThat(fixture().find(id("p")).isOpen()).isFalse();
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(10));
        assertThat(fixture().reserved(user())).isEqualTo(70);
        assertThat(fixture().spent(user())).isEqualTo(15);
    }

    @Test
    @DisplayName("(1) parent and child that are due at once are both expired in one sweep")
    void bothInOneSweep() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 40);
        fixture().splitOff("c", "g", 30);
        fixture().outlive(id("g"));
        fixture().expireAll();

        assertThat(List.of("p", "c", "g"))
                .allSatisfy(
                        name -> assertThat(fixture().find(id(name)).closing()).isNotNull());
        assertThat(fixture().available(user())).isEqualTo(100);
    }

    @Test
    @DisplayName("(1) an overrun of a child is booked on the accounts, and takes nothing from the parent")
    void overrunsAreTheAccounts() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 40);
        fixture().splitOff("p", "capped", 10);

        JournalEntry.Closed charged = fixture().settled(id("c"), 70);
        assertThat(charged.overrun()).isEqualTo(credits(30));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(10));
        assertThat(fixture().available(user())).isEqualTo(100 - 70 - 20);

        JournalEntry.Closed capped =
                OutcomeAssertions.closed(fixture().settle(id("capped"), StoreFixture.credits(90), OverrunPolicy.CAP));
        assertThat(capped.charged()).isEqualTo(credits(20));
        assertThat(capped.uncollected()).isEqualTo(credits(70));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(10));
        assertThat(fixture().available(user())).isZero();
    }

    @Test
    @DisplayName(
            "(1) a late settle of a child books the difference on the accounts, and the parent keeps what came back")
    void lateSettlesAreTheAccounts() {
        fixture().open("p", user(), 60);
        fixture().reservations().add("c");
        OutcomeAssertions.split(fixture().store().split(command("c", 20, "s")));
        fixture().outlive(id("c"));
        fixture().expireAll();
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(60));

        JournalEntry.Closed late = fixture().settled(id("c"), 15);

        assertThat(late.late()).isTrue();
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(60));
        assertThat(fixture().spent(user())).isEqualTo(15);
        assertThat(fixture().reserved(user())).isEqualTo(60);
    }

    @Test
    @DisplayName(
            "(3) a parent may be forgotten before its child; a new reservation of its name is not the child's parent")
    void parentsMayBeForgottenFirst() {
        fixture().open("p", user(), 60);
        fixture().reservations().add("c");
        OutcomeAssertions.split(fixture()
                .store()
                .split(new SplitCommand(
                        id("p"), id("c"), credits(40), Duration.ofDays(9).toMillis(), null, Map.of())));
        fixture().release(id("p"));
        fixture().advance(Duration.ofDays(8));
        while (fixture().upkeep().prune(Duration.ofDays(7), 100) > 0) {
            // The next pass takes what this one left.
        }
        assertThat(fixture().store().find(id("p"))).isEmpty();
        assertThat(fixture().store().children(id("p"))).isEmpty();
        reusesAnId = true;
        fixture().open("p", user(), 30);

        fixture().settled(id("c"), 15);

        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(30));
        assertThat(fixture().reserved(user())).isEqualTo(30);
        assertThat(fixture().spent(user())).isEqualTo(15);
    }

    // ---- extensions of children

    @Test
    @DisplayName("(1, 6) an extension of a child takes from its open parent's idle hold, and from nowhere else")
    void extensionsTakeFromTheParent() {
        fixture().open("p", user(), 60);
        fixture().tracked(id("p"), "t", StoreFixture.credits(5));
        fixture().splitOff("p", "c", 20);

        assertThat(fixture().extend(id("c"), "e", 36))
                .as("the account has 40")
                .isEqualTo(new IdleTooSmall(id("p"), Resource.CREDITS, 36, 35));
        assertThat(fixture().find(id("c")).sequence()).isOne();
        JournalEntry.Extended extended = OutcomeAssertions.extended(fixture().extend(id("c"), "e", 30));

        assertThat(extended.added()).isEqualTo(credits(30));
        assertThat(extended.held()).isEqualTo(credits(50));
        assertThat(fixture().find(id("p")).held()).isEqualTo(credits(10));
        JournalEntry.Split given = (JournalEntry.Split) last("p");
        assertThat(given.given()).isEqualTo(credits(30));
        assertThat(given.held()).isEqualTo(credits(10));
        assertThat(fixture().extend(id("c"), "e", 30)).isEqualTo(new ExtendOutcome.Extended(extended, true));
        assertThat(fixture().reserved(user())).isEqualTo(60);
    }

    @Test
    @DisplayName(
            "(1) content with less, a child takes what is idle, and gives back what it does not need in the same step")
    void extensionsTakeWhatIsIdle() {
        fixture()
                .reserve("p")
                .on(user(), StoreFixture.limit(100))
                .holding(ResourceVector.of(60, 40, 0, 0, 0, 0))
                .opened();
        OutcomeAssertions.split(fixture().split("p", "c", ResourceVector.of(20, 30, 0, 0, 0, 0)));
        fixture().tracked(id("c"), "t", ResourceUsage.builder().tokens(12).build());
        HoldChange change = HoldChange.more(credits(70))
                .atLeast(credits(7))
                .andLess(ResourceVector.of(Resource.TOKENS, Checks.MAX_AMOUNT));

        ExtendOutcome outcome = fixture().extend(id("c"), "e", change);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DONE_IN_PART);
        JournalEntry.Extended extended = OutcomeAssertions.extended(outcome);
        assertThat(extended.added()).isEqualTo(credits(40));
        assertThat(extended.returned()).isEqualTo(ResourceVector.of(Resource.TOKENS, 18));
        assertThat(fixture().find(id("p")).held()).isEqualTo(ResourceVector.of(Resource.TOKENS, 28));
        JournalEntry.Split moved = (JournalEntry.Split) last("p");
        assertThat(moved.given()).isEqualTo(credits(40));
        assertThat(moved.returned()).isEqualTo(ResourceVector.of(Resource.TOKENS, 18));
        assertThat(fixture().extend(id("c"), "e2", HoldChange.more(credits(5)).atLeast(credits(1))))
                .isEqualTo(lack("p", Resource.CREDITS, 1, 0));
        assertThat(OutcomeAssertions.extended(fixture()
                                .extend(
                                        id("c"),
                                        "e3",
                                        HoldChange.more(credits(5)).atLeast(credits(0))))
                        .added())
                .isEqualTo(credits(0));
        assertThat(last("p")).as("nothing moved").isEqualTo(moved);
    }

    @Test
    @DisplayName(
            "(1) an extension of a child may hold no more than it may, and takes from the accounts once its parent is closed")
    void extensionsAfterTheParent() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "c", 20);
        Limits most = Limits.of(Map.of(Resource.CREDITS, 25L));
        assertThat(fixture().store().extend(new ExtendCommand(id("c"), OperationId.of("e"), credits(6), 0, most)))
                .isEqualTo(new ExtendOutcome.TooLarge(Resource.CREDITS, 26, 25));
        fixture().settled(id("p"), 10);

        OutcomeAssertions.extended(fixture().extend(id("c"), "e", 70));
        fixture().gaveBack(id("c"), "less", 5);

        assertThat(fixture().reserved(user())).isEqualTo(85);
        assertThat(fixture().available(user())).isEqualTo(5);
    }

    @Test
    @DisplayName("(5) children that are due keep nothing from a split or an extension")
    void dueChildrenRefuseNobody() {
        fixture().open("p", user(), 60);
        fixture().reservations().add("c");
        OutcomeAssertions.split(fixture().store().split(command("c", 50, "s")));
        fixture().splitOff("p", "d", 5);
        fixture().outlive(id("c"));

        fixture().splitOff("p", "e", 55);
        assertThat(fixture().find(id("c")).isOpen()).isFalse();
        fixture().settled(id("e"), 0);
        fixture().reservations().add("f");
        OutcomeAssertions.split(fixture().store().split(command("f", 50, "s")));
        fixture().outlive(id("f"));
        assertThat(OutcomeAssertions.extended(fixture()
                                .extend(
                                        id("d"),
                                        "x",
                                        HoldChange.more(credits(40)).atLeast(credits(1))))
                        .added())
                .isEqualTo(credits(40));
    }

    @Test
    @DisplayName("(1) children can be split again, to any depth, and what comes back goes up one step at a time")
    void splitsToAnyDepth() {
        fixture().open("0", user(), 64);
        for (int depth = 1; depth <= 6; depth++) {
            fixture().splitOff(String.valueOf(depth - 1), String.valueOf(depth), 64 >> depth);
        }
        assertThat(fixture().reserved(user())).isEqualTo(64);
        fixture().settled(id("3"), 1);
        for (int depth : List.of(6, 5, 4)) {
            fixture().settled(id(String.valueOf(depth)), 0);
        }

        assertThat(fixture().find(id("2")).held()).isEqualTo(credits(8 + 3));
        assertThat(fixture().reserved(user())).as("4 to 6 gave to the accounts").isEqualTo(64 - 8 + 3);
        fixture().settled(id("2"), 0);
        fixture().settled(id("1"), 0);
        assertThat(fixture().find(id("0")).held()).isEqualTo(credits(32 + 16 + 8 + 3));
    }

    // ---- trees

    @Test
    @DisplayName("the children of a reservation are found, open and closed, the first first")
    void childrenAreFound() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "b", 10);
        fixture().splitOff("p", "a", 10);
        fixture().splitOff("a", "x", 5);
        fixture().extend(id("b"), "e", 1);
        fixture().settled(id("b"), 3);

        assertThat(fixture().store().children(id("p")))
                .containsExactly(fixture().find(id("b")), fixture().find(id("a")));
        assertThat(fixture().store().children(id("a")))
                .containsExactly(fixture().find(id("x")));
        assertThat(fixture().store().children(id("x"))).isEmpty();
        assertThat(fixture().store().children(id("unknown"))).isEmpty();
    }

    // ---- what the tests share

    private void freeze(AccountId account) {
        fixture().accounts().apply(new AccountCommand.Freeze(account, OperationId.of("f"), "test", "stolen card"));
    }

    private static void assertReplayed(SplitOutcome outcome, JournalEntry.Opened first) {
        assertThat(outcome).isInstanceOfSatisfying(SplitOutcome.Split.class, replay -> {
            assertThat(replay.replayed()).isTrue();
            assertThat(replay.given()).isNull();
            assertThat(replay.entry().header()).isEqualTo(first.header());
            assertThat(replay.entry().expiresAtMillis()).isEqualTo(first.expiresAtMillis());
            OutcomeAssertions.assertSameRequest(replay.entry(), first);
        });
    }

    private IdleTooSmall lack(String parent, Resource resource, long needed, long idle) {
        return new IdleTooSmall(id(parent), resource, needed, idle);
    }

    private JournalEntry.OfReservation last(String reservation) {
        List<JournalEntry.OfReservation> entries = fixture().journal().entries(id(reservation));
        return entries.get(entries.size() - 1);
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
