package io.stipend.foresight.forecast;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.check.Checks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a forecaster learns in a store, and shares it with the other nodes that use the store: in each interval, it writes what is new
 * here, and adds what is new elsewhere. What nodes learned that are gone is taken over by one of those that live, after an hour.
 *
 * <p>A store that fails disturbs nobody: it is tried again in the next interval, and forecasts go on. A process that dies loses what it
 * learned in the last interval. A record that is damaged or foreign is passed over with a warning. Thread safe.
 */
public final class SharedForecasts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SharedForecasts.class);

    /** A node that has not written for so long is gone. Those that live write at least twice as often, whether they learn or not. */
    static final Duration GONE_AFTER = Duration.ofHours(1);

    /** Of so many records, a node finds what is new in them even if it could not read the last few. */
    private static final int NEWS_KEPT = 10;

    private final LearnedForecaster forecaster;
    private final ForecastStore store;
    private final String node = UUID.randomUUID().toString();
    private final ReentrantLock passing = new ReentrantLock();
    private final @Nullable ScheduledExecutorService timer;

    /** Up to which of its news each node was heard. */
    private final Map<String, Long> heard = new HashMap<>();

    /** What was warned of, so that it is not warned of each time. */
    private final Map<String, Integer> refused = new HashMap<>();

    private ForecastSnapshot own = ForecastSnapshot.EMPTY;
    private List<ForecastFigures> takenOver = List.of();

    /** What other nodes' records say, those that are gone included. */
    private volatile List<ForecastFigures> elsewhere = List.of();

    private final List<NodeState.News> news = new ArrayList<>();
    private long sequence;
    private boolean begun;
    private boolean failing;
    private boolean closed;

    /** What was written last, if anything was, and when. */
    private byte @Nullable [] written;

    private long writtenNanos;

    /** What was to be written last, whether or not it came through. */
    private @Nullable Attempt attempt;

    /** A record, and what is known once it is written. */
    private static final class Attempt {

        final byte[] bytes;
        final ForecastSnapshot known;
        final List<ForecastFigures> takenOver;

        Attempt(byte[] bytes, ForecastSnapshot known, List<ForecastFigures> takenOver) {
            this.bytes = bytes;
            this.known = known;
            this.takenOver = takenOver;
        }
    }

    private SharedForecasts(LearnedForecaster forecaster, ForecastStore store, @Nullable Duration interval) {
        this.forecaster = Checks.present(forecaster, "forecaster");
        this.store = Checks.present(store, "forecast store");
        // From here on, what is learned is news, also while the store cannot be read.
        takeNews();
        this.timer = interval == null ? null : timer(interval);
    }

    private ScheduledExecutorService timer(Duration interval) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stipend-forecasts");
            thread.setDaemon(true);
            return thread;
        });
        long nanos = interval.toNanos();
        // A pass throws nothing, so nobody need ask this.
        Future<?> unused = executor.scheduleWithFixedDelay(this::pass, nanos, nanos, TimeUnit.NANOSECONDS);
        return executor;
    }

    /**
     * Begins: adds what is kept, and shares from then on. Blocks once, for the first look.
     *
     * @param forecaster which has learned nothing yet
     * @param interval how often it writes and looks, at least a second
     */
    public static SharedForecasts start(LearnedForecaster forecaster, ForecastStore store, Duration interval) {
        SharedForecasts shared = new SharedForecasts(forecaster, store, interval);
        shared.pass();
        return shared;
    }

    /** One that shares when it is told to, for tests. */
    static SharedForecasts unscheduled(LearnedForecaster forecaster, ForecastStore store) {
        return new SharedForecasts(forecaster, store, null);
    }

    /** How good the forecasts of all nodes were, as their records say; damaged ones say nothing. Blocks like the store. */
    public static List<ForecastFigures> figures(ForecastStore store) {
        List<ForecastFigures> sum = List.of();
        for (Map.Entry<String, ForecastStore.NodeRecord> record :
                store.readAll().entrySet()) {
            try {
                sum = plus(sum, NodeState.read(record.getValue().bytes()).figures());
            } catch (IOException e) {
                warn(record.getKey(), e);
            }
        }
        return sum;
    }

    /** How good the forecasts of all nodes were: those of this one as of now, those of the others as their records said last. Does not block. */
    public List<ForecastFigures> figures() {
        return plus(elsewhere, forecaster.figures());
    }

    private static List<ForecastFigures> plus(List<ForecastFigures> some, List<ForecastFigures> others) {
        Map<String, ForecastFigures> sums = new LinkedHashMap<>();
        for (List<ForecastFigures> each : List.of(some, others)) {
            for (ForecastFigures figures : each) {
                String model = sums.size() < ModelTallies.MAX_MODELS || sums.containsKey(figures.model())
                        ? figures.model()
                        : ForecastFigures.OTHERS;
                sums.put(
                        model,
                        sums.getOrDefault(model, ForecastFigures.none(model)).plus(figures));
            }
        }
        return List.copyOf(sums.values());
    }

    /** Writes what is new here, and adds what is new elsewhere. */
    void pass() {
        passing.lock();
        try {
            exchange();
            failing = false;
        } catch (CreditStoreException e) {
            if (!failing) {
                log.warn("forecasts cannot be shared, and are learned on: {}", e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            // A timer would end silently.
            log.error("forecasts could not be shared", e);
        } finally {
            passing.unlock();
        }
    }

    private void exchange() {
        Map<String, ForecastStore.NodeRecord> records = store.readAll();
        ForecastStore.NodeRecord mine = records.get(node);
        if (attempt != null && mine != null && Arrays.equals(attempt.bytes, mine.bytes())) {
            // It came through, though nobody heard of it.
            done(attempt);
        }
        takeNews();
        if (written != null && !records.containsKey(node)) {
            // Somebody took this node to be gone. All that it knew is in another's record.
            own = ForecastSnapshot.EMPTY;
            takenOver = List.of();
            written = null;
        }
        Map<String, NodeState> others = listen(records);
        Map<String, NodeState> gone = new HashMap<>(others);
        gone.keySet().removeIf(name -> !isGone(Objects.requireNonNull(records.get(name))));
        begun = true;
        heard.keySet().retainAll(records.keySet());
        refused.keySet().retainAll(records.keySet());
        write(gone);
        if (attempt == null) {
            // What they said is in this node's record from now on.
            others.keySet().removeAll(gone.keySet());
        }
        List<ForecastFigures> sum = takenOver;
        for (NodeState each : others.values()) {
            sum = plus(sum, each.figures());
        }
        elsewhere = sum;
    }

    private static boolean isGone(ForecastStore.NodeRecord record) {
        return record.ageMillis() > GONE_AFTER.toMillis();
    }

    private void takeNews() {
        ForecastSnapshot fresh = forecaster.takeNews();
        if (fresh.learned() > 0) {
            own = own.then(fresh, forecaster.maxGroups());
            news.add(new NodeState.News(++sequence, fresh));
            if (news.size() > NEWS_KEPT) {
                news.remove(0);
            }
        }
    }

    /** Adds what others say, and returns it; of those that are gone and cannot be read, nothing. */
    private Map<String, NodeState> listen(Map<String, ForecastStore.NodeRecord> records) {
        Map<String, NodeState> others = new HashMap<>();
        records.forEach((name, record) -> {
            if (name.equals(node)) {
                return;
            }
            Optional<NodeState> state = read(name, record.bytes());
            state.ifPresent(says -> {
                listen(name, says);
                others.put(name, says);
            });
            if (state.isEmpty() && isGone(record)) {
                // Nothing is taken over of it, and it goes.
                others.put(name, new NodeState(0, ForecastSnapshot.EMPTY, List.of(), List.of()));
            }
        });
        return others;
    }

    /** Who begins takes all that others know; who knows of a node, or of its beginning, what it learned since. */
    private void listen(String name, NodeState says) {
        Long upTo = heard.put(name, says.sequence());
        if (upTo == null && !begun) {
            forecaster.add(says.known());
            return;
        }
        for (NodeState.News each : says.news()) {
            if (upTo == null || each.sequence() > upTo) {
                forecaster.addNews(each.learned());
            }
        }
    }

    private Optional<NodeState> read(String name, byte[] bytes) {
        try {
            return Optional.of(NodeState.read(bytes));
        } catch (IOException e) {
            Integer seen = refused.put(name, Arrays.hashCode(bytes));
            if (seen == null || seen != Arrays.hashCode(bytes)) {
                warn(name, e);
            }
            return Optional.empty();
        }
    }

    private static void warn(String name, IOException wrong) {
        log.warn(
                "the forecasts of node {} are not used, and are learned anew: {}",
                Checks.shown(name),
                wrong.getMessage());
    }

    private void write(Map<String, NodeState> gone) {
        ForecastSnapshot known = own;
        List<ForecastFigures> more = takenOver;
        for (NodeState each : gone.values()) {
            known = known.plus(each.known());
            more = plus(more, each.figures());
        }
        byte[] bytes = state(known, more);
        boolean isOld = System.nanoTime() - writtenNanos > GONE_AFTER.toNanos() / 2;
        boolean isNew = written == null ? sequence > 0 : isOld || !Arrays.equals(bytes, written);
        Set<String> names = new HashSet<>(gone.keySet());
        if (isNew || !names.isEmpty()) {
            Attempt made = new Attempt(bytes, known, more);
            attempt = made;
            if (store.put(node, bytes, names)) {
                done(made);
            }
        }
    }

    private void done(Attempt made) {
        own = made.known;
        takenOver = made.takenOver;
        written = made.bytes;
        writtenNanos = System.nanoTime();
        attempt = null;
    }

    /** As much of what is known as a record has room for. */
    private byte[] state(ForecastSnapshot known, List<ForecastFigures> more) {
        List<ForecastFigures> figures = plus(more, forecaster.figures());
        ForecastSnapshot some = known;
        List<NodeState.News> latest = List.copyOf(news);
        byte[] bytes = new NodeState(sequence, some, latest, figures).toBytes();
        while (bytes.length > ForecastStore.MAX_BYTES) {
            if (latest.isEmpty()) {
                some = some.then(ForecastSnapshot.EMPTY, some.groups().size() / 2);
            }
            latest = List.of();
            bytes = new NodeState(sequence, some, latest, figures).toBytes();
        }
        return bytes;
    }

    /** Writes what was learned last, and ends. Blocks like the store; again, it does nothing. */
    @Override
    public void close() {
        passing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (timer != null) {
                timer.shutdownNow();
            }
            pass();
        } finally {
            passing.unlock();
        }
    }
}
