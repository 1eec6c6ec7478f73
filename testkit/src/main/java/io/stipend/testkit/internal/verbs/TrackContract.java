package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Usage reports and extensions: what adds up, what keeps its maximum, the peak, replay and conflict. */
public abstract class TrackContract extends StoreContractPart {

    @Test
    @DisplayName("(6) credits, tokens and calls add up; compute time and memory keep their maximum")
    void addsOrKeepsTheMaximum() {
        openAll();
        fixture().tracked(id(), "1", usage(10, 100, 1, 500, 70));
        JournalEntry.Tracked second = fixture().tracked(id(), "2", usage(5, 50, 2, 400, 90));

        assertThat(second.used()).isEqualTo(ResourceVector.of(15, 150, 3, 500, 90, 0));
        assertThat(second.report()).isEqualTo(usage(5, 50, 2, 400, 90));
        assertThat(fixture().find(id()).used()).isEqualTo(second.used());
    }

    @Test
    @DisplayName("(1, 2) a report touches no account, however far usage is above the hold")
    void touchesNoAccount() {
        fixture().open("r", user(), 10);
        fixture().tracked(id(), "1", StoreFixture.credits(1_000));

        assertThat(fixture().reserved(user())).isEqualTo(10);
        assertThat(fixture().spent(user())).isZero();
    }

    @Test
    @DisplayName("(6) the peak is the highest ratio a report led to, before and after each")
    void keepsThePeak() {
        fixture().open("r", user(), 10);

        JournalEntry.Tracked first = fixture().tracked(id(), "1", StoreFixture.credits(8));
        assertThat(first.peakBefore()).isZero();
        assertThat(first.peak()).isEqualTo(0.8);
        OutcomeAssertions.extended(fixture().extend(id(), "e", 10));
        JournalEntry.Tracked second = fixture().tracked(id(), "2", StoreFixture.credits(1));
        assertThat(second.peakBefore()).isEqualTo(0.8);
        assertThat(second.peak()).as("9 of 20 is below the peak").isEqualTo(0.8);
        JournalEntry.Tracked third = fixture().tracked(id(), "3", StoreFixture.credits(10));
        assertThat(third.peakBefore()).isEqualTo(0.8);
        assertThat(third.peak()).isEqualTo(0.95);
        assertThat(fixture().find(id()).peak()).isEqualTo(0.95);
    }

    @Test
    @DisplayName("(6) the ratio is the largest over what is held; what is not held does not count")
    void ratioOfWhatIsHeld() {
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .credits(100)
                .hold(Resource.MEMORY, 10)
                .opened();

        JournalEntry.Tracked tracked = fixture().tracked(id(), "1", usage(10, 1_000_000, 5, 5, 7));
        assertThat(tracked.peak()).isEqualTo(0.7);
    }

    @Test
    @DisplayName("(4) a report seen before changes nothing and returns what it returned then, also after the close")
    void replaysReports() {
        fixture().open("r", user(), 10);
        JournalEntry.Tracked first = fixture().tracked(id(), "1", StoreFixture.credits(4));
        fixture().advance(Duration.ofSeconds(3));

        TrackOutcome replay = new TrackOutcome.Added(first, true);
        assertThat(fixture().track(id(), "1", StoreFixture.credits(4))).isEqualTo(replay);
        fixture().tracked(id(), "2", StoreFixture.credits(3));
        assertThat(fixture().track(id(), "1", StoreFixture.credits(4))).isEqualTo(replay);
        fixture().settled(id(), 7);
        assertThat(fixture().track(id(), "1", StoreFixture.credits(4))).isEqualTo(replay);

        assertThat(fixture().spent(user())).isEqualTo(7);
        assertThat(fixture().find(id()).sequence()).isEqualTo(4);
    }

    @Test
    @DisplayName("(4) an id used for another report, an extension or the close is a conflict, also after the close")
    void conflictsOfReports() {
        fixture().open("r", user(), 10);
        fixture().tracked(id(), "t", StoreFixture.credits(4));
        OutcomeAssertions.extended(fixture().extend(id(), "e", 5));
        TrackOutcome conflict = new Refusal.Conflict();

        assertThat(fixture().track(id(), "t", StoreFixture.credits(5))).isEqualTo(conflict);
        assertThat(fixture().track(id(), "e", StoreFixture.credits(5))).isEqualTo(conflict);
        assertThat(fixture()
                        .track(
                                id(),
                                "t",
                                ResourceUsage.builder().creditUnits(4).tokens(0).build()))
                .as("an explicit zero is not the same as nothing reported")
                .isEqualTo(conflict);
        fixture().settled(id(), 4);
        assertThat(fixture().track(id(), "t", StoreFixture.credits(5))).isEqualTo(conflict);
        assertThat(fixture().track(id(), OperationId.SETTLE.toString(), StoreFixture.credits(5)))
                .isEqualTo(conflict);
        assertThat(fixture().find(id()).used().credits()).isEqualTo(4);
    }

    @Test
    @DisplayName("(4) nothing new is reported on a reservation that is closed or unknown")
    void refusesReportsAfterTheClose() {
        fixture().open("r", user(), 10);
        JournalEntry.Closed closing = fixture().settled(id(), 4);

        assertThat(fixture().track(id(), "1", StoreFixture.credits(1))).isEqualTo(new Refusal.AlreadyClosed(closing));
        assertThat(fixture().track(fixture().id("unknown"), "1", StoreFixture.credits(1)))
                .isEqualTo(new Refusal.NotFound());
        assertThat(fixture().track(fixture().step("unknown"), "1", StoreFixture.credits(1)))
                .isEqualTo(new Refusal.NotFound());
    }

    @Test
    @DisplayName("(1, 3) a sum above the largest amount is refused and changes nothing")
    void refusesSumsOutOfRange() {
        fixture().open("r", user(), 10);
        fixture().tracked(id(), "1", StoreFixture.credits(Checks.MAX_AMOUNT));
        ReservationSnapshot before = fixture().find(id());

        assertThatThrownBy(() -> fixture().track(id(), "2", StoreFixture.credits(1)))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(fixture().find(id())).isEqualTo(before);
        fixture().tracked(id(), "2", StoreFixture.credits(0));
    }

    // ---- extend

    @Test
    @DisplayName("(1, 2, 3) an extension holds more on every account, and names what is held from then on")
    void extendsTheHold() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(10)
                .opened();
        fixture().tracked(id(), "t", StoreFixture.credits(8));

        ResourceVector additional = ResourceVector.of(40, 3, 0, 0, 0, 0);
        JournalEntry.Extended extended = OutcomeAssertions.extended(
                fixture().store().extend(new ExtendCommand(id(), StoreFixture.op("e"), additional, 0)));

        assertThat(extended.added()).isEqualTo(additional);
        assertThat(extended.returned()).isEqualTo(ResourceVector.ZERO);
        assertThat(extended.held()).isEqualTo(ResourceVector.of(50, 3, 0, 0, 0, 0));
        assertThat(extended.used().credits()).isEqualTo(8);
        assertThat(extended.peak()).as("a level entered is not left").isEqualTo(0.8);
        assertThat(fixture().available(user())).isEqualTo(50);
        assertThat(fixture().available(pool)).isZero();
        assertThat(fixture().find(id()).held()).isEqualTo(extended.held());
    }

    @Test
    @DisplayName("(3) an extension that one account cannot bear changes none, and is not remembered")
    void extendsAllOrNone() {
        AccountId pool = fixture().pool("p");
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .on(pool, StoreFixture.limit(50))
                .credits(10)
                .opened();

        assertThat(fixture().extend(id(), "e", 41)).isEqualTo(new Insufficient(pool, Resource.CREDITS, 41, 40));
        assertThat(fixture().reserved(user())).isEqualTo(10);
        assertThat(fixture().find(id()).held().credits()).isEqualTo(10);
        assertThat(fixture().find(id()).sequence()).isOne();

        OutcomeAssertions.extended(fixture().extend(id(), "e", 40));
        assertThat(fixture().available(pool)).isZero();
    }

    @Test
    @DisplayName("(1) an extension in debt of another resource goes on")
    void extendsInDebtOfAnotherResource() {
        fixture().reserve("r").on(user(), StoreFixture.limit(100)).credits(100).opened();
        fixture().reserve("terms").on(user(), StoreFixture.limit(1)).credits(1).send(); // in debt from now on

        ResourceVector tokens = ResourceVector.of(Resource.TOKENS, 5);
        OutcomeAssertions.extended(
                fixture().store().extend(new ExtendCommand(id(), StoreFixture.op("tokens"), tokens, 0)));

        assertThat(fixture().show(user()).reserved()).isEqualTo(ResourceVector.of(100, 5, 0, 0, 0, 0));
        assertThat(fixture().extend(id(), "credits", 1)).isEqualTo(new Insufficient(user(), Resource.CREDITS, 1, -99));
    }

    @Test
    @DisplayName("(5) an extension of the lease alone asks no account, and never shortens")
    void extendsTheLeaseAlone() {
        JournalEntry.Opened opened = fixture().open("r", user(), 100);
        fixture().reserve("terms").on(user(), StoreFixture.limit(1)).credits(1).send(); // in debt from now on

        JournalEntry.Extended shorter = OutcomeAssertions.extended(lease("e1", Duration.ofSeconds(1)));
        assertThat(shorter.expiresAtMillis()).isEqualTo(opened.expiresAtMillis());
        JournalEntry.Extended longer = OutcomeAssertions.extended(lease("e2", Duration.ofHours(3)));
        assertThat(longer.expiresAtMillis())
                .isEqualTo(longer.atMillis() + Duration.ofHours(3).toMillis());
        assertThat(longer.leaseMillis()).isEqualTo(Duration.ofHours(3).toMillis());
        assertThat(fixture().find(id()).expiresAtMillis()).isEqualTo(longer.expiresAtMillis());
        assertThat(fixture().reserved(user())).isEqualTo(100);
    }

    @Test
    @DisplayName("(4) an extension is replayed, also after the close; with another payload it is a conflict")
    void replaysExtensions() {
        fixture().open("r", user(), 10);
        JournalEntry.Extended first = OutcomeAssertions.extended(fixture().extend(id(), "e", 20));
        fixture().tracked(id(), "t", StoreFixture.credits(1));

        ExtendOutcome replay = new ExtendOutcome.Extended(first, true);
        assertThat(fixture().extend(id(), "e", 20)).isEqualTo(replay);
        assertThat(fixture().extend(id(), "e", 21)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().extend(id(), "t", 20)).isEqualTo(new Refusal.Conflict());
        assertThat(lease("e", Duration.ofSeconds(1))).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().reserved(user())).isEqualTo(30);

        fixture().release(id());
        assertThat(fixture().extend(id(), "e", 20)).isEqualTo(replay);
        assertThat(fixture().extend(id(), "e", 21)).isEqualTo(new Refusal.Conflict());
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(4) nothing is extended that is closed or unknown")
    void extendsOnlyOpenOnes() {
        fixture().open("r", user(), 10);
        JournalEntry.Closed closing = OutcomeAssertions.closed(fixture().release(id()));

        assertThat(fixture().extend(id(), "e", 1)).isEqualTo(new Refusal.AlreadyClosed(closing));
        assertThat(fixture().extend(fixture().id("unknown"), "e", 1)).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().extend(fixture().step("unknown"), "e", 1)).isEqualTo(new Refusal.NotFound());
    }

    @Test
    @DisplayName("(3) an extension is judged by all that the reservation would hold of what is added to")
    void limitsWhatIsHeldInAll() {
        fixture().reserve("r").credits(10).hold(Resource.TOKENS, 50).opened();
        Limits limits = Limits.of(Map.of(Resource.CREDITS, 25L, Resource.TOKENS, 40L));

        assertThat(extend("e", 16, limits)).isEqualTo(new ExtendOutcome.TooLarge(Resource.CREDITS, 26, 25));
        assertThat(fixture().find(id()).held().credits()).isEqualTo(10);
        assertThat(fixture().find(id()).sequence()).isOne();

        JournalEntry.Extended extended = OutcomeAssertions.extended(extend("e", 15, limits));
        assertThat(extended.held().credits()).isEqualTo(25);
        assertThat(extend("e", 15, Limits.of(Map.of(Resource.CREDITS, 1L))))
                .as("the limit is policy, and no part of the payload")
                .isEqualTo(new ExtendOutcome.Extended(extended, true));
        assertThat(extend("none", 0, limits)).isInstanceOf(ExtendOutcome.Extended.class);
    }

    @Test
    @DisplayName("(3) the size of an extension is looked at before the accounts")
    void limitsWhatIsHeldBeforeAccounts() {
        fixture().open("r", user(), 90);

        assertThat(extend("e", 20, Limits.of(Map.of(Resource.CREDITS, 100L))))
                .isEqualTo(new ExtendOutcome.TooLarge(Resource.CREDITS, 110, 100));
        assertThat(extend("e", 20, Limits.of(Map.of(Resource.CREDITS, 110L))))
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 20, 10));
    }

    @Test
    @DisplayName("(4) that a reservation is closed, or due, is told before the size of its extension")
    void tellsTheStateBeforeTheSize() {
        Limits none = Limits.of(Map.of(Resource.CREDITS, 0L));
        fixture().open("r", user(), 10);
        fixture().outlive(id());

        Refusal.AlreadyClosed expired = OutcomeAssertions.as(Refusal.AlreadyClosed.class, extend("e", 1, none));
        assertThat(expired.closing().kind()).isEqualTo(CloseKind.EXPIRED);
        assertThat(extend("e", 1, none)).isEqualTo(expired);
        assertThat(extend("e", Checks.MAX_AMOUNT, none)).isEqualTo(expired);
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(1, 3) an envelope above the largest amount is refused and changes nothing")
    void refusesEnvelopesOutOfRange() {
        fixture().reserve("r").credits(Checks.MAX_AMOUNT).opened();

        assertThatThrownBy(() -> fixture().extend(id(), "e", 1)).isInstanceOf(InvalidRequestException.class);

        assertThat(fixture().find(id()).held().credits()).isEqualTo(Checks.MAX_AMOUNT);
        assertThat(fixture().find(id()).sequence()).isOne();
    }

    private ExtendOutcome extend(String operation, long credits, Limits mostHeld) {
        ResourceVector additional = ResourceVector.of(Resource.CREDITS, credits);
        return fixture().store().extend(new ExtendCommand(id(), StoreFixture.op(operation), additional, 0, mostHeld));
    }

    private ExtendOutcome lease(String operation, Duration lease) {
        return fixture()
                .store()
                .extend(new ExtendCommand(id(), StoreFixture.op(operation), ResourceVector.ZERO, lease.toMillis()));
    }

    private void openAll() {
        fixture()
                .reserve("r")
                .on(user(), AccountTerms.UNLIMITED)
                .credits(100)
                .hold(Resource.TOKENS, 1_000)
                .hold(Resource.API_CALLS, 10)
                .hold(Resource.COMPUTE_TIME, 1_000)
                .hold(Resource.MEMORY, 100)
                .hold(Resource.SLOTS, 1)
                .opened();
    }

    static ResourceUsage usage(long credits, long tokens, long calls, long millis, long memory) {
        return ResourceUsage.builder()
                .creditUnits(credits)
                .tokens(tokens)
                .apiCalls(calls)
                .computeMillis(millis)
                .memoryBytes(memory)
                .build();
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id() {
        return fixture().id("r");
    }
}
