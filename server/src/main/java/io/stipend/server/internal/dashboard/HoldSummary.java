package io.stipend.server.internal.dashboard;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.ReservationSnapshot;

/**
 * The open holds of a tenant at a look. Not thread safe until it is made.
 */
final class HoldSummary {

    private long open;
    private long held;
    private long pastLease;
    private long oldestAtMillis = Long.MAX_VALUE;
    private String oldestId = "";
    private long longestPastAtMillis = Long.MAX_VALUE;
    private String longestPastId = "";

    private HoldSummary() {}

    static HoldSummary look(BookInspection books, String tenant, long now) {
        HoldSummary summary = new HoldSummary();
        books.openReservations(tenant, each -> summary.add(each, now));
        return summary;
    }

    private void add(ReservationSnapshot snapshot, long nowMillis) {
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

    /** How many there are. */
    long open() {
        return open;
    }

    /** What they hold, in credits. */
    long held() {
        return held;
    }

    /** How many have outlived their lease, and wait for the sweeper. */
    long pastLease() {
        return pastLease;
    }

    /** When the oldest was opened; only if there is one. */
    long oldestAtMillis() {
        return oldestAtMillis;
    }

    String oldestId() {
        return oldestId;
    }

    /** When the lease of the one that waits longest ended; only if one does. */
    long longestPastAtMillis() {
        return longestPastAtMillis;
    }

    String longestPastId() {
        return longestPastId;
    }
}
