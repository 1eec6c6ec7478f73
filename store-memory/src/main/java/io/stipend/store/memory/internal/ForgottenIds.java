package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which ids were used by reservations that had to be forgotten before their retention was over. Of each it keeps a
 * fingerprint of 64 bits, so a second try is recognised, whatever the traffic; among a hundred million, another id passes
 * for one of them once in 10^11 reserves, and is refused then. The key of the fingerprints is random, so nobody can look for
 * such an id. Guarded by its stripe's monitor.
 *
 * <p>The fingerprints lie in buckets by the time of the close, each a fraction of the retention long. A bucket is dropped
 * whole, when the retention of all that is in it is over.
 */
final class ForgottenIds {

    private static final int BUCKETS_PER_RETENTION = 4;

    private static final long KEY = new SecureRandom().nextLong();

    private static final class Bucket {
        final LongSet fingerprints = new LongSet();
        long beginMillis;
        long endMillis;

        Bucket(long beginMillis) {
            this.beginMillis = beginMillis;
            this.endMillis = beginMillis;
        }
    }

    private final int capacity;
    private final Deque<Bucket> newestFirst = new ArrayDeque<>();
    private long bucketMillis = Long.MAX_VALUE;
    private int size;

    ForgottenIds(int capacity) {
        this.capacity = capacity;
    }

    boolean contains(ReservationId id) {
        if (size > 0 && !id.isGenerated()) {
            long fingerprint = fingerprint(id);
            for (Bucket bucket : newestFirst) {
                if (bucket.fingerprints.contains(fingerprint)) {
                    return true;
                }
            }
        }
        return false;
    }

    void add(ReservationId id, long closedAtMillis) {
        Bucket newest = newestFirst.peekFirst();
        if (newest == null || closedAtMillis - newest.beginMillis >= bucketMillis) {
            newest = new Bucket(closedAtMillis);
            newestFirst.addFirst(newest);
        }
        newest.endMillis = Math.max(newest.endMillis, closedAtMillis);
        size += newest.fingerprints.add(fingerprint(id)) ? 1 : 0;
    }

    /** Refuses to open a reservation whose id could not be remembered. */
    void checkRoom() {
        if (size >= capacity) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.FULL,
                    "the store remembers as many ids of forgotten reservations as it may, and cannot tell a second try"
                            + " from a first one if it forgets them; nothing changed. Give reservations no ids of your"
                            + " own, shorten the sweeper's retention, or raise MemoryConfig.maxForgotten");
        }
    }

    /** Forgets for good what was closed before the retention, in buckets. */
    void prune(long nowMillis, Duration retention) {
        bucketMillis = Math.max(1, retention.toMillis() / BUCKETS_PER_RETENTION);
        long closedBy = nowMillis - retention.toMillis();
        newestFirst.removeIf(bucket -> {
            // A clock that was ahead and is put right does not keep a bucket until then.
            bucket.beginMillis = Math.min(bucket.beginMillis, nowMillis);
            bucket.endMillis = Math.min(bucket.endMillis, nowMillis);
            boolean over = bucket.endMillis <= closedBy;
            size -= over ? bucket.fingerprints.size() : 0;
            return over;
        });
    }

    private static long fingerprint(ReservationId id) {
        long fingerprint = mixed(mixed(KEY, id.tenant()), id.value());
        return fingerprint == 0 ? 1 : fingerprint;
    }

    private static long mixed(long seed, String text) {
        long hash = mixed(seed ^ text.length());
        long four = 0;
        for (int i = 0; i < text.length(); i++) {
            four = four << 16 | text.charAt(i);
            if ((i & 3) == 3) {
                hash = mixed(hash ^ four);
                four = 0;
            }
        }
        return mixed(hash ^ four);
    }

    /** Lets every bit depend on every other: the finalizer of SplitMix64. */
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
