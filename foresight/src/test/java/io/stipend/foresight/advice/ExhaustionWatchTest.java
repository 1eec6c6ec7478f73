package io.stipend.foresight.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.ResourceEvent;
import io.stipend.foresight.TestRelay;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real store and relay, in a time of the test's own. */
final class ExhaustionWatchTest {

    private static final AccountId ALICE = AccountId.user("alice");
    private static final AccountId POOL = AccountId.pool("team");
    private static final LimitPeriod DAY = LimitPeriod.daily(ZoneOffset.UTC);
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

    private long now = NOON;
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, () -> Instant.ofEpochMilli(now));
    private final List<ResourceEvent> published = new ArrayList<>();
    private final Process process = new Process(published::addAll);

    /** One of those that share the store; it publishes when it is told to. */
    private final class Process {

        final ExhaustionWatch watch;
        final EventRelay relay;

        Process(EventPublisher publisher) {
            watch = new ExhaustionWatch(
                    store, ExhaustionSettings.DEFAULT, Telemetry.none(), () -> Instant.ofEpochMilli(now), false);
            relay = TestRelay.of(watch.journal(), publisher);
        }

        /** Publishes, looks, and publishes what there was to tell. */
        void look() {
            relay.pass();
            watch.look();
            relay.pass();
        }
    }

    @AfterEach
    void close() {
        process.watch.close();
        store.close();
    }

    @Test
    void itIsToldOnceThatAnAccountWillBeEmptyBeforeItsPeriodEnds() {
        spendEachMinute(10, 10, 300);
        process.look();

        ResourceEvent.AccountForecast told = onlyForecast();
        assertThat(told.runsOut()).isTrue();
        assertThat(told.account()).isEqualTo("user:alice");
        assertThat(told.availableUnits()).isEqualTo(205);
        assertThat(told.periodEndsAtMillis()).isEqualTo(NOON + TimeUnit.HOURS.toMillis(12));
        assertThat((double) told.expectedAtMillis()).isCloseTo(now + 20.0 * MINUTE, within(2.0 * MINUTE));
        assertThat(told.earliestAtMillis()).isLessThanOrEqualTo(told.expectedAtMillis());
        assertThat(told.latestAtMillis()).isGreaterThanOrEqualTo(told.expectedAtMillis());
        assertThat(told.statedCoverage()).isEqualTo(0.8);
        assertThat(told.sequence())
                .isEqualTo(
                        store.accountAdministration().show(ALICE).orElseThrow().sequence());

        spendEachMinute(5, 10, 300);
        process.look();
        assertThat(forecasts()).hasSize(1);
    }

    @Test
    void itSaysHowManyOfItsIntervalsCameTrue() {
        spendEachMinute(120, 10, 100_000);
        process.look();
        assertThat(forecasts()).isEmpty();

        spendEachMinute(1, 10, 1_500);
        process.look();

        ResourceEvent.AccountForecast told = onlyForecast();
        assertThat(told.checks()).isGreaterThan(10);
        assertThat(told.measuredCoverage()).isBetween(0.5, 1.0);
    }

    @Test
    void anAccountThatLastsIsNotTold() {
        spendEachMinute(10, 10, 1_000_000);
        process.look();

        assertThat(forecasts()).isEmpty();
    }

    @Test
    void neitherIsOneWithoutALimit() {
        for (int i = 0; i < 10; i++) {
            spend(10, Map.of(ALICE, AccountTerms.UNLIMITED));
        }
        process.look();

        assertThat(forecasts()).isEmpty();
    }

    @Test
    void whatLastsAfterAGrantIsToldAndIfItRunsOutAgainThatIsToldToo() {
        spendEachMinute(10, 10, 300);
        process.look();
        grant(1_000_000);
        process.look();
        process.look();
        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::runsOut)
                .containsExactly(true, false);

        spendEachMinute(10, 90_000, 300);
        process.look();

        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::runsOut)
                .containsExactly(true, false, true);
        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::sequence)
                .doesNotHaveDuplicates();
    }

    @Test
    void aMomentNearTheEndIsNotToldAgainAndAgain() {
        spendEachMinute(10, 10, 300);
        process.look();
        // Expected a little after the end of the period, with an interval that begins before it.
        long minutes = (NOON + TimeUnit.HOURS.toMillis(12) - now) / MINUTE;
        grant(10 * minutes + 100 - 200);
        process.look();

        assertThat(forecasts()).hasSize(1);
    }

    @Test
    void inANewPeriodItIsToldAnew() {
        spendEachMinute(10, 10, 300);
        process.look();
        now = NOON + TimeUnit.HOURS.toMillis(12);
        spendEachMinute(10, 10, 300);
        process.look();

        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::runsOut)
                .containsExactly(true, true);
        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::periodEndsAtMillis)
                .doesNotHaveDuplicates();
    }

    @Test
    void whoeverPublishesNextGoesOnFromThere() {
        spendEachMinute(10, 10, 300);
        process.look();
        Process next = new Process(published::addAll);
        spendEachMinute(8, 10, 300);
        next.look();
        assertThat(forecasts()).hasSize(1);

        grant(1_000_000);
        next.look();

        assertThat(forecasts())
                .extracting(ResourceEvent.AccountForecast::runsOut)
                .containsExactly(true, false);
    }

    @Test
    void twoThatFindTheSameTellItOnce() {
        Process other = new Process(published::addAll);
        for (int i = 0; i < 10; i++) {
            spendEachMinute(1, 10, 300);
            process.relay.pass();
            spendEachMinute(1, 10, 300);
            other.relay.pass();
        }

        process.watch.look();
        other.watch.look();
        process.relay.pass();

        assertThat(forecasts()).hasSize(1);
    }

    @Test
    void whatIsPublishedAgainBecauseItFailedIsHeardOnce() {
        boolean[] fails = {true};
        Process shaky = new Process(batch -> {
            if (fails[0]) {
                throw new EventPublishException("no broker", new IllegalStateException());
            }
            published.addAll(batch);
        });
        spendEachMinute(10, 10, 300);
        assertThatThrownBy(shaky.relay::pass).isInstanceOf(EventPublishException.class);
        assertThatThrownBy(shaky.relay::pass).isInstanceOf(EventPublishException.class);
        fails[0] = false;
        shaky.look();

        assertThat((double) onlyForecast().expectedAtMillis()).isCloseTo(now + 20.0 * MINUTE, within(2.0 * MINUTE));
    }

    @Test
    void afterSilenceItBeginsAnew() {
        spendEachMinute(4, 10, 300);
        process.look();
        now += 11 * MINUTE;
        spendEachMinute(2, 10, 300);
        process.look();

        assertThat(forecasts()).as("only two minutes are known").isEmpty();
    }

    @Test
    void aPoolIsToldLikeAUserAndWithoutAPeriodIfItIsSoon() {
        AccountTerms limited = AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, 300L)));
        for (int i = 0; i < 10; i++) {
            spend(10, Map.of(POOL, limited));
        }
        process.look();

        assertThat(onlyForecast().account()).isEqualTo("pool:team");
        assertThat(onlyForecast().periodEndsAtMillis()).isNull();
    }

    @Test
    void itListensAlsoWhereNobodyWantsEvents() {
        Process alone = new Process(EventPublishers.none());
        spendEachMinute(10, 10, 300);
        alone.look();

        assertThat(store.bookInspection().history(ALICE, 0, 10))
                .extracting(JournalEntry.AccountChanged::change)
                .containsExactly(JournalEntry.AccountChange.ANNOUNCEMENT);
    }

    private void spendEachMinute(int minutes, long units, long limit) {
        AccountTerms terms = new AccountTerms(Limits.of(Map.of(Resource.CREDITS, limit)), ResourceVector.ZERO, DAY);
        for (int i = 0; i < minutes; i++) {
            // Half, all, and half as much again, by turns.
            spend(units * (1 + i % 3) / 2, Map.of(ALICE, terms));
        }
    }

    private void spend(long units, Map<AccountId, AccountTerms> terms) {
        List<AccountId> accounts = List.copyOf(terms.keySet());
        store.creditStore()
                .charge(new ChargeCommand(
                        ReservationId.unique("default"),
                        AccountPath.of(accounts),
                        accounts.stream().map(terms::get).toList(),
                        ResourceVector.of(Resource.CREDITS, units),
                        OverrunPolicy.CHARGE,
                        null,
                        Map.of()));
        now += MINUTE;
    }

    private void grant(long units) {
        store.accountAdministration()
                .apply(new AccountCommand.Grant(ALICE, OperationId.unique(), Resource.CREDITS, units, "test"));
    }

    private List<ResourceEvent.AccountForecast> forecasts() {
        return published.stream()
                .filter(ResourceEvent.AccountForecast.class::isInstance)
                .map(ResourceEvent.AccountForecast.class::cast)
                .toList();
    }

    private ResourceEvent.AccountForecast onlyForecast() {
        assertThat(forecasts()).hasSize(1);
        return forecasts().get(0);
    }
}
