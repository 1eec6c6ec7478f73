package io.stipend.testkit.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * Books with a bit of everything, to be damaged: accounts with grants, overrides and adjustments in their second
 * hour, open reservations with and without reports, closed ones of each kind. All entries wait to be published.
 */
final class SampleBooks {

    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 10_000L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    private final StoreFixture fixture;
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

    SampleBooks(StoreFixture fixture) {
        this.fixture = fixture;
        this.alice = fixture.user("alice");
        this.team = fixture.swarm("team");
        this.bob = fixture.user("bob");
        this.busy = fixture.id("busy");
        this.idle = fixture.id("idle");
        this.settled = fixture.id("settled");
        this.late = fixture.id("late");
        this.busyStep = fixture.step("busy-step");
        this.settledStep = fixture.step("settled-step");
        build();
    }

    private void build() {
        fixture.reserve("yesterday").on(alice, HOURLY).credits(80).opened();
        fixture.settled(fixture.id("yesterday"), 70);
        fixture.advance(Duration.ofHours(2));

        fixture.reserve("busy")
                .on(alice, HOURLY)
                .on(team, StoreFixture.limit(5000))
                .credits(100)
                .hold(Resource.TOKENS, 1000)
                .hold(Resource.SLOTS, 1)
                .lease(Duration.ofHours(10))
                .step(busyStep.value())
                .opened();
        fixture.tracked(busy, "report-1", StoreFixture.credits(20));
        fixture.tracked(busy, "report-2", StoreFixture.credits(30));
        OutcomeAssertions.extended(fixture.extend(busy, "more", 40));
        fixture.reserve("idle")
                .on(alice, HOURLY)
                .credits(60)
                .lease(Duration.ofHours(10))
                .opened();

        fixture.reserve("settled")
                .on(alice, HOURLY)
                .credits(90)
                .step(settledStep.value())
                .opened();
        fixture.tracked(settled, "report", StoreFixture.credits(25));
        fixture.settled(settled, 45);
        fixture.reserve("released").on(alice, HOURLY).credits(15).opened();
        fixture.tracked(fixture.id("released"), "report", StoreFixture.credits(4));
        OutcomeAssertions.closed(fixture.release(fixture.id("released")));

        fixture.reserve("late")
                .on(bob, HOURLY)
                .credits(50)
                .lease(Duration.ofMinutes(1))
                .opened();
        fixture.tracked(late, "report", StoreFixture.credits(10));
        fixture.outlive(late);
        fixture.expireAll();
        fixture.settled(late, 35);

        administer(new AccountCommand.Grant(alice, StoreFixture.op("grant"), Resource.CREDITS, 300, "test"));
        administer(new AccountCommand.Adjust(alice, StoreFixture.op("adjust"), Resource.CREDITS, 9, "test"));
        administer(new AccountCommand.Adjust(alice, StoreFixture.op("refund"), Resource.CREDITS, -2, "test"));
        administer(new AccountCommand.SetLimit(team, StoreFixture.op("limit"), Resource.CREDITS, 7000, "test"));
        administer(new AccountCommand.Grant(team, StoreFixture.op("team"), Resource.CREDITS, 50, "test"));
    }

    private void administer(AccountCommand command) {
        OutcomeAssertions.changed(fixture.accounts().apply(command));
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
