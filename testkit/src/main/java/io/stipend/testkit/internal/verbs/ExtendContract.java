package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Extensions that are content with less than they want, and those that give idle hold back. */
public abstract class ExtendContract extends StoreContractPart {

    // ---- least

    @Test
    @DisplayName("(1, 3) between the least and what is wanted, an extension is granted what there is on all accounts")
    void grantsWhatThereIs() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(10)
                .opened();

        JournalEntry.Extended part = OutcomeAssertions.extended(fixture().extend(id(), "e", between(7, 60)));

        assertThat(part.added()).isEqualTo(credits(40));
        assertThat(part.asked()).isEqualTo(between(7, 60));
        assertThat(part.held()).isEqualTo(credits(50));
        assertThat(fixture().find(id()).held()).isEqualTo(credits(50));
        assertThat(fixture().available(pool)).isZero();
        assertThat(fixture().available(user())).isEqualTo(50);
        assertThat(new ExtendOutcome.Extended(part, false).kind()).isEqualTo(Outcome.Kind.DONE_IN_PART);
    }

    @Test
    @DisplayName("(1) of each resource there is as much as there is of that one")
    void grantsEachResourceByItself() {
        Limits limits = Limits.of(Map.of(Resource.CREDITS, 30L, Resource.TOKENS, 1_000L));
        fixture()
                .reserve("r")
                .on(user(), new AccountTerms(limits, credits(5), LimitPeriod.NEVER))
                .credits(10)
                .opened();
        ResourceVector wanted = ResourceVector.of(100, 400, 9, 0, 0, 0);

        JournalEntry.Extended part = OutcomeAssertions.extended(
                fixture().extend(id(), "e", HoldChange.more(wanted).atLeast(ResourceVector.ZERO)));

        assertThat(part.added()).as("overdraft included").isEqualTo(ResourceVector.of(25, 400, 9, 0, 0, 0));
    }

    @Test
    @DisplayName("(3) where even the least is not there, the extension is refused for want of it, and changes nothing")
    void refusesBelowTheLeast() {
        fixture().open("r", user(), 90);

        assertThat(fixture().extend(id(), "e", between(11, 60)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 11, 10));
        assertThat(fixture().find(id()).sequence()).isOne();
        assertThat(fixture().reserved(user())).isEqualTo(90);

        assertThat(OutcomeAssertions.extended(fixture().extend(id(), "e", between(10, 60)))
                        .added())
                .isEqualTo(credits(10));
    }

    @Test
    @DisplayName("(1) a least of nothing is there in debt too")
    void leastOfNothingIsNeverRefused() {
        fixture().open("r", user(), 10);
        fixture().open("other", user(), 10);
        fixture().settled(fixture().id("other"), 200);

        JournalEntry.Extended nothing = OutcomeAssertions.extended(fixture().extend(id(), "e", between(0, 5)));

        assertThat(nothing.added()).isEqualTo(ResourceVector.ZERO);
        assertThat(nothing.held()).isEqualTo(credits(10));
        assertThat(fixture().extend(id(), "e2", between(1, 5)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 1, -110));
    }

    @Test
    @DisplayName("(4) a second try is granted what the first one was, whatever there is now")
    void replaysTheGrant() {
        fixture().open("r", user(), 90);
        JournalEntry.Extended first = OutcomeAssertions.extended(fixture().extend(id(), "e", between(1, 60)));
        fixture().gaveBack(id(), "less", 50);

        ExtendOutcome replay = new ExtendOutcome.Extended(first, true);
        assertThat(first.added()).isEqualTo(credits(10));
        assertThat(fixture().extend(id(), "e", between(1, 60))).isEqualTo(replay);
        assertThat(fixture().extend(id(), "e", between(2, 60))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().extend(id(), "e", between(1, 61))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().extend(id(), "e", HoldChange.more(credits(60)))).isEqualTo(new Refusal.Conflict());
        fixture().release(id());
        assertThat(fixture().extend(id(), "e", between(1, 60))).isEqualTo(replay);
    }

    @Test
    @DisplayName(
            "(3) what the reservation may hold in all bounds the grant; it is too large where the least does not fit")
    void grantsWithinTheLargest() {
        fixture().reserve("r").credits(10).hold(Resource.TOKENS, 50).opened();
        Limits limits = Limits.of(Map.of(Resource.CREDITS, 25L, Resource.TOKENS, 40L));

        assertThat(extend("e", between(16, 60), limits))
                .isEqualTo(new ExtendOutcome.TooLarge(Resource.CREDITS, 26, 25));
        JournalEntry.Extended part = OutcomeAssertions.extended(extend("e", between(15, 60), limits));
        assertThat(part.added()).isEqualTo(credits(15));

        HoldChange tokens = HoldChange.more(tokens(5)).atLeast(ResourceVector.ZERO);
        JournalEntry.Extended none = OutcomeAssertions.extended(extend("e2", tokens, limits));
        assertThat(none.added()).as("it holds more than it may already").isEqualTo(ResourceVector.ZERO);
        assertThat(none.held()).isEqualTo(ResourceVector.of(25, 50, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("(1, 3) a grant ends at the largest amount; a least beyond it is refused")
    void grantsWithinTheRange() {
        fixture().reserve("r").credits(Checks.MAX_AMOUNT - 3).opened();

        assertThatThrownBy(() -> fixture().extend(id(), "e", between(4, 10)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(OutcomeAssertions.extended(fixture().extend(id(), "e", between(3, 10)))
                        .held())
                .isEqualTo(credits(Checks.MAX_AMOUNT));
    }

    @Test
    @DisplayName("(5) due holds are expired before less is granted than is wanted")
    void dueHoldsGoFirst() {
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .lease(Duration.ofHours(2))
                .opened();
        fixture().open("due", user(), 60);
        fixture().open("other", user(), 20);
        fixture().tracked(fixture().id("other"), "t", StoreFixture.credits(4));
        fixture().outlive(fixture().id("other"));

        JournalEntry.Extended part = OutcomeAssertions.extended(fixture().extend(id(), "e", between(1, 100)));

        assertThat(part.added()).isEqualTo(credits(86));
        assertThat(fixture().find(fixture().id("due")).isOpen()).isFalse();
        assertThat(fixture().reserved(user())).isEqualTo(96);
        assertThat(fixture().spent(user())).isEqualTo(4);
    }

    // ---- less

    @Test
    @DisplayName("(1, 2) idle hold is given back to all accounts; the ratio moves, and the highest stays")
    void givesBackIdleHold() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(200))
                .credits(80)
                .hold(Resource.TOKENS, 50)
                .opened();
        fixture().tracked(id(), "t", StoreFixture.credits(20));

        JournalEntry.Extended less = fixture().gaveBack(id(), "e", 50);

        assertThat(less.returned()).isEqualTo(credits(50));
        assertThat(less.added()).isEqualTo(ResourceVector.ZERO);
        assertThat(less.held()).isEqualTo(ResourceVector.of(30, 50, 0, 0, 0, 0));
        assertThat(less.used()).isEqualTo(credits(20));
        assertThat(less.peak()).as("what a report led to").isEqualTo(0.25);
        assertThat(new ExtendOutcome.Extended(less, false).kind()).isEqualTo(Outcome.Kind.DONE);
        assertThat(fixture().available(user())).isEqualTo(70);
        assertThat(fixture().available(pool)).isEqualTo(170);
        assertThat(fixture().find(id()).held()).isEqualTo(less.held());

        JournalEntry.Tracked next = fixture().tracked(id(), "t2", StoreFixture.credits(4));
        assertThat(next.peakBefore()).isEqualTo(0.25);
        assertThat(next.peak()).isEqualTo(0.8);
    }

    @Test
    @DisplayName("(2) what is used is not given back: only what is idle, and nothing of what is overrun")
    void neverGivesBackWhatIsUsed() {
        fixture()
                .reserve("r")
                .on(user(), AccountTerms.UNLIMITED)
                .credits(30)
                .hold(Resource.TOKENS, 50)
                .hold(Resource.MEMORY, 64)
                .opened();
        fixture().tracked(id(), "t", TrackContract.usage(12, 70, 0, 0, 60));

        JournalEntry.Extended less = OutcomeAssertions.extended(
                fixture().extend(id(), "e", HoldChange.less(ResourceVector.of(30, 10, 5, 0, 9, 0))));

        assertThat(less.returned()).isEqualTo(ResourceVector.of(18, 0, 0, 0, 4, 0));
        assertThat(less.held()).isEqualTo(ResourceVector.of(12, 50, 0, 0, 60, 0));
        assertThat(fixture().gaveBack(id(), "e2", 1).returned())
                .as("nothing is idle now")
                .isEqualTo(ResourceVector.ZERO);
        assertThat(fixture().settled(id(), 12).charged().tokens()).isEqualTo(70);
    }

    @Test
    @DisplayName("(1) no account is asked for less, also in debt, and no limit on the whole reservation")
    void lessAsksNobody() {
        fixture().open("r", user(), 60);
        fixture().open("other", user(), 10);
        fixture().settled(fixture().id("other"), 500);
        Limits limits = Limits.of(Map.of(Resource.CREDITS, 5L));

        JournalEntry.Extended less = OutcomeAssertions.extended(extend("e", HoldChange.less(credits(40)), limits));

        assertThat(less.held()).isEqualTo(credits(20));
        assertThat(fixture().available(user())).isEqualTo(-420);
    }

    @Test
    @DisplayName("(4) giving back is replayed, also when more is idle by then, and is no other operation")
    void replaysGivingBack() {
        fixture().open("r", user(), 30);
        JournalEntry.Extended first = fixture().gaveBack(id(), "e", 50);
        fixture().extend(id(), "more", 20);

        assertThat(first.returned()).isEqualTo(credits(30));
        assertThat(fixture().extend(id(), "e", HoldChange.less(credits(50))))
                .isEqualTo(new ExtendOutcome.Extended(first, true));
        assertThat(fixture().extend(id(), "e", HoldChange.less(credits(51)))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().extend(id(), "e", HoldChange.more(credits(50)))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().reserved(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(3) more of one resource and less of another is one step, or none")
    void moreAndLessAtOnce() {
        AccountTerms terms = StoreFixture.limit(100);
        fixture()
                .reserve("r")
                .on(user(), terms)
                .credits(60)
                .hold(Resource.TOKENS, 50)
                .opened();
        HoldChange swap = HoldChange.more(credits(41)).andLess(tokens(20));

        assertThat(fixture().extend(id(), "e", swap)).isEqualTo(new Insufficient(user(), Resource.CREDITS, 41, 40));
        assertThat(fixture().find(id()).held()).isEqualTo(ResourceVector.of(60, 50, 0, 0, 0, 0));

        JournalEntry.Extended done = OutcomeAssertions.extended(
                fixture().extend(id(), "e", HoldChange.more(credits(40)).andLess(tokens(20))));
        assertThat(done.held()).isEqualTo(ResourceVector.of(100, 30, 0, 0, 0, 0));
        assertThat(fixture().show(user()).reserved()).isEqualTo(done.held());
    }

    @Test
    @DisplayName("(4) nothing is given back of what is closed or unknown")
    void givesBackOnlyWhatIsOpen() {
        fixture().open("r", user(), 10);
        JournalEntry.Closed closing = OutcomeAssertions.closed(fixture().release(id()));

        assertThat(fixture().extend(id(), "e", HoldChange.less(credits(1))))
                .isEqualTo(new Refusal.AlreadyClosed(closing));
        assertThat(fixture().extend(fixture().id("unknown"), "e", HoldChange.less(credits(1))))
                .isEqualTo(new Refusal.NotFound());
    }

    // ---- policy: terms and ceilings

    @Test
    @DisplayName("(1, 3) an account takes over the terms that an extension brings, in the step that extends")
    void takesOverTerms() {
        fixture().open("r", user(), 90);

        assertThat(fixture().extend(id(), "e", 20)).isEqualTo(new Insufficient(user(), Resource.CREDITS, 20, 10));
        JournalEntry.Extended extended =
                OutcomeAssertions.extended(extend("e", HoldChange.more(credits(20)), terms(user(), 150)));

        assertThat(extended.held()).isEqualTo(credits(110));
        assertThat(fixture().available(user())).isEqualTo(40);
        assertThat(fixture().journal().entries(user())).last().satisfies(entry -> {
            assertThat(entry.change()).isEqualTo(JournalEntry.AccountChange.TERMS);
            assertThat(entry.limit()).isEqualTo(150);
        });
    }

    @Test
    @DisplayName("(3) terms that refuse the extension are taken over all the same")
    void takesOverTermsThatRefuse() {
        fixture().open("r", user(), 90);

        assertThat(extend("e", HoldChange.more(credits(6)), terms(user(), 95)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 6, 5));

        assertThat(fixture().available(user())).isEqualTo(5);
    }

    @Test
    @DisplayName("(1) other accounts keep the terms that are stored, and no account is made that is not on the path")
    void keepsOtherTerms() {
        AccountId pool = fixture().pool("p");
        AccountId stranger = fixture().user("stranger");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(10)
                .opened();
        PathPolicy policy = new PathPolicy(
                AccountPath.of(List.of(stranger, user())),
                List.of(StoreFixture.limit(1), StoreFixture.limit(200)),
                List.of());

        OutcomeAssertions.extended(extend("e", HoldChange.more(credits(40)), policy));

        assertThat(fixture().available(user())).isEqualTo(150);
        assertThat(fixture().available(pool)).isZero();
        assertThat(fixture().journal().entries(stranger)).isEmpty();
    }

    @Test
    @DisplayName("(4) terms and ceilings are no part of the request: a second try takes over none")
    void replaysUnderOtherPolicy() {
        fixture().open("r", user(), 90);
        JournalEntry.Extended first =
                OutcomeAssertions.extended(extend("e", HoldChange.more(credits(20)), terms(user(), 150)));

        assertThat(extend("e", HoldChange.more(credits(20)), terms(user(), 7)))
                .isEqualTo(new ExtendOutcome.Extended(first, true));
        assertThat(extend("e", HoldChange.more(credits(20)), ceiling(user(), 3)))
                .isEqualTo(new ExtendOutcome.Extended(first, true));
        assertThat(fixture().available(user())).isEqualTo(40);
    }

    @Test
    @DisplayName("(5) an extension of the lease alone takes over no terms")
    void leasesTakeOverNoTerms() {
        fixture().open("r", user(), 90);

        OutcomeAssertions.extended(fixture()
                .store()
                .extend(new ExtendCommand(
                        id(),
                        StoreFixture.op("e"),
                        ExtendCommand.fingerprint(HoldChange.NONE, 60_000),
                        HoldChange.NONE,
                        60_000,
                        Limits.NONE,
                        terms(user(), 7),
                        false)));

        assertThat(fixture().available(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(1) what is in use with what is added reaches a ceiling, to the unit, and does not pass it")
    void reachesTheCeiling() {
        fixture().open("r", user(), 10);
        fixture().open("other", user(), 20);
        fixture().settled(fixture().id("other"), 15);

        assertThat(extend("e", HoldChange.more(credits(6)), ceiling(user(), 30)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 6, 5, true));
        assertThat(OutcomeAssertions.extended(extend("e", HoldChange.more(credits(5)), ceiling(user(), 30)))
                        .held())
                .isEqualTo(credits(15));
        assertThat(fixture().available(user())).as("it is for its call alone").isEqualTo(70);
    }

    @Test
    @DisplayName("(1) a grant ends at a ceiling; one whose least is above it is refused by it")
    void grantsUnderTheCeiling() {
        fixture().open("r", user(), 10);

        assertThat(OutcomeAssertions.extended(extend("e", between(2, 60), ceiling(user(), 25)))
                        .added())
                .isEqualTo(credits(15));
        assertThat(extend("e2", between(2, 60), ceiling(user(), 26)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 2, 1, true));
        assertThat(OutcomeAssertions.extended(extend("e3", between(0, 60), ceiling(user(), 20)))
                        .added())
                .as("more is in use than the ceiling allows")
                .isEqualTo(ResourceVector.ZERO);
    }

    @Test
    @DisplayName("(3) the room of all accounts is judged before any ceiling")
    void roomComesBeforeCeilings() {
        fixture().open("r", user(), 90);

        assertThat(extend("e", HoldChange.more(credits(11)), ceiling(user(), 91)))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 11, 10));
    }

    @Test
    @DisplayName("(1) a ceiling asks nothing of what is given back")
    void ceilingsLeaveLessAlone() {
        fixture().open("r", user(), 90);

        assertThat(OutcomeAssertions.extended(extend("e", HoldChange.less(credits(30)), ceiling(user(), 5)))
                        .held())
                .isEqualTo(credits(60));
    }

    private ExtendOutcome extend(String operation, HoldChange change, PathPolicy policy) {
        return fixture()
                .store()
                .extend(new ExtendCommand(
                        id(),
                        StoreFixture.op(operation),
                        ExtendCommand.fingerprint(change, 0),
                        change,
                        0,
                        Limits.NONE,
                        policy,
                        false));
    }

    private static PathPolicy terms(AccountId account, long credits) {
        return new PathPolicy(AccountPath.of(List.of(account)), List.of(StoreFixture.limit(credits)), List.of());
    }

    /** A ceiling on an account whose limit is 100, as ever. */
    private static PathPolicy ceiling(AccountId account, long credits) {
        return new PathPolicy(
                AccountPath.of(List.of(account)),
                List.of(StoreFixture.limit(100)),
                List.of(Limits.of(Map.of(Resource.CREDITS, credits))));
    }

    private ExtendOutcome extend(String operation, HoldChange change, Limits mostHeld) {
        return fixture().store().extend(new ExtendCommand(id(), StoreFixture.op(operation), change, 0, mostHeld));
    }

    private static HoldChange between(long least, long most) {
        return HoldChange.more(credits(most)).atLeast(credits(least));
    }

    private static ResourceVector credits(long units) {
        return ResourceVector.of(Resource.CREDITS, units);
    }

    private static ResourceVector tokens(long tokens) {
        return ResourceVector.of(Resource.TOKENS, tokens);
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }
}
