package io.stipend.core.background;

import static io.stipend.core.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.internal.EntryEvents;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import io.stipend.events.EventRejectedException;
import io.stipend.events.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventRelayTest {

    private static final EventRelay.Config CONFIG =
            EventRelay.Config.DEFAULT.withBackOff(Duration.ofMillis(1), Duration.ofMillis(4));

    private final FakeJournal journal = new FakeJournal();
    private final Scripted publisher = new Scripted();
    private final List<String> dead = new CopyOnWriteArrayList<>();
    private final Logged logged = Logged.of(EventRelay.class);
    private final List<EventRelay> relays = new ArrayList<>();

    /** Does what it is told with one batch after the other, then takes everything. */
    private static final class Scripted implements EventPublisher {

        /** Every try, as the ids of its events. */
        final List<List<String>> tries = new CopyOnWriteArrayList<>();

        /** What was taken, in order. */
        final List<String> taken = new CopyOnWriteArrayList<>();

        private final ConcurrentLinkedDeque<EventPublisher> script = new ConcurrentLinkedDeque<>();

        void next(EventPublisher... behaviours) {
            Collections.addAll(script, behaviours);
        }

        @Override
        public void publish(List<ResourceEvent> batch) {
            List<String> ids = batch.stream().map(ResourceEvent::id).toList();
            tries.add(ids);
            EventPublisher behaviour = script.poll();
            if (behaviour != null) {
                behaviour.publish(batch);
            }
            taken.addAll(ids);
        }
    }

    private static EventPublisher down() {
        return batch -> {
            throw new EventPublishException("broker is down");
        };
    }

    /** Rejects the events of one reservation. */
    private static EventPublisher rejecting(String reservation) {
        return batch -> {
            Map<ResourceEvent, String> reasons = new HashMap<>();
            for (ResourceEvent event : batch) {
                if (event.stream().equals(reservation)) {
                    reasons.put(event, "too large");
                }
            }
            throw new EventRejectedException(reasons);
        };
    }

    private static String id(String reservation) {
        return "acme/reservation/" + reservation + "/1/resource.reserved";
    }

    private EventRelay relay(EventRelay.Config config, DeadLetterSink sink, Telemetry telemetry) {
        EventRelay relay = new EventRelay(journal, publisher, sink, ManagerConfig.DEFAULT, config, telemetry);
        relays.add(relay);
        return relay;
    }

    private EventRelay relay(EventRelay.Config config) {
        return relay(config, (event, reason) -> dead.add(event.id() + ": " + reason), Telemetry.none());
    }

    private EventRelay started() {
        EventRelay relay = relay(CONFIG);
        relay.start();
        return relay;
    }

    private void awaitDrained() {
        await().until(() -> journal.size() == 0);
    }

    @AfterEach
    void close() {
        relays.forEach(EventRelay::close);
        logged.close();
    }

    @Test
    void publishesInOrderAndAcknowledgesInBatches() {
        journal.add(Entries.opened("r1"), Entries.opened("r2"), Entries.tracked("r1", 2, 0, 10), Entries.opened("r3"));

        EventRelay relay = relay(CONFIG.withBatchSize(2));
        relay.start();
        awaitDrained();
        relay.close();

        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"), id("r3"));
        assertThat(publisher.tries).as("batches").hasSize(2);
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(3, 0, 0));
    }

    @Test
    void aPassPublishesAllThatWaitsOnTheCallersThread() {
        publisher.next(down());
        journal.add(Entries.opened("r1"), Entries.opened("r2"), Entries.opened("r3"));
        EventRelay relay = relay(CONFIG.withBatchSize(2));

        assertThatThrownBy(relay::pass).isInstanceOf(EventPublishException.class);
        assertThat(journal.size()).isEqualTo(3);

        assertThat(relay.pass()).isEqualTo(new EventRelay.Figures(3, 0, 0));
        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"), id("r3"));
        assertThat(journal.size()).isZero();
    }

    @Test
    void noEventsAreMadeForWhoDiscardsThemAll() {
        journal.add(Entries.opened("r1"), Entries.tracked("r1", 2, 0, 10));

        EventRelay relay = new EventRelay(
                journal,
                EventPublishers.none(),
                (event, reason) -> dead.add(event.id()),
                ManagerConfig.DEFAULT,
                CONFIG,
                Telemetry.none());
        relays.add(relay);
        relay.start();

        awaitDrained();
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(0, 0, 0));
    }

    @Test
    void aBatchThatBecomesNoEventsIsAcknowledgedWithoutThePublisher() {
        journal.add(Entries.tracked("r1", 2, 0, 10));

        started();

        awaitDrained();
        assertThat(publisher.tries).isEmpty();
    }

    @Test
    void acknowledgesOnlyAfterThePublisherHasReturned() {
        AtomicReference<Integer> waitingDuringPublish = new AtomicReference<>();
        publisher.next(batch -> waitingDuringPublish.set(journal.size()));
        journal.add(Entries.opened("r1"));

        started();

        awaitDrained();
        assertThat(waitingDuringPublish).hasValue(1);
    }

    @Test
    void publishesTheSameIdsAgainUntilThePublisherIsBackAndSaysSoOnce() {
        publisher.next(down(), down(), down());
        journal.add(Entries.opened("r1"), Entries.opened("r2"));

        EventRelay relay = started();

        awaitDrained();
        relay.close();
        assertThat(publisher.tries).hasSize(4).containsOnly(List.of(id("r1"), id("r2")));
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(2, 0, 3));
        assertThat(logged.lines()).hasSize(2);
        assertThat(logged.lines().get(0))
                .startsWith("WARN relay cannot publish")
                .contains("broker is down");
        assertThat(logged.lines().get(1)).startsWith("INFO relay goes on after 3 failed tries");
    }

    @Test
    void aSecondOutageIsSaidAgain() {
        publisher.next(down(), batch -> {}, down());
        journal.add(Entries.opened("r1"));
        EventRelay relay = started();
        awaitDrained();
        journal.add(Entries.opened("r2"));
        awaitDrained();
        relay.close();

        assertThat(logged.lines("WARN")).hasSize(2);
        assertThat(logged.lines("INFO")).hasSize(2);
    }

    @Test
    void aStoreThatFailsToAcknowledgeGetsTheSameEventsPublishedAgain() {
        journal.failAcknowledge(new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down"));
        journal.add(Entries.opened("r1"));

        EventRelay relay = started();

        awaitDrained();
        relay.close();
        assertThat(publisher.taken).containsExactly(id("r1"), id("r1"));
        assertThat(relay.figures()).as("counted once").isEqualTo(new EventRelay.Figures(1, 0, 1));
    }

    @Test
    void aStoreThatComesBackEmptyEndsTheOutage() {
        journal.failReads(new CreditStoreException(CreditStoreException.Kind.UNAVAILABLE, "store is down"));

        started();

        await().until(() -> !logged.lines("INFO").isEmpty());
        assertThat(logged.lines()).hasSize(2);
    }

    @Test
    void aDefectOfThePublisherIsReportedOnceAndTriedAgain() {
        EventPublisher defect = batch -> {
            throw new IllegalStateException("defect");
        };
        publisher.next(defect, defect, defect);
        journal.add(Entries.opened("r1"));

        started();

        awaitDrained();
        assertThat(logged.lines("ERROR")).hasSize(1);
        assertThat(publisher.taken).containsExactly(id("r1"));
    }

    @Test
    void anErrorDoesNotEndTheThread() {
        publisher.next(batch -> {
            throw new NoClassDefFoundError("missing");
        });
        journal.add(Entries.opened("r1"));

        started();

        awaitDrained();
        assertThat(publisher.taken).containsExactly(id("r1"));
    }

    @Test
    void whatIsRejectedBecomesADeadLetterAndTheOthersGoOn() {
        publisher.next(rejecting("r2"));
        journal.add(Entries.opened("r1"), Entries.opened("r2"), Entries.opened("r3"));

        EventRelay relay = started();

        awaitDrained();
        relay.close();
        assertThat(dead).containsExactly(id("r2") + ": too large");
        assertThat(publisher.taken).containsExactly(id("r1"), id("r3"));
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(2, 1, 0));
    }

    @Test
    void aBatchOfWhichEverythingIsRejectedIsDone() {
        publisher.next(rejecting("r1"));
        journal.add(Entries.opened("r1"));

        started();

        awaitDrained();
        assertThat(dead).hasSize(1);
        assertThat(publisher.tries).hasSize(1);
    }

    @Test
    void aDeadLetterIsGivenAwayOnceAlsoWhenTheRestFails() {
        publisher.next(rejecting("r1"), down(), down());
        journal.add(Entries.opened("r1"), Entries.opened("r2"));

        EventRelay relay = started();

        awaitDrained();
        relay.close();
        assertThat(dead).containsExactly(id("r1") + ": too large");
        assertThat(publisher.tries)
                .containsExactly(List.of(id("r1"), id("r2")), List.of(id("r2")), List.of(id("r2")), List.of(id("r2")));
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(1, 1, 2));
    }

    @Test
    void aDeadLetterThatCannotBeKeptStaysInTheJournal() {
        publisher.next(rejecting("r1"), rejecting("r1"));
        journal.add(Entries.opened("r1"));
        AtomicBoolean full = new AtomicBoolean(true);
        DeadLetterSink sink = (event, reason) -> {
            if (full.getAndSet(false)) {
                throw new EventPublishException("disk is full, journal has " + journal.size());
            }
            dead.add(event.id());
        };

        relay(CONFIG, sink, Telemetry.none()).start();

        awaitDrained();
        assertThat(dead).containsExactly(id("r1"));
        assertThat(logged.lines("WARN")).singleElement().asString().contains("disk is full, journal has 1");
    }

    @Test
    void aRejectionOfWhatWasNotInTheBatchLosesNothing() {
        List<ResourceEvent> foreign = new ArrayList<>();
        new EntryEvents(ManagerConfig.DEFAULT, false).emit(Entries.opened("elsewhere"), foreign::add);
        publisher.next(batch -> {
            throw new EventRejectedException(Map.of(foreign.get(0), "never sent"));
        });
        journal.add(Entries.opened("r1"));

        started();

        awaitDrained();
        assertThat(dead).isEmpty();
        assertThat(publisher.taken).containsExactly(id("r1"));
    }

    @Test
    void anEntryThatCannotBecomeEventsIsSkippedWithAnAlarm() {
        publisher.next(down(), down());
        journal.add(Entries.opened("r1"), broken(), Entries.opened("r2"));

        EventRelay relay = started();

        awaitDrained();
        relay.close();
        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"));
        assertThat(logged.lines("ERROR"))
                .as("once, whatever the tries")
                .singleElement()
                .asString()
                .contains("skipped");
        assertThat(relay.figures()).isEqualTo(new EventRelay.Figures(2, 1, 2));
    }

    /** A report whose peak says critical although nothing is held: no store writes it, a damaged one may. */
    private static JournalEntry broken() {
        var sound = Entries.tracked("damaged", 2, 0, 100);
        return new JournalEntry.Tracked(
                sound.header(),
                2,
                sound.atMillis(),
                sound.operationId(),
                sound.fingerprint(),
                sound.report(),
                null,
                ResourceVector.ZERO,
                sound.used(),
                0,
                1,
                0);
    }

    @Test
    void closePublishesWhatWaits() {
        EventRelay relay = started();
        await().until(() -> journal.awaiting() != null);
        journal.add(Entries.opened("r1"), Entries.opened("r2"));

        relay.close();

        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"));
        assertThat(journal.steppedBack).hasValue(1);
    }

    @Test
    void closeEndsALongPauseAndDrains() {
        publisher.next(down());
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withBackOff(Duration.ofMinutes(10), Duration.ofMinutes(10)));
        relay.start();
        await().until(() -> relay.figures().failures() == 1);

        relay.close();

        assertThat(publisher.taken).containsExactly(id("r1"));
    }

    @Test
    void closeEndsALongLingerAndDrains() {
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withLinger(Duration.ofSeconds(10)).withDrainTimeout(Duration.ofSeconds(5)));
        relay.start();
        awaitDrained();
        journal.add(Entries.opened("r2"));

        relay.close();

        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"));
    }

    @Test
    void closeKeepsTryingUntilTheDrainTimeoutIsOver() {
        EventPublisher[] outage = new EventPublisher[10_000];
        Arrays.fill(outage, down());
        publisher.next(outage);
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withDrainTimeout(Duration.ofMillis(100)));
        relay.start();
        await().until(() -> relay.figures().failures() >= 1);

        relay.close();

        assertThat(journal.size()).as("stays in the journal").isEqualTo(1);
        assertThat(journal.steppedBack).hasValue(1);
    }

    @Test
    void closeInterruptsAPublisherThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        publisher.next(batch -> {
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
                throw new EventPublishException("interrupted", e);
            }
        });
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withDrainTimeout(Duration.ofMillis(20)));
        relay.start();
        awaitUninterruptibly(entered);

        relay.close();

        assertThat(interrupted).isTrue();
        assertThat(journal.size()).isEqualTo(1);
        assertThat(journal.steppedBack).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void closeLeavesBehindAPublisherThatMindsNoInterrupt() {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        publisher.next(batch -> {
            entered.countDown();
            awaitUninterruptibly(released);
        });
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withDrainTimeout(Duration.ZERO));
        relay.start();
        awaitUninterruptibly(entered);

        relay.close();

        assertThat(logged.lines("WARN")).singleElement().asString().contains("left behind");
        released.countDown();
        await().until(() -> journal.steppedBack.get() == 1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // The point of it.
            }
        }
    }

    @Test
    void anInterruptedCallerOfCloseDoesNotWaitAndStaysInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        publisher.next(batch -> {
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new EventPublishException("interrupted", e);
            }
        });
        journal.add(Entries.opened("r1"));
        EventRelay relay = relay(CONFIG.withDrainTimeout(Duration.ofDays(1)));
        relay.start();
        awaitUninterruptibly(entered);

        Thread.currentThread().interrupt();
        relay.close();

        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> journal.steppedBack.get() == 1);
    }

    @Test
    void aListenerMayCloseTheRelayItRunsOn() {
        EventRelay relay = relay(CONFIG);
        publisher.next(batch -> relay.close());
        journal.add(Entries.opened("r1"));

        relay.start();

        await().until(() -> journal.steppedBack.get() == 1);
        assertThat(journal.size()).isZero();
    }

    @Test
    void aThreadThatIsInterruptedByAListenerGoesOn() {
        publisher.next(batch -> Thread.currentThread().interrupt());
        journal.add(Entries.opened("r1"));
        started();
        awaitDrained();

        journal.add(Entries.opened("r2"));

        awaitDrained();
        assertThat(publisher.taken).containsExactly(id("r1"), id("r2"));
    }

    @Test
    void closeBeforeStartAndCloseTwiceDoNothing() {
        EventRelay neverStarted = relay(CONFIG);
        EventRelay relay = started();

        assertThatCode(() -> {
                    neverStarted.close();
                    relay.close();
                    relay.close();
                })
                .doesNotThrowAnyException();
        assertThat(journal.steppedBack).hasValue(1);
    }

    @Test
    void reportsItsFiguresAndTheBacklog() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EventRelay relay = relay(CONFIG, (event, reason) -> dead.add(event.id()), Telemetry.on(registry));
        publisher.next(down(), rejecting("r1"));
        journal.add(Entries.opened("r1"), Entries.opened("r2"));

        assertThat(registry.get("stipend.relay.backlog").gauge().value()).isEqualTo(2);
        assertThat(registry.get("stipend.relay.lag").gauge().value())
                .as("seconds")
                .isEqualTo(1.5);
        relay.start();
        awaitDrained();
        relay.close();

        assertThat(registry.get("stipend.relay.published").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("stipend.relay.dead.letters").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("stipend.relay.failures").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("stipend.relay.backlog").gauge().value()).isZero();
        assertThat(registry.get("stipend.relay.publish").timer().count())
                .as("down, rejected, published")
                .isEqualTo(3);
        assertThat(registry.get("stipend.relay.batch").summary().totalAmount()).isEqualTo(2 + 2 + 1);
    }
}
