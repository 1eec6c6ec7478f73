package io.stipend.core;

import static io.stipend.core.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreUpkeep;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TelemetryTest {

    private static final Set<String> VERBS = Set.of(
            "reserve",
            "bind",
            "track",
            "extend",
            "split",
            "settle",
            "release",
            "charge",
            "children",
            "find",
            "expire",
            "prune",
            "forget");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A role of a store of which every verb fails in the same way. */
    private static <T> T broken(Class<T> role) {
        return role.cast(
                Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] {role}, (proxy, method, arguments) -> {
                    throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down");
                }));
    }

    private static JournalEntry.Closed settled(long heldUnits, long usedUnits) {
        return closed(heldUnits, usedUnits, ResourceVector.ZERO);
    }

    private static JournalEntry.Charged charged(long usedUnits, long chargedUnits) {
        return new JournalEntry.Charged(
                new ReservationHeader(ReservationId.of("c1"), AccountPath.EMPTY, null, 1000),
                0,
                OverrunPolicy.CAP,
                Map.of(),
                ResourceVector.of(Resource.CREDITS, usedUnits),
                ResourceVector.of(Resource.CREDITS, chargedUnits));
    }

    /** Settled late with less than the hold, which its expiry had booked. */
    private static JournalEntry.Closed corrected(long heldUnits, long usedUnits) {
        return closed(heldUnits, usedUnits, ResourceVector.of(Resource.CREDITS, heldUnits));
    }

    private static JournalEntry.Closed closed(long heldUnits, long usedUnits, ResourceVector bookedBefore) {
        ReservationHeader header = new ReservationHeader(ReservationId.of("r1"), AccountPath.EMPTY, null, 1000);
        ResourceVector used = ResourceVector.of(Resource.CREDITS, usedUnits);
        return new JournalEntry.Closed(
                header,
                2,
                1000,
                CloseKind.SETTLED,
                OperationId.SETTLE,
                0,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                null,
                ResourceVector.of(Resource.CREDITS, heldUnits),
                used,
                used,
                bookedBefore,
                0,
                !bookedBefore.isZero());
    }

    @Test
    void withoutARegistryNothingIsTimedNorRegistered() {
        CreditStore store = broken(CreditStore.class);
        StoreUpkeep upkeep = broken(StoreUpkeep.class);

        assertThat(Telemetry.none().metered(store)).isSameAs(store);
        assertThat(Telemetry.none().metered(upkeep)).isSameAs(upkeep);
        assertThat(Telemetry.none().distribution("name", "description")).isNull();
        new ManagerCounters(Telemetry.none()).closed(settled(100, 80), 0.8);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void timesEveryVerbFailuresIncluded() {
        Telemetry telemetry = Telemetry.on(registry);
        assertEveryVerbFails(CreditStore.class, telemetry.metered(broken(CreditStore.class)));
        assertEveryVerbFails(StoreUpkeep.class, telemetry.metered(broken(StoreUpkeep.class)));

        assertThat(registry.find("stipend.store.latency").timers())
                .allSatisfy(timer ->
                        assertThat(timer.count()).as("%s", timer.getId()).isEqualTo(1))
                .extracting(timer -> timer.getId().getTag("verb"))
                .containsExactlyInAnyOrderElementsOf(VERBS);
    }

    private static <T> void assertEveryVerbFails(Class<T> role, T timed) {
        for (Method verb : role.getMethods()) {
            Object[] arguments = Arrays.stream(verb.getParameterTypes())
                    .map(type -> type == int.class ? (Object) 1 : null)
                    .toArray();
            assertThatThrownBy(() -> verb.invoke(timed, arguments))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasCauseInstanceOf(CreditStoreException.class);
        }
    }

    @Test
    void countsWhatTheManagerDoes() {
        ManagerCounters counters = new ManagerCounters(Telemetry.on(registry));

        counters.approved(ResourceVector.of(Resource.CREDITS, 100_000_000));
        counters.approved(ResourceVector.of(Resource.CREDITS, 100_000_000));
        counters.rejected(Rejection.Code.ACCOUNT_EXHAUSTED);
        counters.closed(settled(100_000_000, 80_000_000), 0.8);

        assertThat(registry.get("stipend.reservations.approved")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("stipend.reservations.rejected")
                        .tag("reason", "ACCOUNT_EXHAUSTED")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("stipend.credits.used").functionCounter().count())
                .as("credits, not units")
                .isEqualTo(0.8);
        assertThat(registry.get("stipend.settlement.efficiency").summary().totalAmount())
                .as("percent")
                .isEqualTo(100);
        assertThat(registry.get("stipend.settlement.ratio").summary().totalAmount())
                .isEqualTo(80);
        assertThat(counters.snapshot(3, List.of()).creditsUsed()).isEqualTo(Credits.of("0.8"));
        assertThat(counters.snapshot(3, List.of()).activeAllocations()).isEqualTo(3);
    }

    @Test
    void creditsUsedStopAtTheLargestAmount() {
        ManagerCounters counters = new ManagerCounters(Telemetry.none());
        long limit = Credits.MAX.units();

        counters.closed(settled(limit, limit), 0.8);
        counters.closed(settled(limit, limit), 0.8);

        assertThat(counters.snapshot(0, List.of()).creditsUsed()).isEqualTo(Credits.MAX);
    }

    /** Never a user, a swarm or a reservation: their number has no bound. */
    @Test
    void tagsHaveABoundedSetOfValues() {
        Telemetry telemetry = Telemetry.on(registry);
        var unused = telemetry.metered(broken(CreditStore.class));
        var unusedToo = telemetry.metered(broken(StoreUpkeep.class));
        new ManagerCounters(telemetry).closed(settled(100, 80), 0.8);
        Set<String> allowed = new TreeSet<>(VERBS);
        for (Rejection.Code code : Rejection.Code.values()) {
            allowed.add(code.name());
        }
        for (Outcome.Kind outcome : Outcome.Kind.values()) {
            allowed.add(outcome.name());
        }
        for (CreditStoreException.Kind kind : CreditStoreException.Kind.values()) {
            allowed.add(kind.name());
        }
        allowed.addAll(Set.of("FAILED", "OUTCOME_UNKNOWN", "SETTLED", "RELEASED", "LATE", "WARNING", "CRITICAL"));
        allowed.addAll(Set.of("BOOKED", "REJECTED"));
        allowed.add(Telemetry.DEFAULT_NAME);

        Set<String> values = registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> !id.getName().endsWith(".histogram"))
                .flatMap(id -> id.getTags().stream())
                .map(Tag::getValue)
                .collect(Collectors.toSet());

        assertThat(values).containsExactlyInAnyOrderElementsOf(allowed);
    }

    @Test
    void countsWhatTheStoreAnsweredAndHowItFailed() {
        CreditStoreException unknown = new OutcomeUnknownException("cut at commit", new IOException("reset"));
        Queue<Object> answers = new ArrayDeque<>(List.of(
                new CloseOutcome.Closed(settled(100, 80), false),
                new CloseOutcome.Closed(settled(100, 80), true),
                new Refusal.NotFound(),
                unknown));
        CreditStore scripted = (CreditStore) Proxy.newProxyInstance(
                CreditStore.class.getClassLoader(), new Class<?>[] {CreditStore.class}, (proxy, method, arguments) -> {
                    Object answer = answers.remove();
                    if (answer instanceof Throwable failure) {
                        throw failure;
                    }
                    return answer;
                });
        CreditStore metered = Telemetry.on(registry).metered(scripted);
        SettleCommand settle =
                new SettleCommand(ReservationId.of("r1"), OperationId.SETTLE, ResourceUsage.NONE, OverrunPolicy.CHARGE);

        for (int i = 0; i < 3; i++) {
            metered.settle(settle);
        }
        assertThatThrownBy(() -> metered.settle(settle)).isSameAs(unknown);

        assertThat(settles("DONE")).isEqualTo(1);
        assertThat(settles("REPLAYED")).isEqualTo(1);
        assertThat(settles("NOT_FOUND")).isEqualTo(1);
        assertThat(settles("FAILED")).isEqualTo(1);
        assertThat(registry.get("stipend.store.failures")
                        .tag("kind", "OUTCOME_UNKNOWN")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double settles(String outcome) {
        return registry.get("stipend.store.calls")
                .tags("verb", "settle", "outcome", outcome)
                .counter()
                .count();
    }

    /** Micrometer rounds up to whole numbers before it looks for the bucket. */
    @Test
    void ratiosAreCountedInTheirBuckets() {
        ManagerCounters counters = new ManagerCounters(Telemetry.on(registry));

        for (long used : List.of(7_000_000L, 57_000_000L, 80_000_000L, 80_000_100L, 100_000_000L, 160_000_000L)) {
            counters.closed(settled(100_000_000, used), 0.8);
        }

        assertThat(registry.get("stipend.settlement.ratio")
                        .summary()
                        .takeSnapshot()
                        .histogramCounts())
                .extracting(CountAtBucket::bucket, CountAtBucket::count)
                .containsExactly(
                        tuple(10.0, 1.0),
                        tuple(20.0, 1.0),
                        tuple(40.0, 1.0),
                        tuple(60.0, 2.0),
                        tuple(80.0, 3.0),
                        tuple(95.0, 4.0),
                        tuple(100.0, 5.0),
                        tuple(125.0, 5.0),
                        tuple(150.0, 5.0),
                        tuple(200.0, 6.0));
    }

    @Test
    void overrunsAndWhatIsNotChargedAreCounted() {
        ManagerCounters counters = new ManagerCounters(Telemetry.on(registry));

        counters.closed(settled(100_000_000, 150_000_000), 0.8);
        counters.closed(corrected(100_000_000, 30_000_000), 0.8);
        counters.charged(charged(50_000_000, 20_000_000));
        counters.chargeRejected();
        counters.entered(List.of(UsageLevel.WARNING, UsageLevel.CRITICAL));

        assertThat(registry.get("stipend.credits.overrun").functionCounter().count())
                .isEqualTo(0.5);
        assertThat(registry.get("stipend.credits.uncollected").functionCounter().count())
                .isEqualTo(0.3);
        assertThat(registry.get("stipend.credits.used").functionCounter().count())
                .isEqualTo(1.7);
        for (String outcome : List.of("BOOKED", "REJECTED")) {
            assertThat(registry.get("stipend.charges")
                            .tag("outcome", outcome)
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(registry.get("stipend.credits.given.back").functionCounter().count())
                .isEqualTo(0.7);
        assertThat(registry.get("stipend.reservations.closed")
                        .tag("how", "SETTLED")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("stipend.levels.entered")
                        .tag("level", "CRITICAL")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    /** Else the numbers that say what is wrong would be missing while the store hangs. */
    @Test
    void aStoreThatHangsIsNotWaitedForAndNotAskedAgainMeanwhile() {
        CompletableFuture<Double> answer = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        Telemetry.on(registry).slowGauge("stipend.slow", "Told late", "", answer, late -> {
            asked.incrementAndGet();
            return late.join();
        });
        Gauge gauge = registry.get("stipend.slow").gauge();

        assertThat(gauge.value()).isNaN();
        assertThat(gauge.value()).isNaN();
        assertThat(asked).hasValue(1);
        answer.complete(7.0);

        await().untilAsserted(() -> assertThat(gauge.value()).isEqualTo(7));
    }

    @Test
    void aStoreThatFailsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Telemetry.on(registry).slowGauge("stipend.slow", "Told late", "", asked, count -> {
            if (count.incrementAndGet() == 1) {
                throw new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down");
            }
            return 7;
        });
        Gauge gauge = registry.get("stipend.slow").gauge();

        assertThat(gauge.value()).isNaN();
        assertThat(gauge.value()).isEqualTo(7);
    }

    /** A registry keeps the first of two meters with one id, and says nothing: the second's counts would be lost. */
    @Test
    void twoOnOneRegistryNeedNamesOfTheirOwn() {
        Telemetry first = Telemetry.on(registry);
        new ManagerCounters(first).rejected(Rejection.Code.ACCOUNT_EXHAUSTED);

        assertThatThrownBy(() -> new ManagerCounters(Telemetry.on(registry)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'default' already")
                .hasMessageContaining("Telemetry.on(registry, name)");
        new ManagerCounters(Telemetry.on(registry, "billing")).rejected(Rejection.Code.ACCOUNT_EXHAUSTED);

        assertThat(registry.find("stipend.reservations.rejected")
                        .tag("reason", "ACCOUNT_EXHAUSTED")
                        .functionCounters())
                .extracting(counter -> counter.getId().getTag("stipend"), FunctionCounter::count)
                .containsExactlyInAnyOrder(tuple("default", 1.0), tuple("billing", 1.0));
    }

    @Test
    void aClosedOneLeavesItsNameToTheNext() {
        Telemetry first = Telemetry.on(registry);
        var unused = first.metered(broken(CreditStore.class));
        new ManagerCounters(first).closed(settled(100, 80), 0.8);

        first.close();

        assertThat(registry.getMeters()).isEmpty();
        new ManagerCounters(Telemetry.on(registry)).closed(settled(100, 80), 0.8);
    }
}
