package io.stipend.server.internal.dashboard;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.ReservationSnapshot;

/**
 * The open holds of a tenant at a look.
 *
 * @param open how many there are
 * @param held what they hold, in credits
 * @param pastLease how many have outlived their lease, and wait for the sweeper
 * @param oldestAtMillis when the oldest was opened; only if there is one
 * @param oldestId its id
 * @param longestPastAtMillis when the lease of the one that waits longest ended; only if one does
 * @param longestPastId its id
 */
record HoldSummary(
        long open,
        long held,
        long pastLease,
        long oldestAtMillis,
        String oldestId,
        long longestPastAtMillis,
        String longestPastId) {

    /**
     * Looks at all of them.
     *
     * @param nowMillis by which leases end: milliseconds since 1970-01-01 UTC
     */
    static HoldSummary look(BookInspection books, String tenant, long nowMillis) {
        Sums sums = new Sums(nowMillis);
        books.openReservations(tenant, sums::add);
        return sums.summary();
    }

    private static final class Sums {

        private final long nowMillis;
        private long open;
        private long held;
        private long pastLease;
        private long oldestAtMillis = Long.MAX_VALUE;
        private String oldestId = "";
        private long longestPastAtMillis = Long.MAX_VALUE;
        private String longestPastId = "";

        Sums(long nowMillis) {
            this.nowMillis = nowMillis;
        }

        void add(ReservationSnapshot snapshot) {
            open++;
            held += snapshot.held().get(Resource.CREDITS);
            String id = snapshot.header().id().value();
            if (snapshot.header().openedAtMillis() < oldestAtMillis) {
                oldestAtMillis = snapshot.header().openedAtMillis();
                oldestId = id;
            }
            if (snapshot.expiresAtMillis() <= nowMillis) {
                pastLease++;
                if (snapshot.expiresAtMillis() < longestPastAtMillis) {
                    longestPastAtMillis = snapshot.expiresAtMillis();
                    longestPastId = id;
                }
            }
        }

        HoldSummary summary() {
            return new HoldSummary(open, held, pastLease, oldestAtMillis, oldestId, longestPastAtMillis, longestPastId);
        }
    }
}
