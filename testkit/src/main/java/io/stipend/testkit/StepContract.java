package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Steps: one open reservation each, bound with the reserve or later, free again after the close. */
public abstract class StepContract extends StoreContract {

    @Test
    @DisplayName("(3) a step bound later names the reservation from then on; binding it again does nothing")
    void bindsLater() {
        scene().open("r", user(), 10);
        assertThat(scene().store().find(scene().step("s"))).isEmpty();

        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());

        assertThat(scene().find(scene().step("s")).header().id()).isEqualTo(scene().id("r"));
        assertThat(scene().tracked(scene().step("s"), "t", Scene.credits(1)).stepId())
                .isEqualTo("s");
        assertThat(scene().find(scene().id("r")).sequence())
                .as("a bind is no change of the books")
                .isEqualTo(2);
    }

    @Test
    @DisplayName("(3) a step given with the reserve is bound in the same step, and can be bound again")
    void bindsWithTheReserve() {
        scene().reserve("r").on(user(), Scene.limit(100)).credits(10).step("s").opened();

        assertThat(scene().find(scene().step("s")).header().id()).isEqualTo(scene().id("r"));
        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.Bound());
    }

    @Test
    @DisplayName("(3) a reservation keeps its step; another is refused")
    void refusesASecondStep() {
        scene().reserve("r").on(user(), Scene.limit(100)).step("s").opened();

        assertThat(bind("r", "other")).isEqualTo(new BindOutcome.OtherStep(scene().step("s")));
        assertThat(scene().store().find(scene().step("other"))).isEmpty();
    }

    @Test
    @DisplayName("(3) a step that an open reservation has is refused, to a bind and to a reserve")
    void refusesATakenStep() {
        scene().reserve("holder")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        scene().open("r", user(), 10);
        ReservationId holder = scene().id("holder");

        assertThat(bind("r", "s")).isEqualTo(new BindOutcome.StepTaken(holder));
        assertThat(scene().reserve("new")
                        .on(user(), Scene.limit(100))
                        .credits(10)
                        .step("s")
                        .send())
                .isEqualTo(new ReserveOutcome.StepTaken(scene().step("s"), holder));

        assertThat(scene().find(scene().id("r")).stepId()).isNull();
        assertThat(scene().store().find(scene().id("new"))).isEmpty();
        assertThat(scene().reserved(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(3) the step is looked at before the accounts")
    void stepBeforeAccounts() {
        scene().reserve("holder").on(user(), Scene.limit(100)).step("s").opened();

        assertThat(scene().reserve("new")
                        .on(user(), Scene.limit(100))
                        .credits(101)
                        .step("s")
                        .send())
                .isInstanceOf(ReserveOutcome.StepTaken.class);
    }

    @Test
    @DisplayName("(3) a reserve refused for lack of budget does not take the step")
    void aRefusalLeavesTheStepFree() {
        assertThat(scene().reserve("poor")
                        .on(user(), Scene.limit(100))
                        .credits(101)
                        .step("s")
                        .send())
                .isInstanceOf(ReserveOutcome.Insufficient.class);

        assertThat(scene().store().find(scene().step("s"))).isEmpty();
        scene().reserve("next").on(user(), Scene.limit(100)).step("s").opened();
    }

    @Test
    @DisplayName("(3) after the close the step names the reservation until another takes it")
    void staysAfterTheCloseUntilTaken() {
        scene().reserve("first")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        scene().settled(scene().step("s"), 4);
        assertThat(scene().find(scene().step("s")).header().id()).isEqualTo(scene().id("first"));

        scene().reserve("second")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        assertThat(scene().find(scene().step("s")).header().id()).isEqualTo(scene().id("second"));
        assertThat(scene().find(scene().id("first")).stepId()).isEqualTo("s");

        scene().release(scene().step("s"));
        scene().open("third", user(), 10);
        assertThat(bind("third", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(scene().find(scene().step("s")).header().id()).isEqualTo(scene().id("third"));
    }

    @Test
    @DisplayName("(5) a step whose holder is due is free: the holder is expired")
    void takesTheStepOfOneThatIsDue() {
        scene().reserve("first")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        scene().outlive(scene().id("first"));
        scene().reserve("second")
                .on(user(), Scene.limit(100))
                .credits(10)
                .step("s")
                .opened();
        assertThat(closedAs("first")).isEqualTo(CloseKind.EXPIRED);

        scene().outlive(scene().id("second"));
        scene().open("third", user(), 10);
        assertThat(bind("third", "s")).isEqualTo(new BindOutcome.Bound());
        assertThat(closedAs("second")).isEqualTo(CloseKind.EXPIRED);
        assertThat(scene().reserved(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(3, 5) nothing is bound to a reservation that is closed, due or unknown")
    void bindsOnlyToOpenOnes() {
        scene().open("released", user(), 10);
        scene().release(scene().id("released"));
        scene().reserve("due")
                .on(user(), Scene.limit(100))
                .lease(Duration.ofSeconds(60))
                .opened();
        scene().outlive(scene().id("due"));

        assertThat(bind("released", "s")).isEqualTo(new BindOutcome.AlreadyClosed(CloseKind.RELEASED));
        assertThat(bind("due", "s")).isEqualTo(new BindOutcome.AlreadyClosed(CloseKind.EXPIRED));
        assertThat(bind("unknown", "s")).isEqualTo(new BindOutcome.NotFound());
        assertThat(scene().store().find(scene().step("s"))).isEmpty();
    }

    @Test
    @DisplayName("(9) the same step id in another tenant is another step")
    void stepsLiveInTheirTenant() {
        scene().reserve("r").on(user(), Scene.limit(100)).step("s").opened();

        StepId elsewhere = new StepId(scene().tenant() + "-other", "s");
        assertThat(scene().store().find(elsewhere)).isEmpty();
        assertThat(scene().track(elsewhere, "t", Scene.credits(1))).isEqualTo(new TrackOutcome.NotFound());
    }

    private AccountId user() {
        return scene().user("u");
    }

    private BindOutcome bind(String reservation, String step) {
        return scene().store().bindStep(scene().id(reservation), scene().step(step));
    }

    private CloseKind closedAs(String reservation) {
        return LeaseContract.closing(scene(), reservation).kind();
    }
}
