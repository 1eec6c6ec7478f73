package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Steps: one open reservation each, bound with the reserve or later, free again after the close. */
public abstract class StepContract extends StoreContractPart {

    @Test
    @DisplayName("(3) a step bound later names the reservation from then on; binding it again does nothing")
    void bindsLater() {
        fixture().open("r", user(), 10);
        assertThat(fixture().store().find(fixture().step("s"))).isEmpty();

        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());

        assertThat(fixture().find(fixture().step("s")).header().id())
                .isEqualTo(fixture().id("r"));
        assertThat(fixture()
                        .tracked(fixture().step("s"), "t", StoreFixture.credits(1))
                        .stepId())
                .isEqualTo("s");
        assertThat(fixture().find(fixture().id("r")).sequence())
                .as("a bind is no change of the books")
                .isEqualTo(2);
    }

    @Test
    @DisplayName("(3) a step given with the reserve is bound in the same step, and can be bound again")
    void bindsWithTheReserve() {
        fixture()
                .reserve("r")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();

        assertThat(fixture().find(fixture().step("s")).header().id())
                .isEqualTo(fixture().id("r"));
        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());
    }

    @Test
    @DisplayName("(3) a reservation keeps its step; another is refused")
    void refusesASecondStep() {
        fixture().reserve("r").on(user(), StoreFixture.limit(100)).step("s").opened();

        assertThat(bind("r", "other")).isEqualTo(new Refusal.OtherStep(fixture().step("s")));
        assertThat(fixture().store().find(fixture().step("other"))).isEmpty();
    }

    @Test
    @DisplayName("(3) a step that an open reservation has is refused, to a bind and to a reserve")
    void refusesATakenStep() {
        fixture()
                .reserve("holder")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        fixture().open("r", user(), 10);
        ReservationId holder = fixture().id("holder");

        assertThat(bind("r", "s")).isEqualTo(new Refusal.StepTaken(fixture().step("s"), holder));
        assertThat(fixture()
                        .reserve("new")
                        .on(user(), StoreFixture.limit(100))
                        .credits(10)
                        .step("s")
                        .send())
                .isEqualTo(new Refusal.StepTaken(fixture().step("s"), holder));

        assertThat(fixture().find(fixture().id("r")).stepId()).isNull();
        assertThat(fixture().store().find(fixture().id("new"))).isEmpty();
        assertThat(fixture().reserved(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(3) the step is looked at before the accounts")
    void stepBeforeAccounts() {
        fixture()
                .reserve("holder")
                .on(user(), StoreFixture.limit(100))
                .step("s")
                .opened();

        assertThat(fixture()
                        .reserve("new")
                        .on(user(), StoreFixture.limit(100))
                        .credits(101)
                        .step("s")
                        .send())
                .isInstanceOf(Refusal.StepTaken.class);
    }

    @Test
    @DisplayName("(3) a reserve refused for lack of budget does not take the step")
    void aRefusalLeavesTheStepFree() {
        assertThat(fixture()
                        .reserve("poor")
                        .on(user(), StoreFixture.limit(100))
                        .credits(101)
                        .step("s")
                        .send())
                .isInstanceOf(Insufficient.class);

        assertThat(fixture().store().find(fixture().step("s"))).isEmpty();
        fixture().reserve("next").on(user(), StoreFixture.limit(100)).step("s").opened();
    }

    @Test
    @DisplayName("(3) after the close the step names the reservation until another takes it")
    void staysAfterTheCloseUntilTaken() {
        fixture()
                .reserve("first")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        fixture().settled(fixture().step("s"), 4);
        assertThat(fixture().find(fixture().step("s")).header().id())
                .isEqualTo(fixture().id("first"));

        fixture()
                .reserve("second")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        assertThat(fixture().find(fixture().step("s")).header().id())
                .isEqualTo(fixture().id("second"));
        assertThat(fixture().find(fixture().id("first")).stepId()).isEqualTo("s");

        fixture().release(fixture().step("s"));
        fixture().open("third", user(), 10);
        assertThat(bind("third", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(fixture().find(fixture().step("s")).header().id())
                .isEqualTo(fixture().id("third"));
    }

    @Test
    @DisplayName("(5) a step whose holder is due is free: the holder is expired")
    void takesTheStepOfOneThatIsDue() {
        fixture()
                .reserve("first")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        fixture().outlive(fixture().id("first"));
        fixture()
                .reserve("second")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        assertThat(closedAs("first")).isEqualTo(CloseKind.EXPIRED);

        fixture().outlive(fixture().id("second"));
        fixture().open("third", user(), 10);
        assertThat(bind("third", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(closedAs("second")).isEqualTo(CloseKind.EXPIRED);
        assertThat(fixture().reserved(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(3, 5) nothing is bound to a reservation that is closed, due or unknown")
    void bindsOnlyToOpenOnes() {
        fixture().open("released", user(), 10);
        JournalEntry.Closed released =
                OutcomeAssertions.closed(fixture().release(fixture().id("released")));
        fixture()
                .reserve("due")
                .on(user(), StoreFixture.limit(100))
                .lease(Duration.ofSeconds(60))
                .opened();
        fixture().outlive(fixture().id("due"));

        assertThat(bind("released", "s")).isEqualTo(new Refusal.AlreadyClosed(released));
        assertThat(bind("due", "s")).isEqualTo(new Refusal.AlreadyClosed(LeaseContract.closing(fixture(), "due")));
        assertThat(bind("unknown", "s")).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().store().find(fixture().step("s"))).isEmpty();
    }

    @Test
    @DisplayName("(9) the same step id in another tenant is another step")
    void stepsLiveInTheirTenant() {
        fixture().reserve("r").on(user(), StoreFixture.limit(100)).step("s").opened();

        StepId elsewhere = new StepId(fixture().tenant() + "-other", "s");
        assertThat(fixture().store().find(elsewhere)).isEmpty();
        assertThat(fixture().track(elsewhere, "t", StoreFixture.credits(1))).isEqualTo(new Refusal.NotFound());
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private BindOutcome bind(String reservation, String step) {
        return fixture().store().bindStep(fixture().id(reservation), fixture().step(step));
    }

    private CloseKind closedAs(String reservation) {
        return LeaseContract.closing(fixture(), reservation).kind();
    }
}
