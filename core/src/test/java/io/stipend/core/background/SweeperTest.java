package io.stipend.core.background;

import static io.stipend.core.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.CreditStoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SweeperTest {

    private static final Sweeper.Config CONFIG = new Sweeper.Config(Duration.ofMillis(1), 10, Duration.ofDays(7));

    private final DueStore store = new DueStore();
    private final Logged logged = Logged.of(Sweeper.class);
    private final Sweeper sweeper = new Sweeper(store, CONFIG, Telemetry.none());

    @AfterEach
    void close() {
        sweeper.close();
        logged.close();
    }

    @Test
    void expiresInBatchesUntilNothingIsDue() {
        store.due.set(25);

        assertThat(sweeper.pass()).isEqualTo(new Sweeper.Figures(25, 0, 0));
        assertThat(store.expireCalls).hasValue(3);
    }

    @Test
    void forgetsInBatchesUntilNothingIsLeft() {
        store.prunable.set(25);

        assertThat(sweeper.pass().pruned()).isEqualTo(25);
        assertThat(store.pruneCalls).hasValue(3);
        assertThat(store.lastRetention).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void anExactBatchIsFollowedByOneThatFindsNothing() {
        store.prunable.set(10);

        assertThat(sweeper.pass().pruned()).isEqualTo(10);
        assertThat(store.pruneCalls).hasValue(2);
    }

    @Test
    void whatCannotBeExpiredDoesNotKeepThePassForEver() {
        store.poison.set(3);
        store.due.set(25);

        Sweeper.Figures figures = sweeper.pass();

        assertThat(figures.expired()).isEqualTo(25);
        assertThat(store.poison).hasValue(3);
        assertThat(store.pruneCalls).as("goes on to forget").hasPositiveValue();
    }

    @Test
    void whatCannotBeExpiredIsSaidOnceUntilItsNumberChanges() {
        store.poison.set(3);
        sweeper.pass();
        sweeper.pass();
        assertThat(logged.lines("ERROR")).singleElement().asString().contains("3 reservations are due");

        store.poison.set(4);
        sweeper.pass();
        store.poison.set(0);
        sweeper.pass();
        store.poison.set(3);
        sweeper.pass();
        assertThat(logged.lines("ERROR")).hasSize(3);
    }

    @Test
    void aPassThrowsWhatTheStoreThrows() {
        store.failure.set(new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down"));

        assertThatThrownBy(sweeper::pass)
                .isInstanceOf(CreditStoreException.class)
                .hasMessage("store is down");
    }

    @Test
    void theThreadGoesOnAfterAFailureAndSaysSoOnce() {
        store.failure.set(new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down"));
        sweeper.start();
        await().until(() -> store.expireCalls.get() >= 3);
        store.due.set(5);
        store.failure.set(null);

        await().until(() -> sweeper.figures().expired() == 5);
        await().until(() -> !logged.lines("INFO").isEmpty());
        assertThat(logged.lines("ERROR")).hasSize(1);
        assertThat(logged.lines("INFO")).hasSize(1);
    }

    @Test
    void anErrorDoesNotEndTheScheduleInSilence() {
        store.failure.set(new NoClassDefFoundError("missing"));
        sweeper.start();
        await().until(() -> store.expireCalls.get() >= 3);
        store.due.set(5);
        store.failure.set(null);

        await().until(() -> sweeper.figures().expired() == 5);
        assertThat(logged.lines("ERROR")).hasSize(1);
    }

    @Test
    void closeLetsTheCallUnderWayEndAndMakesNoOther() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        store.due.set(1000);
        store.onExpire = () -> {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        };
        sweeper.start();
        assertThat(entered.await(2, TimeUnit.MINUTES)).isTrue();
        Thread closer = new Thread(sweeper::close);
        closer.start();
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        closer.join();

        assertThat(interrupted).as("cut off at the moment of commit").isFalse();
        assertThat(sweeper.figures()).isEqualTo(new Sweeper.Figures(10, 0, 0));
        assertThat(store.expireCalls).hasValue(1);
        assertThat(store.pruneCalls).hasValue(0);
    }

    @Test
    void closeBeforeStartAndCloseTwiceDoNothing() {
        assertThatCode(() -> {
                    sweeper.close();
                    sweeper.close();
                })
                .doesNotThrowAnyException();
        assertThat(store.expireCalls).hasValue(0);
    }

    @Test
    void reportsItsFiguresAndTimesTheStore() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        store.due.set(5);
        store.prunable.set(2);

        try (Sweeper metered = new Sweeper(store, CONFIG, Telemetry.on(registry))) {
            metered.pass();
            store.poison.set(1);
            metered.pass();

            assertThat(registry.get("stipend.sweeper.expired").functionCounter().count())
                    .isEqualTo(5);
            assertThat(registry.get("stipend.sweeper.failures")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("stipend.sweeper.pruned").functionCounter().count())
                    .isEqualTo(2);
            assertThat(registry.get("stipend.sweeper.stuck").gauge().value()).isEqualTo(1);
            assertThat(registry.get("stipend.sweeper.lag").gauge().value()).isBetween(0.0, 60.0);
            assertThat(registry.get("stipend.store.latency")
                            .tag("verb", "expire")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("stipend.store.latency")
                            .tag("verb", "prune")
                            .timer()
                            .count())
                    .isEqualTo(2);
        }
    }
}
