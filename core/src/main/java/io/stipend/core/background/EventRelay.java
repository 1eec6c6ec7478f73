package io.stipend.core.background;

import static io.stipend.config.ValueTypes.YES_OR_NO;
import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.micrometer.core.instrument.Timer;
import io.stipend.config.Key;
import io.stipend.config.Rule;
import io.stipend.config.Values;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.internal.EntryEvents;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.check.Checks;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventRejectedException;
import io.stipend.events.ResourceEvent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
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

    /** How long a close waits for a publisher it has interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Journal journal;
    private final EventPublisher publisher;
    private final DeadLetterSink deadLetters;
    private final EntryEvents entryEvents;
    private final boolean discardsAll;
    private final Config config;
    private final Thread thread;

    private final LongAdder published = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final @Nullable Timer publishing;
    private final @Nullable DoubleConsumer batchSizes;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch stop = new CountDownLatch(1);

    /** When a close gives up what is left; means something once {@link #stop} is open. */
    private volatile long drainDeadlineNanos;

    private final LoopMonitor pulse = new LoopMonitor();

    /**
     * The ids of the dead letters among the entries that are not acknowledged, so that a batch that is published again
     * does not give them away again; only the relay's thread looks.
     */
    private final Set<String> buried = new HashSet<>();

    /** An entry that cannot be turned into events, and why. */
    private record Broken(JournalEntry entry, RuntimeException cause) {}

    /**
     * Makes a relay that is not started.
     *
     * @param journal where entries wait
     * @param publisher where events go; not closed by the relay
     * @param deadLetters where events go that can never be published
     * @param manager how the manager judges, whose levels and efficiency the events tell
     */
    @Inject
    public EventRelay(
            Journal journal,
            EventPublisher publisher,
            DeadLetterSink deadLetters,
            ManagerConfig manager,
            Config config,
            Telemetry telemetry) {
        this.journal = journal;
        this.publisher = publisher;
        this.deadLetters = deadLetters;
        this.entryEvents = new EntryEvents(manager, config.publishUsage());
        this.discardsAll = publisher.discardsAll();
        this.config = config;
        this.thread = new Thread(this::run, "stipend-relay");
        thread.setDaemon(true);
        telemetry.counter("stipend.relay.published", "Events published", published, LongAdder::sum);
        this.publishing = telemetry.timer("stipend.relay.publish", "How long the publisher took for a batch of events");
        this.batchSizes = telemetry.distribution(
                "stipend.relay.batch", "Events in a batch", 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000);
        telemetry.counter(
                "stipend.relay.dead.letters", "Events that can never be published", deadLettered, LongAdder::sum);
        telemetry.counter("stipend.relay.failures", "Tries to publish that failed", failures, LongAdder::sum);
        telemetry.slowGauge(
                "stipend.relay.backlog",
                "Journal entries that wait to be published",
                "",
                journal,
                j -> j.backlog().entries());
        telemetry.slowGauge(
                "stipend.relay.lag",
                "Age of the oldest journal entry that waits",
                "seconds",
                journal,
                j -> j.backlog().oldestAgeMillis() / 1e3);
    }

    /** Starts the thread. Once only. */
    public void start() {
        thread.start();
    }

    /**
     * Publishes all that waits now, on the caller's thread, for a relay that is not started: a simulation has no other. Blocks
     * like the store and the publisher, and throws what they throw; what is not acknowledged then comes again.
     */
    public Figures pass() {
        List<JournalEntry> entries = journal.read(config.batchSize());
        while (!entries.isEmpty()) {
            relay(entries);
            entries = journal.read(config.batchSize());
        }
        return figures();
    }

    /** How its thread is. */
    LoopStatus vitals() {
        if (isStopping()) {
            return pulse.vitals(LoopStatus.State.STOPPED);
        }
        return pulse.vitals(
                switch (thread.getState()) {
                    case NEW -> LoopStatus.State.NEW;
                    case TERMINATED -> LoopStatus.State.DEAD;
                    default -> LoopStatus.State.RUNNING;
                });
    }

    /** What this relay has done so far. */
    public Figures figures() {
        return new Figures(published.sum(), deadLettered.sum(), failures.sum());
    }

    /**
     * What a relay has done so far.
     *
     * @param published events published and acknowledged, dead letters not among them; none when the publisher discards
     *     all
     * @param deadLetters events that went to the dead letter sink
     * @param failures tries to publish that failed
     */
    public record Figures(long published, long deadLetters, long failures) {}

    /**
     * Publishes what waits, for as long as the drain timeout at most, then stops. What is left stays in the journal.
     * Blocks until the thread has ended; a publisher that is still at work when the time is over, or when the caller is
     * interrupted, is interrupted, and left behind if it does not mind that within a second. Called from the relay's own
     * thread, by a listener, it does not wait. Does nothing when the relay was never started, or is stopped already.
     */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            drainDeadlineNanos = System.nanoTime() + config.drainTimeout().toNanos();
            stop.countDown();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = !hasEndedWithin(config.drainTimeout());
        if (thread.isAlive()) {
            drainDeadlineNanos = System.nanoTime();
            thread.interrupt();
            interrupted |= !hasEndedWithin(GRACE);
        }
        if (thread.isAlive()) {
            log.warn("relay is still in a call to the publisher or the store and is left behind");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the thread to end; false if that was cut short by an interrupt of the caller. */
    private boolean hasEndedWithin(Duration wait) {
        try {
            thread.join(wait.toMillis() + 1);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void run() {
        try {
            while (!isOver()) {
                // Asked before the journal is read: what was written before the close is then seen by the last round.
                boolean last = isStopping();
                if (!round() && last) {
                    return;
                }
            }
        } finally {
            // The interrupt was for the publisher; the store has yet to be told.
            Thread.interrupted();
            stepBack();
        }
    }

    /** One round, whatever happens in it: only a close ends the thread. Returns false when there was nothing to read. */
    private boolean round() {
        try {
            return step();
        } catch (InterruptedException e) {
            if (!isStopping()) {
                log.warn("relay was interrupted, by a publisher or listener perhaps; it goes on until it is closed");
            }
            return true;
        }
    }

    private boolean step() throws InterruptedException {
        try {
            pulse.enter();
            List<JournalEntry> entries = journal.read(config.batchSize());
            if (!entries.isEmpty()) {
                relay(entries);
            }
            pulse.leave();
            recovered();
            if (entries.isEmpty()) {
                rest();
                return false;
            }
            if (entries.size() < config.batchSize() / 2) {
                pause(config.linger().toMillis());
            }
        } catch (RuntimeException | Error e) {
            // An Error too: a thread that died of it would let the journal grow in silence.
            pulse.leave();
            backOff(e);
        }
        return true;
    }

    private void rest() throws InterruptedException {
        if (!isStopping()) {
            journal.await(IDLE);
        }
    }

    private void relay(List<JournalEntry> entries) {
        if (discardsAll) {
            journal.acknowledge(entries.size());
            return;
        }
        List<ResourceEvent> events = new ArrayList<>(entries.size());
        Consumer<ResourceEvent> sink = events::add;
        List<Broken> broken = new ArrayList<>(0);
        for (JournalEntry entry : entries) {
            int before = events.size();
            try {
                entryEvents.emit(entry, sink);
            } catch (RuntimeException e) {
                events.subList(before, events.size()).clear();
                broken.add(new Broken(entry, e));
            }
        }
        int count = publish(events);
        for (Broken each : broken) {
            log.error("journal entry that cannot be turned into events, skipped: {}", each.entry(), each.cause());
        }
        journal.acknowledge(entries.size());
        buried.clear();
        published.add(count);
        deadLettered.add(broken.size());
    }

    /** Publishes all events but those that can never be; returns how many it published. */
    private int publish(List<ResourceEvent> events) {
        List<ResourceEvent> rest = events;
        if (!buried.isEmpty()) {
            rest.removeIf(event -> buried.contains(event.id()));
        }
        while (!rest.isEmpty()) {
            try {
                timedPublish(rest);
                return rest.size();
            } catch (EventRejectedException e) {
                rest = withoutRejected(rest, e);
            }
        }
        return 0;
    }

    private void timedPublish(List<ResourceEvent> events) {
        if (publishing == null || batchSizes == null) {
            publisher.publish(events);
        } else {
            batchSizes.accept(events.size());
            publishing.record(() -> publisher.publish(events));
        }
    }

    private List<ResourceEvent> withoutRejected(List<ResourceEvent> events, EventRejectedException rejection) {
        List<ResourceEvent> rest = new ArrayList<>(events.size());
        for (ResourceEvent event : events) {
            String reason = rejection.reasons().get(event);
            if (reason == null) {
                rest.add(event);
            } else {
                deadLetters.accept(event, reason);
                buried.add(event.id());
                deadLettered.increment();
            }
        }
        if (rest.size() == events.size()) {
            throw new EventPublishException("the publisher rejected events that were not in its batch", rejection);
        }
        return rest;
    }

    private void recovered() {
        int failuresInARow = pulse.succeeded();
        if (failuresInARow > 0) {
            log.info("relay goes on after {} failed tries", failuresInARow);
        }
    }

    private void backOff(Throwable failure) throws InterruptedException {
        failures.increment();
        int failuresInARow = pulse.failed(failure);
        if (failuresInARow > 1) {
            log.debug("relay failed {} times in a row", failuresInARow, failure);
        } else if (failure instanceof EventPublishException || failure instanceof CreditStoreException) {
            log.warn("relay cannot publish, entries wait in the journal; it will keep trying: {}", failure.toString());
        } else {
            log.error(
                    "relay: a defect in the publisher or the store; entries wait in the journal, it will keep trying",
                    failure);
        }
        long doubled = config.minBackOff().toMillis() << Math.min(20, failuresInARow - 1);
        long wait = Math.min(doubled, config.maxBackOff().toMillis());
        long millis = wait - ThreadLocalRandom.current().nextLong(wait / 4 + 1);
        if (isStopping()) {
            // The time to drain is short: try as often as at first.
            long left = Duration.ofNanos(drainDeadlineNanos - System.nanoTime()).toMillis();
            Thread.sleep(Math.max(0, Math.min(left, config.minBackOff().toMillis())));
        } else {
            pause(millis);
        }
    }

    /** Waits, but no longer than until a close: the drain then begins with a try at once. */
    private void pause(long millis) throws InterruptedException {
        var unused = stop.await(millis, TimeUnit.MILLISECONDS);
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private boolean isOver() {
        return isStopping() && System.nanoTime() - drainDeadlineNanos >= 0;
    }

    private void stepBack() {
        try {
            journal.stepBack();
        } catch (RuntimeException e) {
            log.warn("relay could not step back as the journal's reader: {}", e.toString());
        }
    }

    /**
     * How the relay works. Immutable; start from {@link #DEFAULT}.
     *
     * @param batchSize the most journal entries in one batch, 1 to 100,000
     * @param linger how long it waits after a batch that was less than half full, so that the next is worth its trip
     * @param minBackOff how long it waits after a first failure; each further one doubles it, less up to a quarter by
     *     chance
     * @param maxBackOff the longest it waits between tries
     * @param drainTimeout how long a close may go on publishing what waits, up to a day
     * @param publishUsage whether every usage report becomes a {@code resource.usage} event
     */
    public record Config(
            int batchSize,
            Duration linger,
            Duration minBackOff,
            Duration maxBackOff,
            Duration drainTimeout,
            boolean publishUsage) {

        private static final Key<Integer> BATCH_SIZE =
                Key.of("relay.batch-size", wholeNumber(1, 100_000), 4_000, "The most journal entries in one batch.");
        private static final Key<Duration> LINGER = Key.of(
                "relay.linger",
                duration(Duration.ZERO, Duration.ofSeconds(10)),
                Duration.ofMillis(10),
                "The wait after a batch that was less than half full.");
        private static final Key<Duration> MIN_BACK_OFF = Key.of(
                "relay.min-back-off",
                duration(Duration.ofMillis(1), Duration.ofMinutes(10)),
                Duration.ofMillis(100),
                "The wait after a first failure; each further one doubles it.");
        private static final Key<Duration> MAX_BACK_OFF = Key.of(
                "relay.max-back-off",
                duration(Duration.ofMillis(1), Duration.ofHours(1)),
                Duration.ofSeconds(30),
                "The longest wait between tries; not below min-back-off.");
        private static final Key<Duration> DRAIN_TIMEOUT = Key.of(
                "relay.drain-timeout",
                duration(Duration.ZERO, Duration.ofDays(1)),
                Duration.ofSeconds(10),
                "How long a stop goes on publishing what waits.");
        private static final Key<Boolean> PUBLISH_USAGE =
                Key.of("relay.publish-usage", YES_OR_NO, false, "Whether every usage report becomes an event.");

        public static final List<Key<?>> KEYS =
                List.of(BATCH_SIZE, LINGER, MIN_BACK_OFF, MAX_BACK_OFF, DRAIN_TIMEOUT, PUBLISH_USAGE);

        /** The longest back-off is not below the least. */
        public static final Rule<Duration> RULE =
                Rule.notAbove(MIN_BACK_OFF, MAX_BACK_OFF, "swap them or lower the first");

        public static final Config DEFAULT = of(Values.defaults(KEYS));

        public Config {
            Checks.value(BATCH_SIZE, batchSize);
            Checks.value(LINGER, linger);
            Checks.value(MIN_BACK_OFF, minBackOff);
            Checks.value(MAX_BACK_OFF, maxBackOff);
            Checks.value(DRAIN_TIMEOUT, drainTimeout);
            RULE.broken(minBackOff, maxBackOff, true).ifPresent(how -> {
                throw new InvalidRequestException("relay.min-back-off is " + minBackOff + ", " + how
                        + " relay.max-back-off, " + maxBackOff + "; " + RULE.remedy());
            });
        }

        /** What these values say. */
        public static Config of(Values values) {
            return new Config(
                    values.get(BATCH_SIZE),
                    values.get(LINGER),
                    values.get(MIN_BACK_OFF),
                    values.get(MAX_BACK_OFF),
                    values.get(DRAIN_TIMEOUT),
                    values.get(PUBLISH_USAGE));
        }

        public Config withBatchSize(int other) {
            return new Config(other, linger, minBackOff, maxBackOff, drainTimeout, publishUsage);
        }

        public Config withLinger(Duration other) {
            return new Config(batchSize, other, minBackOff, maxBackOff, drainTimeout, publishUsage);
        }

        public Config withBackOff(Duration least, Duration wait) {
            return new Config(batchSize, linger, least, wait, drainTimeout, publishUsage);
        }

        public Config withDrainTimeout(Duration other) {
            return new Config(batchSize, linger, minBackOff, maxBackOff, other, publishUsage);
        }

        public Config withPublishUsage(boolean publish) {
            return new Config(batchSize, linger, minBackOff, maxBackOff, drainTimeout, publish);
        }
    }
}
