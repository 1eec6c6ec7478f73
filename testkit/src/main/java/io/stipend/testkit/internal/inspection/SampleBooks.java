package io.stipend.testkit.internal.inspection;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Books with a bit of everything, to be damaged: accounts with grants, overrides and adjustments in their second
 * hour, one of them frozen, one in its week, open reservations with and without reports, closed ones of each kind. All entries wait
 * to be published.
 */
final class SampleBooks {

    static final AccountTerms HOURLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 10_000L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    static final AccountTerms WEEKLY = new AccountTerms(
            Limits.of(Map.of(Resource.CREDITS, 10_000L)),
            ResourceVector.ZERO,
            LimitPeriod.weekly(DayOfWeek.SUNDAY, ZoneId.of("Europe/Berlin")));

    private final StoreFixture fixture;
    final AccountId alice;
    final AccountId team;
    final AccountId bob;
    final AccountId carol;

    /** Open, on alice and team, with a step, two reports and three extensions: one more, one less, one all or none. */
    final ReservationId busy;

    /** Open, on alice, nothing reported. */
    final ReservationId idle;

    /** Settled with less than it held, on alice, with a step and a report. */
    final ReservationId settled;

    /** Settled after it had expired, on bob. */
    final ReservationId late;

    /** Expired, on carol, with a report. */
    final ReservationId expired;

    /** Expired, on carol, with a report; all that it held was booked. */
    final ReservationId unheard;

    /** The same, and settled late with less than was booked. */
    final ReservationId corrected;

    /** A charge to carol, who had nothing left, and to team, with an attribute. */
    final ReservationId bill;

    /** A charge to carol under CAP, of which nothing could be booked. */
    final ReservationId cappedBill;

    /** Settled with more than it held and carol had, under CAP. */
    final ReservationId capped;

    /** The same, by a caller who left the policy to the configuration. */
    final ReservationId cappedByDefault;

    /** Released, on alice, with a report. */
    final ReservationId released;

    /** Open, on bob, with two children. */
    final ReservationId parent;

    /** Open, split from {@link #parent}. */
    final ReservationId child;

    /** The step of {@link #busy}. */
    final StepId busyStep;

    /** The step of {@link #settled}. */
    final StepId settledStep;

    SampleBooks(StoreFixture fixture) {
        this.fixture = fixture;
        this.alice = fixture.user("alice");
        this.team = fixture.swarm("team");
        this.bob = fixture.user("bob");
        this.carol = fixture.user("carol");
        this.busy = fixture.id("busy");
        this.idle = fixture.id("idle");
        this.settled = fixture.id("settled");
        this.late = fixture.id("late");
        this.expired = fixture.id("expired");
        this.unheard = fixture.id("unheard");
        this.corrected = fixture.id("corrected");
        this.bill = fixture.id("bill");
        this.cappedBill = fixture.id("capped-bill");
        this.capped = fixture.id("capped");
        this.cappedByDefault = fixture.id("capped-by-default");
        this.released = fixture.id("released");
        this.parent = fixture.id("parent");
        this.child = fixture.id("child");
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
        OutcomeAssertions.extended(
                fixture.extend(busy, "more", HoldChange.more(credits(40)).atLeast(credits(10))));
        fixture.gaveBack(busy, "less", 15);
        OutcomeAssertions.extended(fixture.extend(busy, "all-or-none", 15));
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
        fixture.tracked(released, "report", StoreFixture.credits(4));
        OutcomeAssertions.closed(fixture.release(released));

        fixture.reserve("late")
                .on(bob, WEEKLY)
                .credits(50)
                .lease(Duration.ofMinutes(1))
                .opened();
        fixture.tracked(late, "report", StoreFixture.credits(10));
        fixture.reserve("expired")
                .on(carol, HOURLY)
                .credits(40)
                .lease(Duration.ofMinutes(1))
                .opened();
        fixture.tracked(expired, "report", StoreFixture.credits(12));
        for (ReservationId unfinished : List.of(unheard, corrected)) {
            fixture.reserve(unfinished.value())
                    .on(carol, HOURLY)
                    .credits(70)
                    .lease(Duration.ofMinutes(1))
                    .onExpiry(OnExpiry.BOOK_HELD)
                    .opened();
            fixture.tracked(unfinished, "report", StoreFixture.credits(6));
        }
        fixture.outlive(corrected);
        fixture.expireAll();
        fixture.settled(late, 35);
        fixture.settled(corrected, 22);

        fixture.reserve("parent")
                .on(bob, WEEKLY)
                .credits(50)
                .lease(Duration.ofHours(10))
                .opened();
        fixture.splitOff("parent", "child", 20);
        fixture.splitOff("parent", "other-child", 8);
        OutcomeAssertions.extended(fixture.extend(child, "more", 3));
        fixture.settled(fixture.id("other-child"), 6);

        fixture.reserve("capped").on(carol, HOURLY).credits(50).opened();
        fixture.reserve("capped-by-default").on(carol, HOURLY).credits(30).opened();
        OutcomeAssertions.closed(fixture.settle(capped, StoreFixture.credits(20_000), OverrunPolicy.CAP));
        ResourceUsage usage = StoreFixture.credits(100);
        OutcomeAssertions.closed(fixture.store()
                .settle(new SettleCommand(
                        cappedByDefault,
                        OperationId.SETTLE,
                        SettleCommand.fingerprint(usage, null),
                        usage,
                        OverrunPolicy.CAP)));

        fixture.charge("bill")
                .on(carol, HOURLY)
                .on(team, StoreFixture.limit(5000))
                .credits(33)
                .use(Resource.TOKENS, 7)
                .attribute("tool", "search")
                .booked();
        fixture.charge("capped-bill")
                .on(carol, HOURLY)
                .credits(20_000)
                .overrun(OverrunPolicy.CAP)
                .booked();

        administer(new AccountCommand.Grant(alice, StoreFixture.op("grant"), Resource.CREDITS, 300, "test"));
        administer(new AccountCommand.Adjust(alice, StoreFixture.op("adjust"), Resource.CREDITS, 9, "test"));
        administer(new AccountCommand.Adjust(alice, StoreFixture.op("refund"), Resource.CREDITS, -2, "test"));
        administer(new AccountCommand.SetLimit(team, StoreFixture.op("limit"), Resource.CREDITS, 7000, "test"));
        administer(new AccountCommand.Grant(team, StoreFixture.op("team"), Resource.CREDITS, 80, "test"));
        administer(new AccountCommand.Freeze(bob, StoreFixture.op("freeze"), "test", "audit"));
        administer(new AccountCommand.Freeze(team, StoreFixture.op("freeze"), "test", "audit"));
        administer(new AccountCommand.Unfreeze(team, StoreFixture.op("unfreeze"), "test", "audit over"));
        administer(new AccountCommand.Revoke(team, StoreFixture.op("revoke"), Resource.CREDITS, 30, "test"));
    }

    private static ResourceVector credits(long units) {
        return ResourceVector.of(Resource.CREDITS, units);
    }

    private void administer(AccountCommand command) {
        OutcomeAssertions.changed(fixture.accounts().apply(command));
    }

    /** When an account's period ends. */
    long periodEnd(AccountId account) {
        return fixture.show(account).periodEndsAtMillis();
    }

    /** When a reservation was opened. */
    long opened(ReservationId reservation) {
        return fixture.find(reservation).header().openedAtMillis();
    }

    /** When a reservation was closed. */
    long closed(ReservationId reservation) {
        return Objects.requireNonNull(fixture.find(reservation).closing()).atMillis();
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
