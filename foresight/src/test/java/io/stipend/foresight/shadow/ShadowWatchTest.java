package io.stipend.foresight.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ResourceManager;
import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.ResourceEvent;
import io.stipend.foresight.TestRelay;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real store, manager and relay, in a time of the test's own. In force is the usual policy: 10,000 credits for a user. */
final class ShadowWatchTest {

    private static final LimitPeriod DAY = LimitPeriod.daily(ZoneOffset.UTC);
    private static final LimitPolicy TEN_A_DAY = LimitPolicy.perKind(Map.of(AccountId.Kind.USER, creditsADay(10)));

    private long now = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, () -> Instant.ofEpochMilli(now));
    private final LimitPolicy inForce = LimitPolicy.perKind(Map.of(AccountId.Kind.USER, creditsADay(10_000)));
    private final ResourceManager manager =
            new ResourceManager(store.creditStore(), store.upkeep(), inForce, ManagerConfig.DEFAULT, Telemetry.none());
    private final List<ResourceEvent> published = new ArrayList<>();
    private final Map<String, DoubleSupplier> meters = new HashMap<>();

    private static AccountTerms creditsADay(long credits) {
        return new AccountTerms(Limits.credits(Credits.of(credits)), ResourceVector.ZERO, DAY);
    }

    /** Publishes what happened at once, as it does in earnest; null while nobody publishes. */
    private @Nullable EventRelay live;

    private EventRelay trying(LimitPolicy policy, EventPublisher publisher) {
        ShadowWatch watch = new ShadowWatch(store, policy, new KeptMeters(meters), () -> Instant.ofEpochMilli(now));
        return TestRelay.of(watch.journal(), publisher);
    }

    private void tryLive(LimitPolicy policy) {
        live = trying(policy, published::addAll);
    }

    private void publish() {
        if (live != null) {
            live.pass();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void itTellsWhatAnotherPolicyWouldHaveRefusedAndRefusesNothing() {
        tryLive(TEN_A_DAY);
        settle(reserve("alice", 6), 6);
        ReservationId refused = reserve("alice", 6);

        ResourceEvent.Refused event = onlyRefused();
        assertThat(event.shadow()).isTrue();
        assertThat(event.reservationId()).isEqualTo(refused.value());
        assertThat(event.userId()).isEqualTo("alice");
        assertThat(event.account()).isEqualTo("user:alice");
        assertThat(event.code()).isEqualTo("ACCOUNT_EXHAUSTED");
        assertThat(event.resource()).isEqualTo("CREDITS");
        assertThat(event.needed()).isEqualTo(Credits.of(6).units());
        assertThat(event.available()).isEqualTo(Credits.of(4).units());
        assertThat(published)
                .filteredOn(ResourceEvent.Reserved.class::isInstance)
                .hasSize(2);
        assertThat(meter("judged")).isEqualTo(2);
        assertThat(meter("refused.reserves")).isEqualTo(1);
    }

    @Test
    void whatWouldHaveBeenRefusedTakesNothingFromThoseAfterIt() {
        tryLive(TEN_A_DAY);
        settle(reserve("alice", 6), 6);
        settle(reserve("alice", 6), 6);
        settle(reserve("alice", 4), 4);

        assertThat(refused())
                .extracting(ResourceEvent.Refused::needed)
                .containsExactly(Credits.of(6).units());
        assertThat(meter("refused.credits")).isEqualTo(6);
    }

    @Test
    void whatIsHeldCountsUntilItIsSettled() {
        tryLive(TEN_A_DAY);
        ReservationId first = reserve("alice", 8);
        reserve("alice", 3);
        settle(first, 1);
        reserve("alice", 9);
        reserve("alice", 1);

        assertThat(refused())
                .extracting(ResourceEvent.Refused::available)
                .containsExactly(Credits.of(2).units(), Credits.of(0).units());
    }

    @Test
    void anExtensionIsToldOnceAndItsReservationGoesOn() {
        tryLive(TEN_A_DAY);
        ReservationId growing = reserve("alice", 8);
        manager.extendReservation(growing, Extension.credits(Credits.of(2)));
        manager.extendReservation(growing, Extension.credits(Credits.of(3)));
        manager.extendReservation(growing, Extension.credits(Credits.of(3)));
        settle(growing, 14);
        reserve("alice", 1);

        assertThat(refused())
                .extracting(ResourceEvent.Refused::needed, ResourceEvent.Refused::available)
                .containsExactly(
                        tuple(Credits.of(3).units(), 0L),
                        tuple(Credits.of(1).units(), -Credits.of(4).units()));
        assertThat(meter("refused.extensions")).isEqualTo(1);
    }

    @Test
    void aPartOfAReservationGoesWithIt() {
        tryLive(TEN_A_DAY);
        ReservationId parent = reserve("alice", 10);
        ReservationId child = manager.splitReservation(parent, BudgetRequest.Part.credits(Credits.of(4)))
                .orElseThrow()
                .reservationId();
        settle(parent, 6);
        settle(child, 3);
        reserve("alice", 1);
        ReservationId tooMuch = reserve("alice", 5);
        ReservationId ofRefused = manager.splitReservation(tooMuch, BudgetRequest.Part.credits(Credits.of(2)))
                .orElseThrow()
                .reservationId();
        settle(ofRefused, 2);

        assertThat(onlyRefused().reservationId()).isEqualTo(tooMuch.value());
        assertThat(meter("refused.credits")).isEqualTo(2);
    }

    @Test
    void tiersAreTriedWithTheirWindowsAndLargestReservation() {
        Tier tier = Tier.builder("tight")
                .terms(creditsADay(100))
                .window("hour", Limits.credits(Credits.of(5)), LimitPeriod.hourly(ZoneOffset.UTC))
                .largest(Limits.credits(Credits.of(4)))
                .build();
        tryLive(LimitPolicy.tiered(TierResolver.always(tier), LimitPolicy.DEFAULT));
        settle(reserve("alice", 4), 4);
        reserve("alice", 2);
        reserve("alice", 5);
        now += Duration.ofHours(1).toMillis();
        reserve("alice", 2);

        assertThat(refused())
                .extracting(ResourceEvent.Refused::code, ResourceEvent.Refused::account)
                .containsExactly(
                        tuple("ACCOUNT_EXHAUSTED", "pool:window:hour:alice"), tuple("RESERVATION_TOO_LARGE", null));
        assertThat(refused().get(1).available()).isEqualTo(Credits.of(4).units());
    }

    @Test
    void aNewPeriodStartsAnewAndGrantsCountAsTheyDoInEarnest() {
        now += Duration.ofMinutes(12 * 60 - 3).toMillis();
        tryLive(TEN_A_DAY);
        settle(reserve("alice", 10), 10);
        store.accountAdministration()
                .apply(new AccountCommand.Grant(
                        AccountId.user("alice"),
                        OperationId.unique(),
                        Resource.CREDITS,
                        Credits.of(5).units(),
                        "test"));
        settle(reserve("alice", 3), 3);
        assertThat(refused()).isEmpty();

        now += Duration.ofMinutes(5).toMillis();
        // Two are left of the grant, in the new period.
        reserve("alice", 12);
        reserve("alice", 1);
        assertThat(onlyRefused().needed()).isEqualTo(Credits.of(1).units());
    }

    @Test
    void afterSilenceItBeginsAnewWithWhatWasSpentInEarnest() {
        tryLive(TEN_A_DAY);
        settle(reserve("alice", 4), 4);
        settle(reserve("alice", 8), 8);
        now += Duration.ofMinutes(11).toMillis();
        reserve("alice", 1);

        assertThat(refused())
                .extracting(ResourceEvent.Refused::available)
                .containsExactly(Credits.of(6).units(), -Credits.of(2).units());
    }

    @Test
    void whoeverPublishesNextBeginsWithWhatWasSpentInEarnest() {
        settle(reserve("alice", 9), 9);
        trying(LimitPolicy.DEFAULT, published::addAll).pass();
        tryLive(TEN_A_DAY);
        reserve("alice", 2);

        assertThat(onlyRefused().available()).isEqualTo(Credits.of(1).units());
    }

    @Test
    void whatIsPublishedAgainIsJudgedOnce() {
        boolean[] fails = {true};
        EventRelay relay = trying(TEN_A_DAY, batch -> {
            if (fails[0]) {
                throw new EventPublishException("no broker", new IllegalStateException());
            }
            published.addAll(batch);
        });
        reserve("alice", 8);
        reserve("alice", 8);
        assertThatThrownBy(relay::pass).isInstanceOf(EventPublishException.class);
        reserve("alice", 2);
        assertThatThrownBy(relay::pass).isInstanceOf(EventPublishException.class);
        fails[0] = false;
        relay.pass();

        assertThat(refused()).hasSize(1);
        assertThat(meter("judged")).isEqualTo(3);
    }

    @Test
    void aPolicyThatFailsHoldsUpNothing() {
        tryLive(account -> {
            throw new IllegalStateException("no policy");
        });
        settle(reserve("alice", 6), 6);

        assertThat(published)
                .filteredOn(ResourceEvent.OfReservation.class::isInstance)
                .hasSize(2);
        assertThat(meter("failures")).isEqualTo(2);
    }

    @Test
    void itCountsAlsoWhereNobodyWantsEvents() {
        EventRelay relay = trying(TEN_A_DAY, EventPublishers.none());
        reserve("alice", 11);
        relay.pass();

        assertThat(meter("refused.reserves")).isEqualTo(1);
    }

    private ReservationId reserve(String user, long credits) {
        now += 1_000;
        ReservationId id = manager.reserveBudget(BudgetRequest.builder(
                                AvailableResources.credits(Credits.MAX),
                                ExecutionConstraints.builder()
                                        .maxCost(Credits.of(credits))
                                        .build())
                        .user(user)
                        .build())
                .orElseThrow()
                .reservationId();
        publish();
        return id;
    }

    private void settle(ReservationId reservation, long credits) {
        now += 1_000;
        manager.finalizeUsage(
                reservation,
                ResourceUsage.builder().credits(Credits.of(credits)).build());
        publish();
    }

    private double meter(String name) {
        return meters.get("stipend.shadow." + name).getAsDouble();
    }

    private List<ResourceEvent.Refused> refused() {
        return published.stream()
                .filter(ResourceEvent.Refused.class::isInstance)
                .map(ResourceEvent.Refused.class::cast)
                .toList();
    }

    private ResourceEvent.Refused onlyRefused() {
        assertThat(refused()).hasSize(1);
        return refused().get(0);
    }

    /** Numbers as they are asked for, by name. */
    private record KeptMeters(Map<String, DoubleSupplier> kept) implements BlockPlugin.Meters {

        @Override
        public void counter(String name, String description, DoubleSupplier value) {
            kept.put(name, value);
        }

        @Override
        public void gauge(String name, String description, DoubleSupplier value) {
            kept.put(name, value);
        }
    }
}
