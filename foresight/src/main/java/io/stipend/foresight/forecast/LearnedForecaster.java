package io.stipend.foresight.forecast;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.check.Checks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A forecaster that knows nothing at first, and learns from every outcome.
 *
 * <p>Steps are in groups: all, those of the same model, with about as much input, of the same key. Each group has a {@link Histogram}
 * of its outcomes. The distribution of a step is that of its smallest group, which leans on the next larger one the more the fewer
 * outcomes it has. From it come {@link Forecast#fit}, its quantile at the risk, {@linkplain Corrections corrected}; and the rungs, by
 * {@link Ladder}. Until {@link #ENOUGH} outcomes are in, and while more steps are under way than have come in (short answers come in
 * first), {@code fit} is the limit.
 *
 * <p>Thread safe. {@link #forecast} takes no lock. {@link #learn} takes one only if it is free; otherwise it leaves the outcome to
 * whoever has it.
 */
public final class LearnedForecaster implements BudgetForecaster {

    /** How many outcomes there must be before a forecast is trusted. */
    public static final int ENOUGH = 100;

    /** Extensions of a stream that are aimed at, on average. */
    public static final double EXTENSIONS = 0.42;

    /** How many outcomes of the larger group a group leans on. */
    private static final double LEAN = 100;

    /** A quantile at a risk rests on the few outcomes above it, so that it leans on at least so many of them in the larger group. */
    private static final double LEAN_ABOVE = 4;

    /** The first guess counts as one outcome. */
    private static final double PRIOR_COUNT = 1;

    /** Outcomes that may wait for whoever learns just then; more are dropped and counted. */
    private static final int MAX_WAITING = 10_000;

    /** How many waiting outcomes one caller learns at most. */
    private static final int MAX_LEARNED_AT_ONCE = 64;

    private final Settings settings;
    private final float[] prior;
    private final Ladder usualLadder;
    private final Groups groups;
    private final Corrections corrections = new Corrections();
    private final ExtensionPrice price = new ExtensionPrice(EXTENSIONS);

    private final ReentrantLock learning = new ReentrantLock();
    private final Queue<Ended> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong underWay = new AtomicLong();

    /** Written after each outcome, and read before each forecast: so a forecast sees all outcomes up to then. */
    private final AtomicLong learned = new AtomicLong();

    private final ModelTallies tallies = new ModelTallies();

    /** Kept only where somebody tells other nodes. */
    private @Nullable OutcomeLog news;

    private record Ended(Features features, @Nullable Forecast forecast, Outcome outcome) {}

    /**
     * How a forecaster behaves. Immutable; start from {@link #DEFAULT}.
     *
     * @param limit the most output tokens of a step whose caller sets no limit, 1 to 1,048,576
     * @param lookAhead how many tokens of the hold a stream must have left, 0 to 4,096: as many as may come between two reports
     * @param maxGroups how many groups are remembered, 1 to 1,000,000; each takes at most 1 KB
     */
    public record Settings(long limit, long lookAhead, int maxGroups) {

        /** At most 4,096 output tokens, 8 tokens of look-ahead, 10,000 groups. */
        public static final Settings DEFAULT = new Settings(4_096, 8, 10_000);

        public Settings {
            requireWithin("most output tokens", limit, 1, Buckets.LARGEST);
            requireWithin("look-ahead", lookAhead, 0, 4_096);
            requireWithin("number of groups", maxGroups, 1, 1_000_000);
        }

        /** The same with another limit. */
        public Settings withLimit(long tokens) {
            return new Settings(tokens, lookAhead, maxGroups);
        }

        /** The same with another look-ahead. */
        public Settings withLookAhead(long tokens) {
            return new Settings(limit, tokens, maxGroups);
        }

        /** The same with room for another number of groups. */
        public Settings withMaxGroups(int count) {
            return new Settings(limit, lookAhead, count);
        }

        private static void requireWithin(String what, long value, long least, long most) {
            if (value < least || value > most) {
                throw new InvalidRequestException(what + " is " + value + "; give " + least + " to " + most);
            }
        }
    }

    /** A forecaster with {@link Settings#DEFAULT}. */
    public LearnedForecaster() {
        this(Settings.DEFAULT);
    }

    /** A forecaster that knows nothing yet. */
    public LearnedForecaster(Settings settings) {
        this.settings = settings;
        this.prior = prior(settings.limit());
        this.usualLadder = new Ladder(settings.lookAhead(), settings.limit());
        this.groups = new Groups(settings.maxGroups());
    }

    /** The first guess: every octave up to the limit is as likely as any other. */
    private static float[] prior(long limit) {
        float[] shares = new float[Buckets.COUNT];
        double all = Math.log((double) limit + 1);
        for (int bucket = 1; bucket < shares.length; bucket++) {
            long from = Math.min(limit, Buckets.end(bucket - 1));
            long to = Math.min(limit, Buckets.end(bucket));
            shares[bucket] = (float) (Math.log((double) (to + 1) / (from + 1)) / all);
        }
        return shares;
    }

    @Override
    public Forecast forecast(Features features, double risk) {
        if (!(risk > 0 && risk < 1)) {
            throw new InvalidRequestException(
                    "the risk of a forecast is " + risk + "; give a share above 0 and below 1");
        }
        long known = learned.get();
        boolean trusted = known >= ENOUGH && known >= underWay.get();
        underWay.incrementAndGet();
        long limit = features.limit() == Features.UNKNOWN ? settings.limit() : Math.max(1, features.limit());
        Distribution distribution = distribution(features, LEAN);
        double extensionPrice = price.tokens();
        long[] rungs = ladder(limit).rungs(distribution.shares, extensionPrice);
        long fit = limit;
        double uncorrected = 0;
        if (trusted) {
            double lean = Math.max(LEAN, LEAN_ABOVE / risk);
            Distribution above = lean == LEAN ? distribution : distribution(features, lean);
            uncorrected = above.quantile(risk);
            fit = corrections.corrected(risk, uncorrected, limit);
        }
        return new LearnedForecast(
                features,
                risk,
                fit,
                rungs,
                settings.lookAhead(),
                distribution.samples,
                trusted ? distribution.basis : Basis.CAP,
                new LearnedForecast.Origin(uncorrected, extensionPrice));
    }

    private Ladder ladder(long limit) {
        return limit == settings.limit() ? usualLadder : new Ladder(settings.lookAhead(), limit);
    }

    private Distribution distribution(Features features, double lean) {
        float[] shares = prior.clone();
        double samples = 0;
        Basis basis = Basis.CAP;
        double m = PRIOR_COUNT;
        for (GroupKey key : GroupKey.of(features)) {
            Groups.Group group = groups.find(key);
            if (group != null) {
                group.histogram.mixInto(shares, m);
                samples = group.histogram.count();
                basis = key.level();
            }
            m = lean;
        }
        return new Distribution(shares, samples, basis);
    }

    /**
     * Which share of steps uses more than so many output tokens, as far as is known: what a cap on the output would cut off.
     *
     * @param outputTokens what is below zero counts as zero
     */
    public double shareAbove(Features features, long outputTokens) {
        learned.get(); // What was written before an outcome was counted is seen.
        return distribution(features, LEAN).shareAbove(outputTokens);
    }

    @Override
    public void learn(Forecast forecast, long actual) {
        underWay.decrementAndGet();
        learn(new Ended(forecast.features(), forecast, new Outcome(actual, forecast.fit(), 0, 0)));
    }

    @Override
    public void learn(Features features, long actual) {
        learn(new Ended(Checks.present(features, "features"), null, new Outcome(actual, 0, 0, 0)));
    }

    @Override
    public void learn(Forecast forecast, Outcome outcome) {
        underWay.decrementAndGet();
        learn(new Ended(forecast.features(), forecast, outcome));
    }

    @Override
    public List<ForecastFigures> figures() {
        learning.lock();
        try {
            learnAllWaiting();
            return tallies.figures();
        } finally {
            learning.unlock();
        }
    }

    @Override
    public OptionalLong typicalInput(@Nullable String model) {
        learned.get(); // What was written before an outcome was counted is seen.
        return groups.typicalInput(model == null ? "" : model);
    }

    @Override
    public void forget(Forecast forecast) {
        Checks.present(forecast, "forecast");
        underWay.decrementAndGet();
    }

    private void learn(Ended outcome) {
        if (learning.tryLock()) {
            try {
                apply(outcome);
                applyWaiting();
            } finally {
                learning.unlock();
            }
        } else if (waitingCount.incrementAndGet() <= MAX_WAITING) {
            waiting.add(outcome);
        } else {
            waitingCount.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    /** Learns some of what waits; false if nothing did. */
    private boolean applyWaiting() {
        int applied = 0;
        while (applied < MAX_LEARNED_AT_ONCE && waitingCount.get() > 0) {
            Ended outcome = waiting.poll();
            if (outcome == null) {
                break;
            }
            waitingCount.decrementAndGet();
            apply(outcome);
            applied++;
        }
        return applied > 0;
    }

    private void apply(Ended ended) {
        long actual = Math.max(0, ended.outcome().output());
        if (ended.forecast() instanceof LearnedForecast made) {
            tallies.add(made, ended.outcome());
            price.learn(made.extensions(actual), made.extensionPrice());
            corrections.count(made.risk(), actual > made.fit());
            if (made.isTrusted()) {
                corrections.learn(made.risk(), made.uncorrected(), made.limit(), actual);
            }
        }
        int bucket = Buckets.of(actual);
        for (GroupKey key : GroupKey.of(ended.features())) {
            groups.touch(key).histogram.add(bucket);
        }
        if (news != null) {
            news.add(ended.features(), bucket);
        }
        learned.incrementAndGet();
    }

    /** What is known now, with all outcomes that were given before. Waits for whoever learns just then. */
    public ForecastSnapshot snapshot() {
        learning.lock();
        try {
            learnAllWaiting();
            Map<GroupKey, float[]> counts = new LinkedHashMap<>();
            for (Groups.Group group : groups.oldestFirst()) {
                counts.put(group.key, group.histogram.counts());
            }
            return new ForecastSnapshot(learned.get(), price.tokens(), corrections.byRisk(), counts);
        } finally {
            learning.unlock();
        }
    }

    /**
     * Adds what another forecaster, or this one in an earlier life, knows. Where it has more groups than there is room for, those that
     * were learned from last are kept. Waits for whoever learns just then.
     */
    public void add(ForecastSnapshot snapshot) {
        add(Checks.present(snapshot, "snapshot"), false);
    }

    private void add(ForecastSnapshot snapshot, boolean fades) {
        learning.lock();
        try {
            ForecastSnapshot steering =
                    new ForecastSnapshot(learned.get(), price.tokens(), corrections.byRisk(), Map.of()).plus(snapshot);
            price.put(steering.price());
            steering.corrections().forEach(corrections::put);
            snapshot.groups()
                    .forEach((key, counts) -> groups.touch(key).histogram.add(counts, fades));
            learned.addAndGet(snapshot.learned());
        } finally {
            learning.unlock();
        }
    }

    /**
     * What was learned since this was asked last, for other nodes to {@link #addNews add}; nothing the first time. Waits for whoever learns
     * just then.
     */
    ForecastSnapshot takeNews() {
        OutcomeLog taken;
        double priceNow;
        Map<Double, Double> correctionsNow;
        learning.lock();
        try {
            learnAllWaiting();
            taken = news;
            news = new OutcomeLog();
            priceNow = price.tokens();
            correctionsNow = corrections.byRisk();
        } finally {
            learning.unlock();
        }
        return taken == null || taken.count() == 0
                ? ForecastSnapshot.EMPTY
                : new ForecastSnapshot(taken.count(), priceNow, correctionsNow, taken.counts(settings.maxGroups()));
    }

    /** Adds what another forecaster learned just now: what was known before fades, as by outcomes of its own. */
    void addNews(ForecastSnapshot other) {
        add(other, true);
    }

    private void learnAllWaiting() {
        while (waitingCount.get() > 0 && applyWaiting()) {
            // The next ones.
        }
    }

    /** How many outcomes were learned from. */
    public long learned() {
        return learned.get();
    }

    /**
     * How good forecasts were: for each risk that was asked for, which share of steps used more than was to fit. All steps that
     * were learned from by their forecasts count, also those before enough was known. At most eight risks are told apart.
     */
    public List<Calibration> calibration() {
        learned.get(); // What was written before an outcome was counted is seen.
        return corrections.calibration();
    }

    /** How often a step is extended that streams, on average of those learned from; not a number before there were any. */
    public double extensionsPerStep() {
        learned.get();
        return price.extensionsPerStep();
    }

    /**
     * What was stated, and what was measured.
     *
     * @param stated the risk that was asked for
     * @param measured the share of steps that used more than was to fit
     * @param outcomes how many steps that is
     */
    public record Calibration(double stated, double measured, long outcomes) {}

    /** How many outcomes were passed over, because very many came at once. */
    public long dropped() {
        return dropped.get();
    }

    int maxGroups() {
        return settings.maxGroups();
    }

    /** How many groups are remembered. */
    public int groups() {
        return groups.size();
    }
}
