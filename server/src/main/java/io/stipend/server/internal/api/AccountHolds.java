package io.stipend.server.internal.api;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The open holds of an account at a look, as far as they tell when what they do not use returns: sums of all, and a sample of a bounded size. Not
 * thread safe until it is made.
 */
final class AccountHolds {

    private static final int SAMPLE = 256;

    private final long atMillis;
    private final List<Hold> sample = new ArrayList<>();
    private final long[] unused = new long[Resource.count()];
    private final long[] unusedAtLeaseEnd = new long[Resource.count()];
    private long count;
    private long lastLeaseEndMillis;

    @SuppressWarnings("ArrayRecordComponent") // nobody changes it, and nobody compares
    private record Hold(long ageMillis, long[] unused) {}

    /**
     * None yet.
     *
     * @param atMillis when is looked, in milliseconds since 1970-01-01 UTC
     */
    AccountHolds(long atMillis) {
        this.atMillis = atMillis;
    }

    void add(ReservationSnapshot open) {
        Hold hold = new Hold(Math.max(0, atMillis - open.header().openedAtMillis()), unused(open));
        boolean returnsAtLeaseEnd = open.onExpiry() != OnExpiry.BOOK_HELD;
        for (int r = 0; r < unused.length; r++) {
            unused[r] += hold.unused()[r];
            unusedAtLeaseEnd[r] += returnsAtLeaseEnd ? hold.unused()[r] : 0;
        }
        if (returnsAtLeaseEnd) {
            lastLeaseEndMillis = Math.max(lastLeaseEndMillis, open.expiresAtMillis());
        }
        keep(hold);
    }

    /** Each of all that come is kept with the same probability. */
    private void keep(Hold hold) {
        count++;
        if (sample.size() < SAMPLE) {
            sample.add(hold);
            return;
        }
        long place = ThreadLocalRandom.current().nextLong(count);
        if (place < SAMPLE) {
            sample.set((int) place, hold);
        }
    }

    private static long[] unused(ReservationSnapshot open) {
        long[] unused = new long[Resource.count()];
        for (int r = 0; r < unused.length; r++) {
            Resource resource = Resource.at(r);
            long used = resource.isConsumable() ? open.used().get(resource) : 0;
            unused[r] = Math.max(0, open.held().get(resource) - used);
        }
        return unused;
    }

    /**
     * When so much is expected to have returned. Where holds come and go steadily, how long they will last yet is distributed as their ages
     * are (the theory of renewals): so a part of what is held returns within the time that the same part of it is no older than.
     *
     * @param amount above 0
     * @return milliseconds since 1970-01-01 UTC; empty if less than that is held and unused
     */
    OptionalLong expectedAtMillis(Resource resource, long amount) {
        int r = resource.ordinal();
        if (unused[r] < amount) {
            return OptionalLong.empty();
        }
        double sampled = sample.stream().mapToDouble(hold -> hold.unused()[r]).sum();
        double wanted = sampled * amount / unused[r];
        double returned = 0;
        for (Hold hold : sample.stream()
                .sorted(Comparator.comparingLong(Hold::ageMillis))
                .toList()) {
            returned += hold.unused()[r];
            if (returned >= wanted) {
                return OptionalLong.of(atMillis + hold.ageMillis());
            }
        }
        return OptionalLong.empty();
    }

    /**
     * When so much has returned even if nobody settles or renews anything: the end of the last lease.
     *
     * @return milliseconds since 1970-01-01 UTC; empty if less than that returns so
     */
    OptionalLong latestAtMillis(Resource resource, long amount) {
        return unusedAtLeaseEnd[resource.ordinal()] < amount
                ? OptionalLong.empty()
                : OptionalLong.of(lastLeaseEndMillis);
    }
}
