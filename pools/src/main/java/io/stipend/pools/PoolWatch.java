package io.stipend.pools;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a pool while it is used on this node, and keeps up what this node says of its own line. Thread safe; what it has in common
 * with the line is read and written under the line's lock.
 */
final class PoolWatch {

    private static final Logger log = LoggerFactory.getLogger(PoolWatch.class);

    /** A pool that nobody used for so long is looked at no more. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Looking takes one part in so many of a thread's time at most. */
    private static final long REST_PER_LOOK = 20;

    /** The pool's own account says what a limit is, and what others than members use: it is looked at now and then. */
    private static final int LOOKS_PER_POOL = 8;

    private final PoolConfig config;
    private final PoolAccounts names;
    private final StoreAdapter store;
    private final PoolTimer timer;
    private final long tickNanos;
    private final PoolKnowledge knowledge;
    private final Lock lock;
    private final Runnable afterLook;
    private final LineFigures figures;
    private final Notices notices;
    private final StarvationNotices starvation;

    /** One look at a time, with the notices that follow from it. */
    private final ReentrantLock looking = new ReentrantLock();

    private int looks;

    /** How many accounts the last look found. */
    private int accounts;

    private boolean failing;

    /** Guarded by the line's lock. */
    private boolean ticking;

    private boolean looked;
    private long lookedAtNanos;
    private long usedAtNanos;

    PoolWatch(
            PoolConfig config,
            PoolAccounts names,
            StoreAdapter store,
            PoolTimer timer,
            long tickNanos,
            PoolKnowledge knowledge,
            Lock lock,
            Runnable afterLook,
            LineFigures figures,
            EndedNotices ended) {
        this.config = config;
        this.names = names;
        this.store = store;
        this.timer = timer;
        this.tickNanos = tickNanos;
        this.knowledge = knowledge;
        this.lock = lock;
        this.afterLook = afterLook;
        this.figures = figures;
        this.notices = new Notices(names, store.creditStore(), knowledge, lock, tickNanos, figures, ended);
        this.starvation = new StarvationNotices(config, store, knowledge, lock, timer, figures);
    }

    /** Whether room is kept for this request. */
    boolean isEarmarkedFor(Waiter waiter) {
        return notices.isEarmarkedFor(waiter);
    }

    /** Looks at the pool if what is known of it is old, and goes on looking for a while. */
    void lookIfStale() {
        boolean stale;
        boolean starts;
        lock.lock();
        try {
            usedAtNanos = timer.nanoTime();
            stale = isStale();
            starts = !ticking;
            ticking = true;
            if (starts) {
                starvation.looksAgain();
            }
        } finally {
            lock.unlock();
        }
        if (stale) {
            look(true);
        }
        if (starts) {
            timer.schedule(() -> timer.run(this::tick), tickNanos);
        }
    }

    /** The caller has the line's lock, or is the one that looks. */
    private boolean isStale() {
        return !looked || timer.nanoTime() - lookedAtNanos > 2 * tickNanos;
    }

    private void tick() {
        long begun = timer.nanoTime();
        try {
            look(false);
            afterLook.run();
        } finally {
            tickAgain(timer.nanoTime() - begun);
        }
    }

    private void tickAgain(long took) {
        boolean goesOn;
        lock.lock();
        try {
            goesOn = knowledge.isAnyWaiting()
                    || notices.isAnyGiven()
                    || starvation.isAnyStarving()
                    || timer.nanoTime() - usedAtNanos < IDLE_NANOS;
            ticking = goesOn;
        } finally {
            lock.unlock();
        }
        if (goesOn) {
            timer.schedule(() -> timer.run(this::tick), Math.max(tickNanos - took, REST_PER_LOOK * took));
        }
    }

    /** Looks at the pool, and says what waits here. A store that fails is asked again with the next tick. */
    private void look(boolean onlyIfStale) {
        looking.lock();
        try {
            if (onlyIfStale && !isStale()) {
                return;
            }
            figures.looked();
            boolean withPool = looks++ % LOOKS_PER_POOL == 0;
            Reading reading =
                    Reading.of(store.accountAdministration(), config, names, withPool, accounts, timer.nanoTime());
            accounts = reading.accounts();
            lock.lock();
            try {
                knowledge.read(reading);
                lookedAtNanos = reading.askedAtNanos();
                looked = true;
            } finally {
                lock.unlock();
            }
            notices.update(timer.nanoTime());
            starvation.update();
            failing = false;
        } catch (CreditStoreException e) {
            figures.failed();
            if (!failing) {
                log.warn("pool '{}' cannot be looked at; it will be tried again", config.name(), e);
            }
            failing = true;
        } finally {
            looking.unlock();
        }
    }

    /** The room is needed no more, and others wait for it. */
    void giveUpEarmark() {
        looking.lock();
        try {
            notices.updateEarmark(timer.nanoTime());
        } catch (CreditStoreException e) {
            log.debug("the earmark of pool '{}' ends with its lease", config.name(), e);
        } finally {
            looking.unlock();
        }
        afterLook.run();
    }

    /** Withdraws what this node has said. */
    void close() {
        looking.lock();
        try {
            notices.withdrawAll();
            starvation.close();
        } catch (CreditStoreException e) {
            log.debug("notices of pool '{}' end with their lease", config.name(), e);
        } finally {
            looking.unlock();
        }
    }
}
