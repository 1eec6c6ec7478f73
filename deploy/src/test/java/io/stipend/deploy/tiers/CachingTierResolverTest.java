package io.stipend.deploy.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.deploy.tiers.TierCacheConfig.WhenUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The cache of tiers, on a clock that is set by hand and before a resolver that blocks as told. */
final class CachingTierResolverTest {

    private static final Tier SMALL = Tier.builder("small").build();
    private static final Tier LARGE = Tier.builder("large").build();
    private static final Tier EMERGENCY = Tier.builder("emergency").build();
    private static final long SECOND = 1_000_000_000L;

    /** A minute to live, a generous timeout, so that nothing here depends on how fast the machine is. */
    private static final TierCacheConfig CONFIG = TierCacheConfig.DEFAULT.withTimeout(Duration.ofMinutes(2));

    private static final TierCacheConfig IMPATIENT = CONFIG.withTimeout(Duration.ofMillis(1));

    private final AtomicLong clock = new AtomicLong(-SECOND);
    private final AtomicInteger asked = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private volatile Tier now = SMALL;
    private volatile boolean down;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private CachingTierResolver cache(TierCacheConfig config) {
        return new CachingTierResolver(this::resolve, config, Telemetry.on(meters), clock::get);
    }

    /** Reads what holds when it is asked, and answers when the gate is open. */
    private Tier resolve(String tenant, String userId) {
        Tier answer = now;
        boolean fails = down;
        asked.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (fails) {
            throw new IllegalStateException("down");
        }
        return answer;
    }

    private double count(String name) {
        return meters.get("stipend.tiers." + name).functionCounter().count();
    }

    @Test
    void aTierIsAskedForOnceInItsTimeToLive() {
        CachingTierResolver cache = cache(CONFIG);

        for (int call = 0; call < 5; call++) {
            assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
        }
        now = LARGE;
        clock.addAndGet(60 * SECOND - 1);
        // Old, but good: it is asked for anew meanwhile.
        assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
        await().until(() -> cache.tierOf("acme", "ann") == LARGE);

        assertThat(asked).hasValue(2);
        assertThat(count("misses")).isEqualTo(1);
        assertThat(count("hits")).isGreaterThanOrEqualTo(6);
        assertThat(count("failures")).isZero();
    }

    @Test
    void noTierIsOlderThanItsTimeToLive() {
        CachingTierResolver cache = cache(CONFIG);
        cache.tierOf("acme", "ann");

        now = LARGE;
        clock.addAndGet(60 * SECOND);

        assertThat(cache.tierOf("acme", "ann")).isSameAs(LARGE);
    }

    @Test
    void usersAndTenantsAreToldApart() {
        CachingTierResolver cache = new CachingTierResolver(
                (tenant, user) -> Tier.builder(tenant + '/' + user).build(), CONFIG, Telemetry.none());

        assertThat(cache.tierOf("a", "b").name()).isEqualTo("a/b");
        assertThat(cache.tierOf("b", "a").name()).isEqualTo("b/a");
        assertThat(cache.tierOf("a", "b").name()).isEqualTo("a/b");
    }

    @Test
    void manyCallersShareOneQuestion() throws Exception {
        CachingTierResolver cache = cache(CONFIG);
        gate = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Future<Tier>> answers = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                answers.add(callers.submit(() -> cache.tierOf("acme", "ann")));
            }
            await().until(() -> count("misses") == 16);
            gate.countDown();

            for (Future<Tier> answer : answers) {
                assertThat(answer.get(1, TimeUnit.MINUTES)).isSameAs(SMALL);
            }
            assertThat(asked).hasValue(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void callersGoOnWithTheTierThatIsBeingAskedForAnew() {
        CachingTierResolver cache = cache(CONFIG);
        cache.tierOf("acme", "ann");
        gate = new CountDownLatch(1);
        clock.addAndGet(50 * SECOND);

        for (int call = 0; call < 10; call++) {
            assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
        }

        await().until(() -> asked.get() == 2);
        gate.countDown();
    }

    @Test
    void whatIsInvalidatedIsAskedForAgain() {
        CachingTierResolver cache = cache(CONFIG);
        cache.tierOf("acme", "ann");
        cache.tierOf("acme", "bob");
        now = LARGE;

        cache.invalidate("acme", "ann");
        assertThat(cache.tierOf("acme", "ann")).isSameAs(LARGE);
        assertThat(cache.tierOf("acme", "bob")).isSameAs(SMALL);

        cache.invalidateAll();
        assertThat(cache.tierOf("acme", "bob")).isSameAs(LARGE);
    }

    @Test
    void anAnswerUnderWayIsNotKeptAfterAnInvalidation() throws Exception {
        CachingTierResolver cache = cache(CONFIG);
        CountDownLatch first = new CountDownLatch(1);
        gate = first;
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try {
            Future<Tier> early = callers.submit(() -> cache.tierOf("acme", "ann"));
            await().until(() -> asked.get() == 1);
            now = LARGE;
            gate = new CountDownLatch(0);
            cache.invalidate("acme", "ann");

            assertThat(cache.tierOf("acme", "ann")).isSameAs(LARGE);
            first.countDown();
            assertThat(early.get(1, TimeUnit.MINUTES)).isSameAs(SMALL);
            assertThat(cache.tierOf("acme", "ann")).isSameAs(LARGE);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void failsClosedUnlessTold() {
        CachingTierResolver cache = cache(CONFIG);
        cache.tierOf("acme", "ann");
        down = true;
        clock.addAndGet(60 * SECOND);

        assertThatThrownBy(() -> cache.tierOf("acme", "ann"))
                .isInstanceOf(TierResolver.UnavailableException.class)
                .hasMessageContaining("'ann'")
                .hasRootCauseMessage("down");
        assertThat(count("failures")).isEqualTo(1);

        down = false;
        assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
    }

    @Test
    void aResolverThatTakesTooLongFailsTheCall() {
        CachingTierResolver cache = cache(IMPATIENT);
        gate = new CountDownLatch(1);

        assertThatThrownBy(() -> cache.tierOf("acme", "ann"))
                .isInstanceOf(TierResolver.UnavailableException.class)
                .hasMessageContaining("was not there within 1 ms");
        assertThat(count("failures")).isEqualTo(1);
        gate.countDown();
        // Late is better than never: the next caller finds the answer.
        await().until(() -> cache.tierOf("acme", "ann") == SMALL);
        assertThat(asked).hasValue(1);
    }

    @Test
    void theLastKnownTierHoldsUntilItIsTooOld() {
        TierCacheConfig config = CONFIG.withWhenUnavailable(new WhenUnavailable.LastKnown(Duration.ofMinutes(10)));
        CachingTierResolver cache = cache(config);
        assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
        down = true;

        clock.addAndGet(600 * SECOND - 1);
        assertThat(cache.tierOf("acme", "ann")).isSameAs(SMALL);
        clock.addAndGet(1);
        assertThatThrownBy(() -> cache.tierOf("acme", "ann")).isInstanceOf(TierResolver.UnavailableException.class);
        assertThatThrownBy(() -> cache.tierOf("acme", "bob")).isInstanceOf(TierResolver.UnavailableException.class);
    }

    @Test
    void onlyTheFirstCallerWaitsForAResolverThatHangs() {
        TierCacheConfig config = IMPATIENT.withWhenUnavailable(new WhenUnavailable.Given(EMERGENCY));
        CachingTierResolver cache = cache(config);
        gate = new CountDownLatch(1);
        assertThat(cache.tierOf("acme", "ann")).isSameAs(EMERGENCY);

        for (int call = 0; call < 100; call++) {
            assertThat(cache.tierOf("acme", "ann")).isSameAs(EMERGENCY);
        }

        assertThat(count("failures")).isEqualTo(1);
        gate.countDown();
        await().until(() -> cache.tierOf("acme", "ann") == SMALL);
    }

    @Test
    void whileItFailsTheResolverIsAskedNowAndThen() {
        CachingTierResolver cache = cache(
                CONFIG.withTimeout(Duration.ofSeconds(10)).withWhenUnavailable(new WhenUnavailable.Given(EMERGENCY)));
        down = true;
        for (int call = 0; call < 100; call++) {
            assertThat(cache.tierOf("acme", "ann")).isSameAs(EMERGENCY);
        }
        assertThat(asked).hasValue(1);

        down = false;
        clock.addAndGet(10 * SECOND);
        await().until(() -> cache.tierOf("acme", "ann") == SMALL);
        assertThat(asked).hasValue(2);
    }

    @Test
    void usersBeyondTheBoundAreForgottenTheLeastUsedFirst() {
        CachingTierResolver cache = cache(CONFIG.withMaxUsers(100));
        cache.tierOf("acme", "busy");

        for (int user = 0; user < 1_000; user++) {
            cache.tierOf("acme", "u" + user);
            cache.tierOf("acme", "busy");
        }

        assertThat(asked).hasValue(1_001);
        assertThat(meters.get("stipend.tiers.users").gauge().value()).isLessThanOrEqualTo(100);
    }

    @Test
    void invalidationsLeaveNothingBehind() {
        CachingTierResolver cache = cache(CONFIG.withMaxUsers(10));

        for (int turn = 0; turn < 1_000; turn++) {
            cache.tierOf("acme", "ann");
            cache.invalidate("acme", "ann");
        }

        assertThat(meters.get("stipend.tiers.users").gauge().value()).isZero();
    }

    /** Readers, invalidations and a bound that is far too small: nobody gets another's tier, or waits for ever. */
    @Test
    void manyThreadsNeverGetAnothersTier() throws Exception {
        CachingTierResolver cache = new CachingTierResolver(
                (tenant, user) -> Tier.builder(user).build(), CONFIG.withMaxUsers(16), Telemetry.on(meters));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                done.add(callers.submit(() -> {
                    for (int call = 0; call < 2_000; call++) {
                        String user = "u" + ThreadLocalRandom.current().nextInt(40);
                        assertThat(cache.tierOf("acme", user).name()).isEqualTo(user);
                        if (call % 50 == 0) {
                            cache.invalidate("acme", user);
                        } else if (call % 501 == 0) {
                            cache.invalidateAll();
                        }
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get(1, TimeUnit.MINUTES);
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(meters.get("stipend.tiers.users").gauge().value()).isLessThanOrEqualTo(16);
    }

    @Test
    void anInterruptedCallerDoesNotWait() throws Exception {
        CachingTierResolver cache = cache(CONFIG);
        gate = new CountDownLatch(1);
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try {
            Future<Tier> waiting = callers.submit(() -> cache.tierOf("acme", "ann"));
            await().until(() -> asked.get() == 1);
            callers.shutdownNow();

            assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TierResolver.UnavailableException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            gate.countDown();
        }
    }

    @Test
    void badSettingsAreRefusedByName() {
        assertThatThrownBy(() -> CONFIG.withMaxUsers(0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tiers.cache.max-users is '0'; give a whole number, 1 to");
        assertThatThrownBy(() -> CONFIG.withTimeToLive(Duration.ZERO)).hasMessageContaining("tiers.cache.time-to-live");
        assertThatThrownBy(() -> CONFIG.withTimeout(Duration.ofHours(1))).hasMessageContaining("timeout");
        assertThatThrownBy(() -> CONFIG.withThreads(-1)).hasMessageContaining("threads");
        assertThatThrownBy(() -> CONFIG.withWhenUnavailable(new WhenUnavailable.LastKnown(Duration.ofMinutes(1))))
                .hasMessageContaining("must be above the time to live");
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }
}
