package io.stipend.testkit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * Books with a bit of everything, for whoever damages them: accounts with grants, overrides and adjustments in their second
 * hour, open reservations with and without reports, closed ones of each kind. All entries wait to be published.
 */
final class BookTown {

    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 10_000L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    private final Scene scene;
    final AccountId alice;
    final AccountId team;
    final AccountId bob;

    /** Open, on alice and team, with a step, two reports and an extension. */
    final ReservationId busy;

    /** Open, on alice, nothing reported. */
    final ReservationId idle;

    /** Settled with less than it held, on alice, with a step and a report. */
    final ReservationId settled;

    /** Settled after it had expired, on bob. */
    final ReservationId late;

    /** The step of {@link #busy}. */
    final StepId busyStep;

    /** The step of {@link #settled}. */
    final StepId settledStep;

    BookTown(Scene scene) {
        this.scene = scene;
        this.alice = scene.user("alice");
        this.team = scene.swarm("team");
        this.bob = scene.user("bob");
        this.busy = scene.id("busy");
        this.idle = scene.id("idle");
        this.settled = scene.id("settled");
        this.late = scene.id("late");
        this.busyStep = scene.step("busy-step");
        this.settledStep = scene.step("settled-step");
        build();
    }

    private void build() {
        scene.reserve("yesterday").on(alice, HOURLY).credits(80).opened();
        scene.settled(scene.id("yesterday"), 70);
        scene.advance(Duration.ofHours(2));

        scene.reserve("busy")
                .on(alice, HOURLY)
                .on(team, Scene.limit(5000))
                .credits(100)
                .hold(Resource.TOKENS, 1000)
                .hold(Resource.SLOTS, 1)
                .lease(Duration.ofHours(10))
                .step(busyStep.value())
                .opened();
        scene.tracked(busy, "report-1", Scene.credits(20));
        scene.tracked(busy, "report-2", Scene.credits(30));
        Outcomes.extended(scene.extend(busy, "more", 40));
        scene.reserve("idle")
                .on(alice, HOURLY)
                .credits(60)
                .lease(Duration.ofHours(10))
                .opened();

        scene.reserve("settled")
                .on(alice, HOURLY)
                .credits(90)
                .step(settledStep.value())
                .opened();
        scene.tracked(settled, "report", Scene.credits(25));
        scene.settled(settled, 45);
        scene.reserve("released").on(alice, HOURLY).credits(15).opened();
        scene.tracked(scene.id("released"), "report", Scene.credits(4));
        Outcomes.closed(scene.release(scene.id("released")));

        scene.reserve("late")
                .on(bob, HOURLY)
                .credits(50)
                .lease(Duration.ofMinutes(1))
                .opened();
        scene.tracked(late, "report", Scene.credits(10));
        scene.outlive(late);
        scene.expireAll();
        scene.settled(late, 35);

        administer(new AccountCommand.Grant(alice, Scene.op("grant"), Resource.CREDITS, 300, "test"));
        administer(new AccountCommand.Adjust(alice, Scene.op("adjust"), Resource.CREDITS, 9, "test"));
        administer(new AccountCommand.Adjust(alice, Scene.op("refund"), Resource.CREDITS, -2, "test"));
        administer(new AccountCommand.SetLimit(team, Scene.op("limit"), Resource.CREDITS, 7000, "test"));
        administer(new AccountCommand.Grant(team, Scene.op("team"), Resource.CREDITS, 50, "test"));
    }

    private void administer(AccountCommand command) {
        Outcomes.changed(scene.accounts().apply(command));
    }

    /** The stream of an account's entries. */
    static String stream(AccountId account) {
        return account.toString();
    }

    /** The stream of a reservation's entries. */
    static String stream(ReservationId reservation) {
        return reservation.value();
    }
}
