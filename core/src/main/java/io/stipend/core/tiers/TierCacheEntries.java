package io.stipend.core.tiers;

import io.stipend.core.policy.Tier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map from users to what is known of their tiers. When it is full, the oldest goes that was not used since it
 * was last looked at: the "clock", or second chance, which costs readers one flag instead of a list to keep in order.
 * Thread safe; readers take no lock.
 */
final class TierCacheEntries {

    /** How many used ones are passed over before one goes all the same, so that an insert takes bounded time. */
    private static final int MAX_CHANCES = 16;

    private final int limit;
    private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();

    /** Every entry once, removed ones too until they come to the front: what is counted and bounded is this. */
    private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger queued = new AtomicInteger();

    TierCacheEntries(int limit) {
        this.limit = limit;
    }

    /** The entry of a user, made if there is none. */
    Entry get(String tenant, String userId) {
        Key key = new Key(tenant, userId);
        Entry entry = entries.get(key);
        if (entry == null) {
            Entry fresh = new Entry(key);
            entry = entries.putIfAbsent(key, fresh);
            if (entry == null) {
                add(fresh);
                return fresh;
            }
        }
        entry.touch();
        return entry;
    }

    void remove(String tenant, String userId) {
        entries.remove(new Key(tenant, userId));
    }

    void clear() {
        entries.clear();
    }

    /** How many users it knows; a few above the bound for moments, while several are added. */
    int size() {
        return entries.size();
    }

    /** How many it remembers in order, removed ones included: never above the bound but while several are added. */
    int queued() {
        return queued.get();
    }

    private void add(Entry fresh) {
        queue.add(fresh);
        queued.incrementAndGet();
        int chances = MAX_CHANCES;
        while (queued.get() > limit) {
            Entry oldest = queue.poll();
            if (oldest == null) {
                return; // Others are at it, and take what they counted.
            }
            boolean known = entries.get(oldest.key) == oldest;
            if (known && oldest.takeTouch() && chances-- > 0) {
                queue.add(oldest);
            } else {
                entries.remove(oldest.key, oldest);
                queued.decrementAndGet();
            }
        }
    }

    private record Key(String tenant, String userId) {

        @Override
        public int hashCode() {
            return 31 * tenant.hashCode() + userId.hashCode();
        }
    }

    /** A tier, and when it was asked for: it may have changed any time after. */
    record Known(Tier tier, long askedAtNanos) {}

    /** What is known of one user's tier, and the answer under way. Compared by identity. */
    static final class Entry {

        private final Key key;
        private final AtomicReference<@Nullable CompletableFuture<Tier>> underWay = new AtomicReference<>();
        private volatile @Nullable Known known;
        private volatile boolean touched;
        private volatile boolean failed;
        private volatile long failedAtNanos;

        private Entry(Key key) {
            this.key = key;
        }

        String tenant() {
            return key.tenant();
        }

        String userId() {
            return key.userId();
        }

        @Nullable
        Known known() {
            return known;
        }

        void learn(Known news) {
            known = news;
            failed = false;
        }

        /** Takes an answer for the one under way, unless there is one: that is returned. */
        CompletableFuture<Tier> begin(CompletableFuture<Tier> mine) {
            CompletableFuture<Tier> other = underWay.compareAndExchange(null, mine);
            return other == null ? mine : other;
        }

        void end(CompletableFuture<Tier> mine) {
            underWay.compareAndSet(mine, null);
        }

        void failAt(long nanos) {
            failedAtNanos = nanos;
            failed = true;
        }

        boolean failedWithin(long nanos, long nowNanos) {
            return failed && nowNanos - failedAtNanos < nanos;
        }

        /** Written only if need be, so that readers on many cores do not fight over it. */
        private void touch() {
            if (!touched) {
                touched = true;
            }
        }

        private boolean takeTouch() {
            boolean was = touched;
            touched = false;
            return was;
        }
    }
}
