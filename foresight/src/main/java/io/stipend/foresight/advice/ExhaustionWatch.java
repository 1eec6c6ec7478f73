package io.stipend.foresight.advice;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when accounts will be empty: {@code account.forecast}. A store around another one, from whose journal it knows what accounts spend, as
 * its entries are published. Only one of the processes that share a store publishes at a time, so only one looks, and no call of the
 * store is needed to learn. Now and then it looks at the accounts that spent something: one call of the store for each, and one more for what
 * there is to tell.
 *
 * <p>What is told is an entry of the account's journal, so that it is published like all others, and known to whichever process publishes next.
 * That one knows nothing of what was spent before, and says nothing for five minutes.
 *
 * <p>A store that fails is asked again at the next look. Thread safe.
 */
public final class ExhaustionWatch extends ForwardingStore {

    private static final Logger log = LoggerFactory.getLogger(ExhaustionWatch.class);

    /** With some 700 bytes each. */
    static final int MAX_ACCOUNTS = 10_000;

    /** When nothing was heard for so long, another process may have published meanwhile: what was known is no longer true. */
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final AccountAdministration accounts;
    private final BookInspection books;
    private final Journal journal;
    private final ExhaustionSettings settings;
    private final InstantSource clock;
    private final SpendingTrends trends = new SpendingTrends(MAX_ACCOUNTS);
    private final LongAdder foretold = new LongAdder();
    private final LongAdder withdrawn = new LongAdder();
    private final @Nullable ScheduledExecutorService timer;
    private volatile long heardMillis;
    private volatile boolean hasHeard;
    private boolean failing;

    /** One that looks when it is told to, if it is not timed. */
    ExhaustionWatch(
            StoreAdapter store,
            ExhaustionSettings settings,
            BlockPlugin.Meters meters,
            InstantSource clock,
            boolean isTimed) {
        super(store);
        this.journal = new ListeningJournal(store.journal(), this::hear);
        this.accounts = store.accountAdministration();
        this.books = store.bookInspection();
        this.settings = Checks.present(settings, "settings");
        this.clock = clock;
        this.heardMillis = clock.millis();
        meters.gauge("stipend.exhaustion.accounts", "Accounts whose spending this process knows", trends::size);
        meters.counter(
                "stipend.exhaustion.foretold", "Accounts told to be empty before their period ends", foretold::sum);
        meters.counter("stipend.exhaustion.withdrawn", "Accounts told to last after all", withdrawn::sum);
        this.timer = isTimed ? timer(settings.interval().toMillis()) : null;
    }

    /**
     * Begins to listen.
     *
     * @param store closed together with it
     * @param meters where its numbers are shown
     */
    public static ExhaustionWatch over(StoreAdapter store, ExhaustionSettings settings, BlockPlugin.Meters meters) {
        return new ExhaustionWatch(store, settings, meters, InstantSource.system(), true);
    }

    private ScheduledExecutorService timer(long millis) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stipend-exhaustion");
            thread.setDaemon(true);
            return thread;
        });
        // A look throws nothing, so nobody need ask this.
        Future<?> unused = executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        return executor;
    }

    private void hear(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        long now = clock.millis();
        if (now - heardMillis > SILENCE.toMillis()) {
            trends.clear();
        }
        heardMillis = now;
        hasHeard = true;
        // A journal keeps the order of each stream only.
        entries.stream()
                .sorted(Comparator.comparingLong(JournalEntry::atMillis))
                .forEach(trends::add);
    }

    /** Looks at the accounts that spent something, if this process is the one that publishes. Throws nothing. */
    void look() {
        if (!hasHeard) {
            return;
        }
        hasHeard = false;
        List<SpendingTrends.Spender> spenders = trends.takeChanged();
        try {
            for (SpendingTrends.Spender each : spenders) {
                look(each);
            }
            failing = false;
        } catch (CreditStoreException e) {
            retry(spenders);
            if (!failing) {
                log.warn("when accounts will be empty cannot be told, and is tried again: {}", e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            // A timer would end silently.
            retry(spenders);
            log.error("when accounts will be empty could not be told", e);
        }
    }

    private void retry(List<SpendingTrends.Spender> spenders) {
        trends.putBack(spenders);
        hasHeard = true;
    }

    private void look(SpendingTrends.Spender spender) {
        Optional<AccountView> found = accounts.show(spender.account);
        if (found.isEmpty() || found.get().available(Resource.CREDITS).isEmpty()) {
            return;
        }
        AccountView view = found.get();
        long now = Math.max(clock.millis(), trends.latestMillis());
        Exhaustion exhaustion =
                spender.trend.forecast(now, view.available(Resource.CREDITS).getAsLong());
        Optional<AccountOutlook> news = settings.news(spender.told.runsOut(books, view), view, exhaustion, now);
        if (news.isPresent() && spender.told.tell(accounts, news.get())) {
            (news.get().runsOut() ? foretold : withdrawn).increment();
        }
    }

    @Override
    public Journal journal() {
        return journal;
    }

    /** Stops looking, and closes the store. Again, it does nothing. */
    @Override
    public void close() {
        try {
            if (timer != null) {
                // Not shutdownNow: an interrupt could cut off a store at the moment of commit.
                timer.shutdown();
                awaitEnd(timer);
            }
        } finally {
            super.close();
        }
    }

    private static void awaitEnd(ScheduledExecutorService timer) {
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("the look at accounts is still in a call to the store and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
