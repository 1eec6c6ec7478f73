package io.stipend.deploy.tiers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.tiers.TierCacheConfig.WhenUnavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a resolver that may block has said: for a bounded number of users, each for a bounded time.
 *
 * <p>A user's tier is asked for once at a time, however many callers want it. While the tier is good, callers get it
 * without waiting; in the last quarter of its time to live it is asked for anew behind their backs, so a user with steady
 * traffic never waits. Otherwise they wait for the answer, up to the timeout. When it fails or is late, {@link
 * TierCacheConfig#whenUnavailable} decides; failures are counted, and logged when they begin and when they end.
 *
 * <p>A tier is as old as the question it answers, and none is kept beyond the time to live, but
 * for {@link WhenUnavailable.LastKnown}. After {@link #invalidate} an answer that is still under way is not kept.
 *
 * <p>Which users are kept is Caffeine's: a bounded map that reads without a lock and forgets the least used first. When and
 * how the resolver is asked is ours, since Caffeine's loading caches have no timeout for a caller, drop the last known value
 * when a load fails, and count a value's age from the answer, not from the question.
 *
 * <p>Thread safe; works on virtual threads. The resolver is asked on daemon threads of the cache's own, which end when
 * they have nothing to do, so there is nothing to close. One that never returns costs one of them, until it does.
 */
public final class CachingTierResolver implements TierResolver {

    private static final Logger log = LoggerFactory.getLogger(CachingTierResolver.class);

    private static final long IDLE_SECONDS = 10;

    /** A queue longer than this many questions a thread would hardly be answered in time. */
    private static final int QUEUED_PER_THREAD = 1_000;

    private final TierResolver resolver;
    private final WhenUnavailable whenUnavailable;
    private final long refreshNanos;
    private final long timeToLiveNanos;
    private final long timeoutNanos;
    private final LongSupplier nanoClock;
    private final Cache<TierEntry.User, TierEntry> entries;
    private final ThreadPoolExecutor threads;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * Makes an empty cache.
     *
     * @param resolver what to ask; it may block
     * @param config how to
     * @param telemetry where its numbers go
     */
    public CachingTierResolver(TierResolver resolver, TierCacheConfig config, Telemetry telemetry) {
        this(resolver, config, telemetry, System::nanoTime);
    }

    CachingTierResolver(TierResolver resolver, TierCacheConfig config, Telemetry telemetry, LongSupplier nanoClock) {
        this.resolver = Checks.present(resolver, "tier resolver");
        this.whenUnavailable = Checks.present(config, "tier cache config").whenUnavailable();
        this.timeToLiveNanos = config.timeToLive().toNanos();
        this.refreshNanos = timeToLiveNanos - timeToLiveNanos / 4;
        this.timeoutNanos = config.timeout().toNanos();
        this.nanoClock = nanoClock;
        // Evicts on the caller's thread: it takes microseconds, and the bound holds at once.
        this.entries = Caffeine.newBuilder()
                .maximumSize(config.maxUsers())
                .executor(Runnable::run)
                .build();
        this.threads = daemons(config.threads());
        Checks.present(telemetry, "telemetry");
        telemetry.counter("stipend.tiers.hits", "Tiers known without waiting", hits, LongAdder::sum);
        telemetry.counter("stipend.tiers.misses", "Tiers that callers waited for", misses, LongAdder::sum);
        telemetry.counter(
                "stipend.tiers.failures", "Tiers that could not be had, or not in time", failures, LongAdder::sum);
        telemetry.gauge("stipend.tiers.users", "Users whose tier is kept", "", entries, CachingTierResolver::size);
    }

    private static long size(Cache<?, ?> entries) {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private static ThreadPoolExecutor daemons(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(count * QUEUED_PER_THREAD),
                task -> {
                    Thread thread = new Thread(task, "stipend-tiers-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * The tier of a user: at once when it is known, else after waiting up to the timeout.
     *
     * @throws TierResolver.UnavailableException when it cannot be had and nothing is to hold instead, or the caller is interrupted
     */
    @Override
    public Tier tierOf(String tenant, String userId) {
        TierEntry entry = entries.get(new TierEntry.User(tenant, userId), TierEntry::new);
        TierEntry.Known known = entry.known();
        long now = nanoClock.getAsLong();
        long age = known == null ? Long.MAX_VALUE : now - known.askedAtNanos();
        if (known == null || age >= timeToLiveNanos) {
            misses.increment();
            return fresh(entry, known, age, now);
        }
        hits.increment();
        if (age >= refreshNanos && !entry.failedWithin(timeoutNanos, now)) {
            refresh(entry);
        }
        return known.tier();
    }

    /** Forgets a user's tier: the next reserve asks for it. */
    public void invalidate(String tenant, String userId) {
        entries.invalidate(new TierEntry.User(tenant, userId));
    }

    /** Forgets all tiers: the next reserve of each user asks for it. */
    public void invalidateAll() {
        entries.invalidateAll();
    }

    /**
     * Waits for an answer. While answers fail and something else may hold, nobody waits but the first: the others go by
     * that, and the question is asked again behind their backs.
     */
    private Tier fresh(TierEntry entry, TierEntry.@Nullable Known known, long age, long now) {
        if (entry.failedWithin(timeToLiveNanos, now)) {
            Tier instead = instead(known, age);
            if (instead != null) {
                if (!entry.failedWithin(timeoutNanos, now)) {
                    refresh(entry);
                }
                return instead;
            }
        }
        CompletableFuture<Tier> answer = ask(entry);
        try {
            return answer.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return unavailable(entry, known, age, "cannot be had; the cause says why", e.getCause());
        } catch (TimeoutException e) {
            failed(entry, null);
            return unavailable(entry, known, age, "was not there within " + timeoutNanos / 1_000_000 + " ms", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TierResolver.UnavailableException(
                    "interrupted while waiting for the tier of user " + Checks.shown(entry.userId()), e);
        }
    }

    private Tier unavailable(
            TierEntry entry, TierEntry.@Nullable Known known, long age, String why, @Nullable Throwable cause) {
        Tier instead = instead(known, age);
        if (instead == null) {
            throw new TierResolver.UnavailableException(
                    "the tier of user " + Checks.shown(entry.userId()) + ' ' + why + ". Try again later", cause);
        }
        return instead;
    }

    /** What holds when a tier cannot be had; null for nothing. */
    private @Nullable Tier instead(TierEntry.@Nullable Known known, long age) {
        if (whenUnavailable instanceof WhenUnavailable.Given given) {
            return given.tier();
        }
        return known != null
                        && whenUnavailable instanceof WhenUnavailable.LastKnown last
                        && age < last.maxAge().toNanos()
                ? known.tier()
                : null;
    }

    /** Asks without waiting; who comes later finds the answer. */
    private void refresh(TierEntry entry) {
        CompletableFuture<Tier> unused = ask(entry);
    }

    /** The answer under way, or one that is asked for now. */
    private CompletableFuture<Tier> ask(TierEntry entry) {
        CompletableFuture<Tier> mine = new CompletableFuture<>();
        CompletableFuture<Tier> underWay = entry.begin(mine);
        if (underWay != mine) {
            return underWay;
        }
        try {
            threads.execute(() -> resolve(entry, mine));
        } catch (RejectedExecutionException e) {
            failed(entry, e);
            entry.end(mine);
            mine.completeExceptionally(new TierResolver.UnavailableException(
                    "more questions wait for the tier resolver than it could answer", e));
        }
        return mine;
    }

    private void resolve(TierEntry entry, CompletableFuture<Tier> answer) {
        long askedAtNanos = nanoClock.getAsLong();
        try {
            Tier tier = Checks.present(resolver.tierOf(entry.tenant(), entry.userId()), "tier from the resolver");
            entry.learn(new TierEntry.Known(tier, askedAtNanos));
            entry.end(answer);
            answer.complete(tier);
            if (failing.compareAndSet(true, false)) {
                log.info("the tier resolver answers again");
            }
        } catch (Throwable e) { // Whatever it is, those who wait are told.
            failed(entry, e);
            entry.end(answer);
            answer.completeExceptionally(e);
        }
    }

    private void failed(TierEntry entry, @Nullable Throwable cause) {
        failures.increment();
        entry.failAt(nanoClock.getAsLong());
        if (failing.compareAndSet(false, true)) {
            log.warn("the tier resolver fails, or takes too long; this is logged once until it answers again", cause);
        }
    }
}
