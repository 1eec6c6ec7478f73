package io.stipend.core.background;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventRejectedException;
import io.stipend.events.ResourceEvent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes journal entries to the publisher: reads a batch, turns it into events, publishes them, acknowledges the entries.
 * At least once, in order per stream: when the process dies between publish and acknowledge, the same events, with the
 * same ids, are published again. When the publisher fails, entries wait in the journal and the relay backs off; it says
 * so once, and once more when it goes on.
 *
 * <p>One thread of its own, from {@link #start} to {@link #close}. Thread safe.
 */
public final class EventRelay implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EventRelay.class);

    /** How long the thread sleeps at most when there is nothing to read, so that a close is noticed. */
    private static final Duration IDLE = Duration.ofMillis(200);

    private final Journal journal;
    private final EventPublisher publisher;
    private final DeadLetterSink deadLetters;
    private final EntryEvents entryEvents;
    private final RelayConfig config;
    private final Thread thread;

    private final LongAdder published = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private volatile boolean stopping;
    private volatile long drainDeadlineNanos;

    /** How often in a row publishing has failed; only the relay's thread looks. */
    private int failuresInARow;

    /**
     * Makes a relay that is not started.
     *
     * @param journal where entries wait
     * @param publisher where events go; not closed by the relay
     * @param deadLetters where events go that can never be published
     * @param entryEvents turns entries into events
     */
    @Inject
    public EventRelay(
            Journal journal,
            EventPublisher publisher,
            DeadLetterSink deadLetters,
            EntryEvents entryEvents,
            RelayConfig config,
            Telemetry telemetry) {
        this.journal = journal;
        this.publisher = publisher;
        this.deadLetters = deadLetters;
        this.entryEvents = entryEvents;
        this.config = config;
        this.thread = new Thread(this::run, "stipend-relay");
        thread.setDaemon(true);
        telemetry.counter("stipend.relay.published", "Events published", published, LongAdder::sum);
        telemetry.counter(
                "stipend.relay.deadletters", "Events that can never be published", deadLettered, LongAdder::sum);
        telemetry.counter("stipend.relay.failures", "Tries to publish that failed", failures, LongAdder::sum);
        telemetry.gauge(
                "stipend.relay.backlog",
                "Journal entries that wait to be published",
                journal,
                j -> j.backlog().entries());
        telemetry.gauge(
                "stipend.relay.lag",
                "Age of the oldest journal entry that waits, in seconds",
                journal,
                j -> j.backlog().oldestAgeMillis() / 1e3);
    }

    /** Starts the thread. Once only. */
    public void start() {
        thread.start();
    }

    /** What this relay has done so far. */
    public Figures figures() {
        return new Figures(published.sum(), deadLettered.sum(), failures.sum());
    }

    /**
     * What a relay has done so far.
     *
     * @param published events published and acknowledged, dead letters not among them
     * @param deadLetters events that went to the dead letter sink
     * @param failures tries to publish that failed
     */
    public record Figures(long published, long deadLetters, long failures) {}

    /**
     * Publishes what waits, for as long as the drain timeout at most, then stops. What is left stays in the journal.
     * Blocks until the thread has ended. Does nothing when it was never started, or is stopped already.
     */
    @Override
    public void close() {
        drainDeadlineNanos = System.nanoTime() + config.drainTimeout().toNanos();
        stopping = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(config.drainTimeout().toMillis() + 1);
                if (thread.isAlive()) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isOver()) {
                step();
            }
        } catch (InterruptedException e) {
            log.warn("relay interrupted; what is not published stays in the journal");
        } finally {
            stepBack();
        }
    }

    /** One round. While stopping, the first round that finds nothing to read is the last. */
    private void step() throws InterruptedException {
        try {
            List<JournalEntry> entries = journal.read(config.batchSize());
            if (entries.isEmpty()) {
                rest();
                return;
            }
            relay(entries);
            recovered();
            if (entries.size() < config.batchSize() / 2 && !stopping) {
                Thread.sleep(config.linger().toMillis());
            }
        } catch (EventPublishException | CreditStoreException e) {
            backOff(e);
        } catch (RuntimeException e) {
            log.error("relay: a defect in the publisher or the store", e);
            backOff(e);
        }
    }

    private void rest() throws InterruptedException {
        if (stopping) {
            drainDeadlineNanos = System.nanoTime();
        } else {
            journal.await(IDLE);
        }
    }

    private void relay(List<JournalEntry> entries) {
        List<ResourceEvent> events = new ArrayList<>(entries.size());
        Consumer<ResourceEvent> sink = events::add;
        for (JournalEntry entry : entries) {
            try {
                entryEvents.emit(entry, sink);
            } catch (RuntimeException e) {
                deadLettered.increment();
                log.error("journal entry that cannot be turned into events, skipped: {}", entry, e);
            }
        }
        int count = events.isEmpty() ? 0 : publish(events);
        journal.acknowledge(entries.size());
        published.add(count);
    }

    /** Publishes all events but those that can never be; returns how many it published. */
    private int publish(List<ResourceEvent> events) {
        List<ResourceEvent> rest = events;
        while (!rest.isEmpty()) {
            try {
                publisher.publish(rest);
                return rest.size();
            } catch (EventRejectedException e) {
                rest = withoutRejected(rest, e);
            }
        }
        return 0;
    }

    private List<ResourceEvent> withoutRejected(List<ResourceEvent> events, EventRejectedException rejection) {
        Map<ResourceEvent, String> reasons = rejection.reasons();
        List<ResourceEvent> rest = new ArrayList<>(events);
        if (!rest.removeAll(reasons.keySet())) {
            throw new EventPublishException("the publisher rejected events that were not in its batch", rejection);
        }
        reasons.forEach((event, reason) -> {
            deadLetters.accept(event, reason);
            deadLettered.increment();
        });
        return rest;
    }

    private void recovered() {
        if (failuresInARow > 0) {
            log.info(
                    "relay goes on after {} failed tries; {} entries wait",
                    failuresInARow,
                    journal.backlog().entries());
            failuresInARow = 0;
        }
    }

    private void backOff(RuntimeException failure) throws InterruptedException {
        failures.increment();
        failuresInARow++;
        if (failuresInARow == 1) {
            log.warn("relay cannot publish, entries wait in the journal; it will keep trying: {}", failure.toString());
        } else {
            log.debug("relay failed {} times in a row", failuresInARow, failure);
        }
        long doubled = config.minBackOff().toMillis() << Math.min(20, failuresInARow - 1);
        long most = Math.min(doubled, config.maxBackOff().toMillis());
        long millis = most - ThreadLocalRandom.current().nextLong(most / 4 + 1);
        sleepUnlessOver(millis);
    }

    private void sleepUnlessOver(long millis) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (!isOver() && System.nanoTime() - until < 0) {
            Thread.sleep(Math.min(IDLE.toMillis(), Math.max(1, (until - System.nanoTime()) / 1_000_000)));
        }
    }

    private boolean isOver() {
        return stopping && System.nanoTime() - drainDeadlineNanos >= 0;
    }

    private void stepBack() {
        try {
            journal.stepBack();
        } catch (RuntimeException e) {
            log.warn("relay could not step back as the journal's reader: {}", e.toString());
        }
    }
}
