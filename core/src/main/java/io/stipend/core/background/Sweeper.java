package io.stipend.core.background;

import static io.stipend.config.ValueTypes.duration;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.config.Values;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.check.Checks;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires reservations whose lease has run out, and forgets closed ones whose retention is over. Every process may run
 * one. One thread of its own, from {@link #start} to {@link #close}. Thread safe.
 */
public final class Sweeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

    private final StoreUpkeep upkeep;
    private final Config config;
    private final ScheduledExecutorService executor;

    private final LongAdder expired = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder pruned = new LongAdder();

    /** How many reservations the last pass could not expire. */
    private final AtomicInteger stuck = new AtomicInteger();

    private final LongAdder bookedUnits = new LongAdder();

    /** When a pass last came to its end, by {@link System#nanoTime}; at first, when the sweeper was made. */
    private final AtomicLong lastPassNanos = new AtomicLong(System.nanoTime());

    private volatile boolean closed;

    private final LoopMonitor pulse = new LoopMonitor();
    private volatile boolean started;

    /** Makes a sweeper that is not started. */
    @Inject
    public Sweeper(StoreUpkeep upkeep, Config config, Telemetry telemetry) {
        this.upkeep = telemetry.metered(upkeep);
        this.config = config;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stipend-sweeper");
            thread.setDaemon(true);
            return thread;
        });
        telemetry.counter("stipend.sweeper.expired", "Reservations expired by this process", expired, LongAdder::sum);
        telemetry.counter("stipend.sweeper.failures", "Expiries that failed", failed, LongAdder::sum);
        telemetry.counter("stipend.sweeper.pruned", "Closed reservations forgotten", pruned, LongAdder::sum);
        telemetry.counter(
                "stipend.sweeper.credits",
                "Credits booked on reservations expired by this process",
                bookedUnits,
                units -> units.sum() / (double) Credits.UNITS_PER_CREDIT);
        telemetry.gauge(
                "stipend.sweeper.stuck",
                "Reservations that the last pass could not expire",
                "",
                stuck,
                Number::intValue);
        telemetry.gauge(
                "stipend.sweeper.lag",
                "Time since a pass last came to its end",
                "seconds",
                lastPassNanos,
                last -> (System.nanoTime() - last.get()) / 1e9);
    }

    /** Starts the thread. Once only. */
    public void start() {
        started = true;
        long interval = config.interval().toMillis();
        // passAndGoOn throws nothing that the future would keep to itself.
        var unused = executor.scheduleWithFixedDelay(this::passAndGoOn, interval, interval, TimeUnit.MILLISECONDS);
    }

    /**
     * One pass, on the caller's thread: expires whatever is due now, then forgets whatever may be forgotten. May block
     * like the store, and throws what it throws. A close ends it after the call to the store that is under way.
     */
    public Figures pass() {
        ExpiryResult result;
        do {
            pulse.enter();
            result = upkeep.expireDue(config.batchSize());
            expired.add(result.expired());
            failed.add(result.failed());
            bookedUnits.add(result.bookedUnits());
            // A store that could close none of those that are due would be asked for the same ones for ever.
        } while (result.more() && result.expired() > 0 && !closed);
        reportStuck(result.failed());
        int forgotten = config.batchSize();
        while (forgotten == config.batchSize() && !closed) {
            pulse.enter();
            forgotten = upkeep.prune(config.retention(), config.batchSize());
            pruned.add(forgotten);
        }
        lastPassNanos.set(System.nanoTime());
        return figures();
    }

    /** Says so when their number changes, not in every pass. */
    private void reportStuck(int count) {
        if (stuck.getAndSet(count) != count && count > 0) {
            log.error("{} reservations are due and could not be expired; the others were", count);
        }
    }

    /** How its thread is. It cannot end by itself: the executor replaces one that does. */
    LoopStatus vitals() {
        if (closed) {
            return pulse.vitals(LoopStatus.State.STOPPED);
        }
        return pulse.vitals(started ? LoopStatus.State.RUNNING : LoopStatus.State.NEW);
    }

    /** What this sweeper has done so far. */
    public Figures figures() {
        return new Figures(expired.sum(), failed.sum(), pruned.sum());
    }

    /**
     * What a sweeper has done so far.
     *
     * @param expired reservations it expired
     * @param failed expiries that failed; the same reservation may be counted in every pass
     * @param pruned closed reservations it made the store forget
     */
    public record Figures(long expired, long failed, long pruned) {}

    /** Stops after the call to the store that is under way, if any. Blocks until then, ten seconds at most. */
    @Override
    public void close() {
        closed = true;
        // Not shutdownNow: an interrupt could cut off a store at the moment of commit.
        executor.shutdown();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("sweeper is still in a call to the store and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passAndGoOn() {
        try {
            pass();
            if (pulse.succeeded() > 0) {
                log.info("sweeper goes on");
            }
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end the schedule in silence. Leases run out all the same: the next pass finds them.
            if (pulse.failed(e) == 1) {
                log.error("sweeper failed; it will keep trying", e);
            }
        } finally {
            pulse.leave();
        }
    }

    /**
     * How the sweeper works. Immutable; start from {@link #DEFAULT}.
     *
     * @param interval how long it rests between passes; a lease is noticed to have run out this late at most, but a verb that
     *     meets it notices at once
     * @param batchSize the most reservations it asks the store to expire, or to forget, in one call, 1 to 100,000
     * @param retention how long closed reservations stay readable
     */
    public record Config(Duration interval, int batchSize, Duration retention) {

        private static final Key<Duration> INTERVAL = Key.of(
                "sweeper.interval",
                duration(Duration.ofMillis(1), Duration.ofHours(1)),
                Duration.ofSeconds(1),
                "The rest between two looks for leases that have run out.");
        private static final Key<Integer> BATCH_SIZE = Key.of(
                "sweeper.batch-size", wholeNumber(1, 100_000), 500, "The most reservations in one call to the store.");
        private static final Key<Duration> RETENTION = Key.of(
                "sweeper.retention",
                duration(Duration.ZERO, ValueTypes.CENTURY),
                Duration.ofDays(7),
                "How long closed reservations stay readable.");

        public static final List<Key<?>> KEYS = List.of(INTERVAL, BATCH_SIZE, RETENTION);

        public static final Config DEFAULT = of(Values.defaults(KEYS));

        public Config {
            Checks.value(INTERVAL, interval);
            Checks.value(BATCH_SIZE, batchSize);
            Checks.value(RETENTION, retention);
        }

        /** What these values say. */
        public static Config of(Values values) {
            return new Config(values.get(INTERVAL), values.get(BATCH_SIZE), values.get(RETENTION));
        }

        public Config withInterval(Duration other) {
            return new Config(other, batchSize, retention);
        }

        public Config withRetention(Duration other) {
            return new Config(interval, batchSize, other);
        }
    }
}
